"""One case: what was seen, what was done, the words to start from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.enrolments.enums import AbandonCause
from lms_onboarding.followup.enums import (
    NOTABLE,
    UNDOABLE,
    ActionKind,
    CaseOutcome,
    Postponement,
    Proposal,
    SignalKind,
)
from lms_onboarding.followup.models import Action, Alert, Signal
from lms_onboarding.followup.services import Reason, Suggestion, is_unanswered, postponements, suggest
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.welcome.models import WelcomeKit

from .queue import Card, card_of
from .strip import Strip, days_of, events_of, strip_of

CHANNELS = {
    ActionKind.CALLED: gettext_lazy("Téléphone"),
    ActionKind.VIDEO: gettext_lazy("Visio"),
    ActionKind.MET: gettext_lazy("Rencontre"),
    ActionKind.NO_ANSWER: gettext_lazy("Pas de réponse"),
}


REASONS = {
    "postponed": gettext_lazy("fin du report"),
    "unchanged": gettext_lazy("rien n’a changé depuis"),
}


@dataclass(frozen=True)
class Line:
    """One line of the history. `mine`: of the reader, who may take it back when it is the last."""

    at: datetime
    title: str
    detail: str
    note: str
    who: str
    undone: bool


@dataclass(frozen=True)
class Case:
    card: Card
    title: str
    strip: Strip
    signals: list[Reason]
    suggestion: Suggestion
    history: list[Line]
    replies: list[Action]
    undoable: str
    channels: list[tuple[str, str]]
    outcomes: list[tuple[str, str]]
    causes: list[tuple[str, str]]
    wrong: list[tuple[str, str]]
    later: list[tuple[str, str]]
    likely: str


def case_of(alert: Alert, organisation: ProviderSettings, *, reader: Person, now: datetime) -> Case:
    """`alert` came with what `queue.WITH` and `queue.STANDING` name."""
    zone = organisation.zone
    card = card_of(alert, zone=zone, now=now)
    signals: list[Signal] = getattr(alert, "standing", [])
    actions = list(alert.actions.select_related("by", "undone_by").order_by("-pk"))
    return Case(
        card=card,
        title=title_of(alert, signals),
        strip=_strip(alert, zone, now),
        signals=card.reasons,
        suggestion=suggest(alert, signals, organisation, by=reader, unanswered=is_unanswered(alert), now=now),
        history=[*(_line(action, zone) for action in actions), *_kit_lines(alert)],
        replies=[action for action in actions if action.kind == ActionKind.REPLIED],
        undoable=_undoable(actions),
        channels=[(kind.value, str(CHANNELS[kind])) for kind in NOTABLE],
        outcomes=[(value, str(label)) for value, label in CaseOutcome.choices],
        causes=[(value, str(label).capitalize()) for value, label in AbandonCause.choices],
        wrong=[(signal.kind, str(SignalKind(signal.kind).label)) for signal in signals or _known(alert)],
        later=[*((code, label) for code, label, _until in postponements(organisation, now=now)), _next_slot()],
        likely=_likely(alert),
    )


def title_of(alert: Alert, signals: Iterable[Signal]) -> str:
    """The state of things, in a sentence: « Malik Traoré a manqué une demi-journée »."""
    name, kinds = alert.enrolment.person.full_name, {signal.kind: signal for signal in signals}
    if alert.is_closed:
        return _("%(name)s : alerte close") % {"name": name}
    if alert.proposal == Proposal.BACK:
        return _("%(name)s est de retour") % {"name": name}
    absence = kinds.get(SignalKind.ABSENCE)
    missed = french.counted(absence.observed if absence else 1, "demi-journée", feminine=True)
    said = (
        (SignalKind.REPLY_UNREAD in kinds and bool(alert.reply_unread_since), _("%(name)s vous a répondu")),
        (SignalKind.STUCK in kinds, _("%(name)s demande de l’aide")),
        (absence is not None, _("%(name)s a manqué %(missed)s")),
        (SignalKind.ACCESS_BOUNCED in kinds, _("%(name)s n’a pas reçu son kit")),
        (SignalKind.ACCESS_MISSING in kinds, _("%(name)s n’a pas reçu ses accès")),
        (SignalKind.FEW_ACTIVE_DAYS in kinds, _("%(name)s donne peu de signes")),
        (True, _("Où en est %(name)s ?")),
    )
    return next(words for holds, words in said if holds) % {"name": name, "missed": missed}


def _known(alert: Alert) -> list[Signal]:
    return list(alert.signals.order_by("-pk"))


def _strip(alert: Alert, zone: ZoneInfo, now: datetime) -> Strip:
    session = alert.enrolment.session
    first = local_date(session.starts_at or alert.opened_at, zone)
    days = days_of(first, max(local_date(session.ends_at or alert.opened_at, zone), local_date(now, zone)))
    events = events_of([alert.enrolment_id], days)
    return strip_of(alert.enrolment_id, days, events, today=local_date(now, zone))


def _line(action: Action, zone: ZoneInfo) -> Line:
    who = action.by.full_name if action.by else ""
    undone = getattr(action, "undone_by", None) is not None
    return Line(action.at, str(action.get_kind_display()), _detail(action, zone), action.note, who, undone)


def _detail(action: Action, zone: ZoneInfo) -> str:
    """What the codes of a line say; a line has one subject, and at most a precision."""
    codes = action.codes
    said: dict[str, Callable[[Any], str]] = {
        "signals": lambda found: french.listing([_lower(SignalKind(kind).label) for kind, *_rest in found]),
        "outcome": lambda found: str(CaseOutcome(found).label),
        "cause": lambda found: str(AbandonCause(found).label),
        "signal": lambda found: _lower(SignalKind(found).label),
        "proposal": lambda found: _lower(Proposal(found).label),
        "until": lambda found: _until(found, zone),
        "reason": lambda found: str(REASONS.get(found, "")),
        "kind": lambda found: _lower(ActionKind(found).label),
    }
    return ", ".join(told for name, words in said.items() if codes.get(name) and (told := words(codes[name])))


def _lower(label: object) -> str:
    return str(label).lower()


def _until(text: str, zone: ZoneInfo) -> str:
    until = parse_datetime(text)
    when = french.day_and_hour(french.local(until, zone), year=False) if until else text
    return _("jusqu’au %(when)s") % {"when": when}


def _kit_lines(alert: Alert) -> list[Line]:
    """What happened to the kit, which explains many a silence."""
    found = []
    for kit in WelcomeKit.objects.filter(enrolment=alert.enrolment_id).select_related("mail").order_by("-pk"):
        facts = (
            (kit.opened_at, _("Kit ouvert")),
            (kit.mail.bounced_at, _("Kit rejeté par sa messagerie")),
            (kit.mail.sent_at, _("Kit envoyé")),
        )
        found += [Line(at, title, "", "", "", undone=False) for at, title in facts if at is not None]
    return found


def _undoable(actions: list[Action]) -> str:
    """What the last act was, when it can be taken back."""
    last = next((one for one in actions if one.by_id and one.kind != ActionKind.READ), None)
    if last is None or last.kind not in UNDOABLE or last.codes.get("outcome") == CaseOutcome.ABANDONED:
        return ""
    return str(last.get_kind_display()).lower()


def _likely(alert: Alert) -> str:
    """The outcome that a proposal points to; a person decides."""
    found: dict[Any, str] = {
        Proposal.BACK: CaseOutcome.RESUMED,
        Proposal.EXPLAINED: CaseOutcome.FALSE_POSITIVE,
        Proposal.LEFT: CaseOutcome.POSTPONED,
    }
    return found.get(alert.proposal, "")


def _next_slot() -> tuple[str, str]:
    return Postponement.NEXT_SLOT.value, str(Postponement.NEXT_SLOT.label)
