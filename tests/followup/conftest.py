"""A first week: a blended session of two weeks from Monday 7 December 2026, and what its learners leave behind."""

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.sessions.enums import Modality
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import SlotPlan
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory, karim
from tests.followup.traces import active, day, kit


@pytest.fixture
def organisation(db: None) -> ProviderSettings:
    return people.provider()


@pytest.fixture
def trainer(organisation: ProviderSettings) -> Person:
    found: Person = karim()
    return found


@pytest.fixture
def session(organisation: ProviderSettings) -> Session:
    """Two weeks and a day: read as a session of weeks. Six half-days."""
    slots = [
        SlotPlan(day(gap), time(9), time(12, 30), remote=remote)
        for gap, remote in ((0, True), (1, True), (3, True), (7, True), (11, False), (14, False))
    ]
    made: Session = SessionFactory(code="LMS-1", opened=True, modality=Modality.BLENDED, slots=slots)
    return made


@pytest.fixture
def learner(session: Session) -> Callable[..., Enrolment]:
    """Somebody who is well: kit sent, three visits before, active on the first days. `kit_state`, `days`, `before`."""

    def make(**fields: Any) -> Enrolment:
        before, days = fields.pop("before", (-5, -3, -1)), fields.pop("days", (0, 1, 2, 3))
        state = fields.pop("kit_state", MailState.SENT)
        made: Enrolment = EnrolmentFactory(session=fields.pop("session", session), **fields)
        active(made, *before, *days)
        if state:
            kit(made, state=state)
        return made

    return make
