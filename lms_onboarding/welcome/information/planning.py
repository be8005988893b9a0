"""The preview's future for information packs: those that leave at the next opening, and those that something holds."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import Item
from lms_onboarding.welcome.sendings import PlannedSending, Somebody, Standing
from lms_onboarding.welcome.services.outlook import House, look

from .preparing import MESSAGE, Invited, expecting, read, uninformed
from .terms import missing_before, missing_terms


class Span(Protocol):
    @property
    def now(self) -> datetime: ...

    def is_ahead(self, moment: datetime) -> bool: ...


def information_coming(house: House, span: Span) -> Iterator[PlannedSending]:
    """One sending per session and per reason to wait; what is missing is named. Constant queries."""
    at = house.rhythm.window.next_opening(span.now)
    waiting = read(uninformed(expecting(span.now))) if span.is_ahead(at) else []
    outlooks = look(Session.objects.filter(pk__in={one.session for one in waiting}), house) if waiting else {}
    for pk, outlook in outlooks.items():
        groups: dict[tuple[Item, ...], list[Invited]] = {}
        for one in waiting:
            if one.session == pk:
                own = missing_terms(one.terms(house.provider, outlook.content.course.price))
                groups.setdefault((*missing_before(outlook.content), *own), []).append(one)
        for missing, people in groups.items():
            yield PlannedSending(
                at=at,
                message=MESSAGE,
                session=pk,
                code=outlook.session.code,
                course=outlook.content.course.title,
                people=tuple(Somebody(one.full_name, one.email, one.enrolment) for one in people),
                standing=Standing.BLOCKED if missing else Standing.PLANNED,
                missing=missing,
            )
