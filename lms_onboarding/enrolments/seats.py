"""Seats: the rows written when people get their place in a session, one or a thousand at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from lms_onboarding.enrolments.enums import EnrolmentState, Role
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record_many
from lms_onboarding.people.models import Organisation, Person
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import open_session

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Seat:
    """Who, where, as what, sent and paid by whom."""

    session: Session
    person: Person
    role: Role | str = ""
    company: Organisation | None = None
    funder: Organisation | None = None


def enrol_many(seats: Sequence[Seat], *, invited: bool, source: str, by: str, now: datetime) -> list[Enrolment]:
    """Write these seats, none of which exists, in two queries for each thousand.

    The caller holds the transaction and the rows of the sessions, and opens those that get their first confirmed
    enrolment (`open_for_first`).
    """
    state = EnrolmentState.INVITED if invited else EnrolmentState.CONFIRMED
    enrolments = Enrolment.objects.bulk_create(
        [
            Enrolment(
                session=seat.session,
                person=seat.person,
                role=seat.role,
                company=seat.company,
                funder=seat.funder,
                state=state,
                created_at=now,
                confirmed_at=None if invited else now,
                source=source,
            )
            for seat in seats
        ],
        batch_size=BATCH,
    )
    record_many(facts_of(enrolments, verb=f"enrolment.{state.value}", by=by, now=now), now=now)
    return enrolments


def facts_of(enrolments: Iterable[Enrolment], *, verb: str, by: str, now: datetime) -> list[Fact]:
    """One fact per enrolment, naming its session by id."""
    return [
        Fact(verb, enrolment.key, occurred_at=now, actor=by, codes={"session": enrolment.session_id})
        for enrolment in enrolments
    ]


def open_for_first(session: Session, *, by: str, now: datetime) -> None:
    """Open the session, freezing its programme, unless it is open already. The caller holds its row."""
    if session.opened_at is None:
        open_session(session, by=by, now=now)
