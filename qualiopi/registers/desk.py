"""What the page of the registers shows of a period: facts by urgency, actions by where they stand, risks, silences."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms_onboarding.common import french
from lms_onboarding.common.calendar import wall_clock
from lms_onboarding.offboarding.services import Period
from lms_onboarding.people.models import ProviderSettings
from qualiopi.improvement.models import Action, ActionSource, Risk
from qualiopi.registers.enums import ComplaintKind
from qualiopi.registers.models import Complaint, Emptiness, Report

SHOWN: Final = 5
RANKS: Final = ("premier", "deuxième", "troisième", "quatrième")
SOURCES: Final = {"complaint": "fait", "analysis": "analyse", "risk": "risque"}


@dataclass(frozen=True)
class State:
    """Where something stands: a tone, an icon and words."""

    tone: str
    icon: str
    words: str


@dataclass(frozen=True)
class EntryRow:
    entry: Complaint
    state: State
    late: int
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class ActionRow:
    action: Action
    state: State
    sources: str
    effect: str


def quarter(day: date) -> tuple[date, date]:
    """First and last days of the civil quarter of this day."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    following = (first + timedelta(days=95)).replace(day=1)
    return first, following - timedelta(days=1)


def within(period: Period) -> tuple[datetime, datetime]:
    """The moments between which a period runs, the second one excluded."""
    return (
        wall_clock(period.first, time.min, period.zone),
        wall_clock(period.last + timedelta(days=1), time.min, period.zone),
    )


def entry_rows(period: Period, user: Any, *, today: date) -> list[EntryRow]:
    """Facts received in the period, and those of before that wait: late ones first, then what is due first."""
    start, end = within(period)
    asked = Q(received_at__gte=start, received_at__lt=end) | Q(received_at__lt=start, closed_at__isnull=True)
    found = Complaint.objects.visible_to(user).filter(asked)
    rows = list(found.select_related("handler", "session__course", "set_aside").defer("effect", "answer"))
    cited = actions_citing([one.key for one in rows])
    told = [EntryRow(one, entry_state(one, today), one.days_late(today), cited.get(one.key, ())) for one in rows]
    return sorted(told, key=_urgency)


def entry_headline(entry: Complaint) -> str:
    """« Yann Petit attend une réponse depuis le 14 février 2025 »; what was said, once it is answered or nobody is
    named."""
    if entry.answered_at or not entry.name.strip():
        return entry.words
    since = french.day(french.local(entry.received_at).date(), weekday=False)
    return _("%(name)s attend une réponse depuis le %(day)s") % {"name": entry.name.strip(), "day": since}


def entry_state(entry: Complaint, today: date) -> State:
    if entry.closed_at:
        return State("is-ok", "check", _("Clos le %(day)s") % {"day": french.day_short(french.local(entry.closed_at))})
    if entry.answered_at:
        return State("is-info", "half", _("Répondu, à clore"))
    if late := entry.days_late(today):
        words = ngettext("%(count)d jour de retard", "%(count)d jours de retard", late) % {"count": late}
        return State("is-danger", "alert", words)
    return State("is-warn", "clock", _("Répondre d’ici au %(day)s") % {"day": french.day_short(entry.due_on)})


def action_rows(period: Period, *, today: date) -> list[ActionRow]:
    """Actions decided by the end of the period and not finished before it."""
    start, end = within(period)
    found = Action.objects.filter(decided_at__lt=end)
    found = found.filter(Q(done_on__isnull=True) | Q(done_on__gte=start.date()) | Q(measures__measured_at__gte=start))
    rows = found.distinct().select_related("owner").prefetch_related("sources", "measures")
    told = [
        ActionRow(one, action_state(one, today), sources_words(one.sources.all()), effect_words(one)) for one in rows
    ]
    return sorted(told, key=lambda row: (row.action.done_on is not None, row.action.due_on, row.action.pk))


def action_state(action: Action, today: date) -> State:
    """The sources come first: without one, an action proves nothing."""
    if not action.sources.all():
        return State("is-danger", "missing", _("Sans source"))
    if action.measures.all():
        return State("is-ok", "check", _("Effet mesuré"))
    if action.done_on:
        return State("is-info", "half", _("Faite, effet à mesurer"))
    days = (action.due_on - today).days
    if days < 0:
        words = ngettext("%(count)d jour de retard", "%(count)d jours de retard", -days) % {"count": -days}
        return State("is-danger", "alert", words)
    return State("is-warn", "clock", french.in_days_phrase(days).capitalize())


