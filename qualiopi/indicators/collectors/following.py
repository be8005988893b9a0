"""During the course: half-days that a trainer countersigned, cases opened by the first-week alerts."""

from collections.abc import Iterable, Iterator, Mapping

from lms_onboarding.followup.enums import CaseState
from lms_onboarding.followup.models import Alert
from lms_onboarding.progress.models import AttendanceSheet
from qualiopi.indicators.canonical import contents_of
from qualiopi.indicators.frame import Frame
from qualiopi.indicators.pieces import Author, Collector, Piece


def _sheets(frame: Frame) -> Iterator[Piece]:
    """Sheets countersigned, one a half-day. One whose paper was not issued again after a correction is not enough."""
    rows = AttendanceSheet.objects.filter(slot__session__in=frame.sessions.order_by().values("pk"))
    rows = rows.filter(countersigned_at__lte=frame.as_of)
    columns = ("pk", "slot_id", "slot__session_id", "countersigned_at", "document_id", "revision", "issued_revision")
    for pk, slot, session, signed, paper, revision, issued in rows.values_list(*columns):
        behind = paper is not None and issued != revision
        yield Piece(
            kind="attendance",
            key=f"sheet/{pk}",
            session=session,
            unit=slot,
            occurred_at=signed,
            produced_at=signed,
            author=Author.TRAINER,
            complete=not behind,
            note="corrigée depuis, à émettre de nouveau" if behind else "",
            document=None if behind else paper,
        )


def _sheets_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    columns = (
        "slot__day",
        "slot__start",
        "slot__end",
        "countersigned_at",
        "observation",
        "revision",
        "document__blob_id",
    )
    return contents_of(AttendanceSheet.objects.all(), ids, columns)


def _cases(frame: Frame) -> Iterator[Piece]:
    """Cases by their opening; complete once a person said how each ended."""
    rows = Alert.objects.filter(enrolment__session__in=frame.sessions.order_by().values("pk"))
    rows = rows.filter(opened_at__lte=frame.as_of)
    columns = ("pk", "enrolment_id", "opened_at", "closed_at", "state")
    for pk, enrolment, opened, closed, state in rows.values_list(*columns):
        done = state == CaseState.HANDLED and closed is not None and closed <= frame.as_of
        yield Piece(
            kind="alert_case",
            key=f"case/{pk}",
            session=frame.session_of.get(enrolment),
            enrolment=enrolment,
            occurred_at=opened,
            produced_at=closed if done else opened,
            author=Author.TRAINER,
            complete=done,
            note="" if done else "sans issue notée",
        )


def _cases_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    columns = ("rules_version", "points", "opened_at", "contacted_at", "outcome", "cause", "closed_at")
    return contents_of(Alert.objects.all(), ids, columns)


SHEETS = Collector("attendance", "sheet", _sheets, _sheets_contents)
CASES = Collector("alert_case", "case", _cases, _cases_contents)
