"""The preview's future for needs: the sweep's own selections and rules, looked at ahead of time."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.sendings import PlannedSending, Somebody
from lms_onboarding.welcome.services.outlook import House, Outlook, look

from .rules import AHEAD, COMPANY, LEARNER, may_ask
from .selections import near, partners, published, unasked
from .sweeping import INVITATION, OF_COMPANY, OF_FUNDER, Learner, read


class Span(Protocol):
    @property
    def now(self) -> datetime: ...

    @property
    def until(self) -> datetime: ...

    def is_ahead(self, moment: datetime) -> bool: ...


def needs_coming(house: House, span: Span) -> Iterator[PlannedSending]:
    """Invitations not queued yet, to learners, companies and funders. Constant queries, whatever the sessions."""
    ready, starts = published(), near(span.until)
    asking = {
        pk: at
        for pk, start in starts.items()
        if (at := _at(start, house, span)) and may_ask(at, start, house.rhythm.zone) and span.is_ahead(at)
    }
    if not ready or not asking:
        return
    learners = _by_session(read(unasked(asking))) if LEARNER in ready else {}
    found = partners(asking, ready)
    outlooks = look(Session.objects.filter(pk__in={*learners, *(one.session for one in found)}), house)
    for pk, people in learners.items():
        if named := tuple(Somebody(one.to.full_name, one.to.email, one.to.enrolment) for one in people):
            yield _sending(outlooks[pk], INVITATION, asking[pk], named)
    for one in found:
        message = OF_COMPANY if one.questionnaire == COMPANY else OF_FUNDER
        somebody = Somebody(one.addressed, one.contact_email)
        yield _sending(outlooks[one.session], message, asking[one.session], (somebody,))


def _at(start: datetime, house: House, span: Span) -> datetime:
    """When the question would leave: now or once the session is near, in the hours of sending."""
    return house.rhythm.window.next_opening(max(span.now, start - AHEAD))


def _sending(outlook: Outlook, message: str, at: datetime, people: tuple[Somebody, ...]) -> PlannedSending:
    session, course = outlook.session, outlook.content.course.title
    return PlannedSending(at, message, session.pk, session.code, course, people)


def _by_session(learners: Iterable[Learner]) -> dict[int, list[Learner]]:
    found: dict[int, list[Learner]] = {}
    for one in learners:
        if one.to.full_name:
            found.setdefault(one.session, []).append(one)
    return found
