"""The preview's past and present: mails that left, came back, failed or wait in the queue."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Protocol

from django.db.models import Q

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.sendings import LABELS, PlannedSending, Somebody, Standing, family, gathered

STANDINGS: Final[Mapping[str, Standing]] = {
    MailState.QUEUED: Standing.PLANNED,
    MailState.SENDING: Standing.PLANNED,
    MailState.SENT: Standing.LEFT,
    MailState.UNKNOWN: Standing.UNKNOWN,
    MailState.BOUNCED: Standing.RETURNED,
    MailState.FAILED: Standing.FAILED,
}
FIELDS: Final = (
    "pk", "message", "state", "about", "to_name", "to_email", "recipient_key", "reason", "due_at", "sent_at",
    "bounced_at", "kit__pk",
)  # fmt: skip
# A kit that came back is shown until it is sent again, but not the ones of sessions long past.
RETURNED_FOR: Final = timedelta(days=30)


class Span(Protocol):
    @property
    def since(self) -> datetime: ...

    @property
    def now(self) -> datetime: ...

    @property
    def until(self) -> datetime: ...


@dataclass(frozen=True)
class _Where:
    session: int
    code: str
    course: str


def queued(span: Span) -> list[PlannedSending]:
    """Mails of the span, gathered by day, message and session; those that wait apart from those that left."""
    rows = list(_mails(span).values(*FIELDS))
    places = _places(row["about"] for row in rows)
    groups: dict[tuple[date, str, int, bool], list[dict[str, Any]]] = {}
    for row in rows:
        place = places.get(row["about"])
        if place is not None:
            waiting = STANDINGS[row["state"]] is Standing.PLANNED
            day = _at(row).astimezone(span.now.tzinfo).date()
            groups.setdefault((day, family(row["message"]), place.session, waiting), []).append(row)
    return [
        _gather(message, places[rows[0]["about"]], rows) for (_day, message, _pk, _waiting), rows in groups.items()
    ]


def _mails(span: Span) -> Any:
    ours = Q(message__in=LABELS) | Q(message__startswith="welcome.kit_")
    recent = Q(sent_at__gte=span.since) | Q(bounced_at__gte=span.since)
    waiting = Q(state__in=(MailState.QUEUED, MailState.SENDING), due_at__lt=span.until)
    failed = Q(state=MailState.FAILED, due_at__gte=span.since)
    returned = Q(state=MailState.BOUNCED, kit__superseded_at__isnull=True, kit__queued_at__gte=span.now - RETURNED_FOR)
    mails = OutgoingMail.objects.filter(ours).filter(recent | waiting | failed | returned)
    return mails.exclude(state=MailState.SUPPRESSED).order_by("due_at", "pk")


def _places(subjects: Iterable[str]) -> dict[str, _Where]:
    """The session of each subject, « enrolment/12 » or « session/3 »; a funder, « organisation/7 », has none.

    Two queries whatever their number.
    """
    named = set(subjects)
    enrolments = [pk for kind, pk in map(_split, named) if kind == "enrolment"]
    sessions = [pk for kind, pk in map(_split, named) if kind == "session"]
    found: dict[str, _Where] = {}
    rows = Enrolment.objects.filter(pk__in=enrolments)
    for pk, session, code, course in rows.values_list("pk", "session_id", "session__code", "session__course__title"):
        found[f"enrolment/{pk}"] = _Where(session, code, course)
    found.update({one: _Where(0, "", "Financeurs") for one in named if _split(one)[0] == "organisation"})
    for pk, code, course in Session.objects.filter(pk__in=sessions).values_list("pk", "code", "course__title"):
        found[f"session/{pk}"] = _Where(pk, code, course)
    return found


def _split(subject: str) -> tuple[str, int]:
    kind, _slash, pk = subject.partition("/")
    return (kind, int(pk)) if pk.isdecimal() else ("", 0)


def _gather(message: str, place: _Where, rows: list[dict[str, Any]]) -> PlannedSending:
    people = tuple(_people(rows))
    return PlannedSending(
        at=min(_at(row) for row in rows),
        message=message,
        session=place.session,
        code=place.code,
        course=place.course,
        people=people,
        standing=gathered(people),
        late=any(row["message"] == "welcome.kit_late" for row in rows),
    )


def _people(rows: Iterable[dict[str, Any]]) -> Iterator[Somebody]:
    for row in rows:
        kind, pk = _split(row["about"])
        yield Somebody(
            name=row["to_name"],
            email=row["to_email"],
            enrolment=pk if kind == "enrolment" else 0,
            standing=STANDINGS[row["state"]],
            kit=row["kit__pk"] or 0,
            reason=row["reason"],
            key=row["recipient_key"],
            mail=row["pk"],
        )


def _at(row: Mapping[str, Any]) -> datetime:
    moment: datetime = row["sent_at"] or row["bounced_at"] or row["due_at"]
    return moment