def sources_words(sources: Iterable[ActionSource]) -> str:
    """« 1 fait, 2 analyses »."""
    kinds = Counter(SOURCES.get(one.source.partition("/")[0], "autre") for one in sources)
    return ", ".join(f"{count} {word}{'s' if count > 1 else ''}" for word, count in kinds.items())


def effect_words(action: Action) -> str:
    last = next(iter(action.measures.all()), None)
    if last is None:
        return french.day(action.measure_on, weekday=False, year=False) if action.measure_on else ""
    return _("%(before)d sur %(before_n)d, puis %(after)d sur %(after_n)d") % {
        "before": last.before_count,
        "before_n": last.before_n,
        "after": last.after_count,
        "after_n": last.after_n,
    }


def actions_citing(keys: Sequence[str]) -> Mapping[str, tuple[Action, ...]]:
    """Actions that rest on each of these sources. One query."""
    found: dict[str, tuple[Action, ...]] = {}
    for one in ActionSource.objects.filter(source__in=keys).select_related("action"):
        found[one.source] = (*found.get(one.source, ()), one.action)
    return found


def risks() -> list[Risk]:
    rows = Risk.objects.filter(closed_at__isnull=True).select_related("owner").prefetch_related("reviews")
    return sorted(
        rows, key=lambda one: -max((look.likelihood * look.gravity for look in one.reviews.all()), default=0)
    )


def silences(period: Period) -> list[Emptiness]:
    rows = Emptiness.objects.filter(first__lte=period.last, last__gte=period.first)
    return list(rows.select_related("session__course"))


def confidential_counts(today: date, organisation: ProviderSettings, *, quarters: int = 4) -> list[tuple[str, int]]:
    """Name and number of confidential reports of the last quarters that are over. Nothing of the present one:
    a number that moves today would say that somebody wrote today."""
    told = []
    first, _last = quarter(today)
    for _rank in range(quarters):
        first, last = quarter(first - timedelta(days=1))
        start, end = within(Period(first, last, organisation.zone))
        name = _("%(rank)s trimestre %(year)d") % {"rank": RANKS[(first.month - 1) // 3], "year": first.year}
        told.append((name, Report.objects.filter(received_at__gte=start, received_at__lt=end).count()))
    return told


def headline(rows: Sequence[EntryRow]) -> str:
    """The state in a sentence."""
    late = [row for row in rows if row.late]
    waiting = [row for row in rows if not row.entry.answered_at]
    if late:
        days = max(row.late for row in late)
        words = ngettext("Un fait attend sa réponse", "%(count)s faits attendent leur réponse", len(late))
        since = ngettext("depuis un jour", "depuis %(days)s jours", days) % {"days": french.in_words(days)}
        return f"{words % {'count': french.in_words(len(late)).capitalize()}} {since}"
    if waiting:
        words = ngettext("Un fait attend sa réponse", "%(count)s faits attendent leur réponse", len(waiting))
        return f"{words % {'count': french.in_words(len(waiting)).capitalize()}}, dans les temps"
    return _("Tout ce qui a été dit a reçu sa réponse") if rows else _("Rien n’a été reçu sur cette période")


def summary(rows: Sequence[EntryRow], actions: int) -> str:
    """« Deux réclamations, cinq difficultés, un aléa. Six actions en cours ou tenues. »"""
    counts = Counter(row.entry.kind for row in rows)
    parts = [
        french.counted(counts[kind], one, feminine=feminine)
        for kind, one, feminine in (
            (ComplaintKind.WRITTEN, "réclamation", True),
            (ComplaintKind.DIFFICULTY, "difficulté", True),
            (ComplaintKind.INCIDENT, "aléa", False),
        )
        if counts[kind]
    ]
    said = f"{french.listing(parts).capitalize()}. " if parts else ""
    return (
        f"{said}{french.counted(actions, 'action', feminine=True).capitalize()} en cours ou tenues."
        if actions
        else said
    )


def _urgency(row: EntryRow) -> tuple[int, date, int]:
    entry = row.entry
    rank = 0 if row.late else 1 if not entry.answered_at else 2 if not entry.closed_at else 3
    return rank, entry.due_on, entry.pk
