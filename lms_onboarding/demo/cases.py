"""What the demonstration prints of its first week: each case, from its opening to its outcome."""

from collections.abc import Iterator

from lms_onboarding.common.calendar import PARIS
from lms_onboarding.common.french import counted, day_short, hour
from lms_onboarding.followup.enums import SCORED, ActionKind, CaseOutcome, Proposal, SignalKind
from lms_onboarding.followup.models import Action, Alert
from lms_onboarding.progress.enums import Presence
from lms_onboarding.progress.models import AttendanceMark


def case_lines(code: str) -> Iterator[str]:
    """Those of one session, and how many there are elsewhere; empty while no case was opened."""
    rows = Alert.objects.select_related("enrolment__person", "enrolment__session").order_by("opened_at", "pk")
    cases = list(rows.filter(enrolment__session__code=code))
    others = rows.exclude(enrolment__session__code=code).count()
    if not cases:
        return
    yield ""
    yield "Première semaine : chaque alerte, de son ouverture à son issue."
    for alert in cases:
        yield ""
        yield f"  {alert.enrolment.person.full_name} ({alert.enrolment.session.code})"
        for action in alert.actions.select_related("by").order_by("pk"):
            yield f"    {_when(action)}  {_what(action)}"
        yield f"    issue : {alert.get_outcome_display()}" if alert.outcome else "    pas encore d’issue"
    yield from _late(code)
    if others:
        yield ""
        yield f"  et {counted(others, 'alerte', feminine=True)} dans les autres sessions"


def _late(code: str) -> Iterator[str]:
    """Who was late and has no case: said, because nothing else would say it."""
    marks = AttendanceMark.objects.current().filter(presence=Presence.LATE, enrolment__alert__isnull=True)
    marks = marks.filter(enrolment__session__code=code)
    for mark in marks.select_related("enrolment__person", "enrolment__session", "slot").order_by("pk"):
        yield ""
        yield f"  {mark.enrolment.person.full_name} ({mark.enrolment.session.code})"
        yield f"    en retard le {_half(mark)} : un retard ne suffit pas, aucune alerte"


def _half(mark: AttendanceMark) -> str:
    return f"{day_short(mark.slot.day)}, {mark.slot.get_half_display()}"


def _when(action: Action) -> str:
    local = action.at.astimezone(PARIS)
    return f"{day_short(local.date()):>9} {hour(local.time()):>7}"


def _what(action: Action) -> str:
    who = f", {action.by.full_name}" if action.by else ""
    return f"{action.get_kind_display()}{_detail(action)}{who}"


def _detail(action: Action) -> str:
    codes = action.codes
    if signals := codes.get("signals"):
        kinds = [SignalKind(kind) for kind, *_rest in signals]
        said = [str(kind.label).lower() for kind in kinds if kind not in SCORED]
        silent = ["peu de signes"] if any(kind in SCORED for kind in kinds) else []
        return f" : {', '.join([*said, *silent])}"
    if action.kind == ActionKind.CLOSED:
        return f" : {CaseOutcome(codes['outcome']).label}"
    if proposal := codes.get("proposal"):
        return f" : {str(Proposal(proposal).label).lower()}"
    if kind := codes.get("signal"):
        return f" : {str(SignalKind(kind).label).lower()}"
    return f" : {codes['reason']}" if codes.get("reason") else ""
