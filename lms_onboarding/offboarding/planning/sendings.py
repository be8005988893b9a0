"""A sending of this room as the preview shows it: gathered by message, session and hour."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.services import PlannedSending, Somebody

FUNDERS = "Financeurs"


@dataclass(frozen=True)
class Told:
    """One person, one message. `session` is None for what is about no session."""

    message: str
    at: datetime
    who: Somebody
    session: Session | None
    window: SendWindow
    condition: str = ""


def learner(one: Enrolment) -> Somebody:
    return Somebody(one.person.full_name, one.person.email, one.pk, key=one.person.key)


def gathered(told: Iterable[Told]) -> Iterator[PlannedSending]:
    groups: dict[tuple[str, int, datetime, str], list[Told]] = {}
    for one in told:
        pk = one.session.pk if one.session else 0
        groups.setdefault((one.message, pk, one.at, one.condition), []).append(one)
    for (message, pk, at, condition), some in groups.items():
        session = some[0].session
        yield PlannedSending(
            at=at,
            message=message,
            session=pk,
            code=session.code if session else "",
            course=session.course.title if session else FUNDERS,
            people=tuple(one.who for one in some),
            condition=condition,
            window=some[0].window,
        )
