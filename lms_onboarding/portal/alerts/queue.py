"""The queue: who waits, why in plain words, what to do. Twenty-five a page, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.followup.enums import CaseOutcome, CaseState
from lms_onboarding.followup.models import Alert, Signal
from lms_onboarding.followup.services import (
    Reason,
    Suggestion,
    age,
    is_unanswered,
    postponements,
    reasons_of,
    suggest,
    told,
)
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.progress.models import DailyActivity

PER_PAGE: Final = 25
MINUTES_EACH: Final = 2
STATES: Final = {"a-traiter": CaseState.TODO, "reportees": CaseState.DEFERRED, "traitees": CaseState.HANDLED}
STANDING: Final = Prefetch("signals", queryset=Signal.objects.standing(), to_attr="standing")
WITH: Final = ("enrolment__person", "enrolment__company", "enrolment__session__course", "owner")


@dataclass(frozen=True)
class Card:
    """One case of the list."""

    alert: Alert
    reasons: list[Reason]
    tag: str
    tone: str
    icon: str
    advice: str
    since: str
    suggestion: Suggestion | None = None  # of the one card that is open, to be read over

    @property
    def signals(self) -> list[Signal]:
        """Those that stand, read with the list."""
        return getattr(self.alert, "standing", [])

    @property
    def person(self) -> Any:
        return self.alert.enrolment.person


def card_of(alert: Alert, *, zone: ZoneInfo, now: datetime) -> Card:
    """No query: everything was read with the list."""
    signals: list[Signal] = getattr(alert, "standing", [])
    said = told(alert, signals)
    return Card(
        alert=alert,
        reasons=reasons_of(signals, zone=zone),
        tag=said.tag,
        tone=said.tone,
        icon=said.icon,
        advice=said.advice,
        since=age(alert.opened_at, now=now),
    )


@dataclass(frozen=True)
class Queue:
    title: str
    lead: str
    state: str
    counts: dict[str, int]
    page: Page[Any]
    cards: list[Card]
    week: "Week"
    later: list[tuple[str, str]]

    def opened(self, number: str, organisation: ProviderSettings, *, reader: Person, now: datetime) -> "Queue":
        """The same, with the message of case `number` ready to be read over in its card, when it is on the page."""

        def shown(card: Card) -> Card:
            if str(card.alert.pk) != number or card.alert.is_closed:
                return card
            signals, unanswered = card.signals, is_unanswered(card.alert)
            words = suggest(card.alert, signals, organisation, by=reader, unanswered=unanswered, now=now)
            return replace(card, suggestion=words)

        return replace(self, cards=[shown(card) for card in self.cards])


@dataclass(frozen=True)
class Week:
    """The last seven days, counts with what they are counts of."""

    delay: str
    returned: str
    false: str


def queue_for(user: Any, organisation: ProviderSettings, *, state: str, number: str, now: datetime) -> Queue:
    """What this person sees of the cases of their sessions."""
    mine, zone = Alert.objects.visible_to(user), organisation.zone
    counts = mine.aggregate(
        **{name: Count("pk", filter=Q(state=value), distinct=True) for name, value in _fields().items()}
    )
    rows = _ordered(mine.filter(state=STATES[state]), state).select_related(*WITH).prefetch_related(STANDING)
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = counts[state.replace("-", "_")]
    page = paginator.get_page(number)
    waiting = counts["a_traiter"]
    return Queue(
        title=title_of(waiting),
        lead=_lead(waiting),
        state=state,
        counts=counts,
        page=page,
        cards=[card_of(alert, zone=zone, now=now) for alert in page.object_list],
        week=week_of(mine, zone=zone, now=now),
        later=[(code, label) for code, label, _until in postponements(organisation, now=now)],
    )


def _fields() -> dict[str, CaseState]:
    return {name.replace("-", "_"): value for name, value in STATES.items()}


def _ordered(rows: QuerySet[Alert], state: str) -> QuerySet[Alert]:
    order = {
        "a-traiter": ("-first", "due_at", "pk"),
        "reportees": ("deferred_until", "pk"),
        "traitees": (F("closed_at").desc(nulls_first=True), "-handled_at", "-pk"),
    }
    return rows.order_by(*order[state])


def title_of(waiting: int) -> str:
    """« Trois personnes ont besoin d’un signe de vous »."""
    if not waiting:
        return _("Tout le monde suit")
    said = french.counted(waiting, "personne a", "personnes ont", feminine=True)
    return f"{said[:1].upper()}{said[1:]} besoin d’un signe de vous"


def _lead(waiting: int) -> str:
    if not waiting:
        return _("Le suivi regarde chaque personne toutes les quinze minutes : rien ne vous attend.")
    minutes = french.counted(MINUTES_EACH * waiting, "minute", feminine=True)
    return _("Première semaine de vos sessions. Comptez %(minutes)s.") % {"minutes": minutes}


def week_of(mine: QuerySet[Alert], *, zone: ZoneInfo, now: datetime) -> Week:
    """One query over the cases of the last seven days."""
    back = DailyActivity.objects.filter(
        enrolment=OuterRef("enrolment"),
        day__gt=OuterRef("contacted_on"),
    )
    rows = list(
        mine.filter(Q(opened_at__gte=now - timedelta(days=7)) | Q(contacted_at__gte=now - timedelta(days=7)))
        .annotate(contacted_on=TruncDate("contacted_at", tzinfo=zone))
        .annotate(back=Exists(back))
        .values_list("opened_at", "contacted_at", "outcome", "back")
        .distinct()
    )
    delays = [(contacted - opened).total_seconds() / 3600 for opened, contacted, _o, _b in rows if contacted]
    contacted = [row for row in rows if row[1]]
    closed = [row for row in rows if row[2]]
    return Week(
        delay=_hours(delays),
        returned=_out_of(sum(1 for row in contacted if row[3]), len(contacted)),
        false=_out_of(sum(1 for row in closed if row[2] == CaseOutcome.FALSE_POSITIVE), len(closed)),
    )


def _hours(delays: Iterable[float]) -> str:
    found = [max(delay, 0) for delay in delays]
    if not found:
        return _("aucun échange noté")
    return french.duration(timedelta(hours=median(found)))


def _out_of(part: int, whole: int) -> str:
    return f"{part} sur {whole}" if whole else _("rien encore")
