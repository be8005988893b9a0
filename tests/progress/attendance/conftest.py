"""The morning of 7 December 2026: Inès and Bastien in the room, Karim who trains, Solène who refers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import AttendanceMark
from lms_onboarding.progress.services import (
    Finding,
    Marked,
    countersign,
    mark_attendance,
    sign_attendance,
    written,
)
from lms_onboarding.sessions.models import Slot
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import karim as the_trainer

PARIS = ZoneInfo("Europe/Paris")


def at(hour: int, minute: int = 0, day: int = 7) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=PARIS)


@pytest.fixture
def karim(enrolment: Enrolment) -> Person:
    """Who trains the session."""
    person: Person = the_trainer()
    return person


@pytest.fixture
def bastien(enrolment: Enrolment) -> Enrolment:
    who = people.person("Bastien", "Cornu", "bastien@exemple.fr")
    return EnrolmentFactory(person=who, session=enrolment.session)


@pytest.fixture
def morning(enrolment: Enrolment) -> Slot:
    """From 9 h to 12 h 30."""
    return enrolment.session.slots.order_by("day", "start")[0]


@pytest.fixture
def afternoon(enrolment: Enrolment) -> Slot:
    return enrolment.session.slots.order_by("day", "start")[1]


Found = Callable[..., Marked]


@pytest.fixture
def found(morning: Slot, karim: Person) -> Found:
    """`found(enrolment, "late", note="…")`: what Karim finds, having seen what stands."""

    def one(enrolment: Enrolment, presence: str, *, now: datetime, reason: str = "", **said: Any) -> Marked:
        author, slot = said.pop("author", karim), said.pop("slot", morning)
        standing = AttendanceMark.objects.current().filter(slot=slot, enrolment=enrolment).first()
        given = {"seen": standing.pk if standing else None, **said}
        finding = Finding(enrolment.pk, presence, **given)  # type: ignore[arg-type]  # the value, as a form gives it
        return mark_attendance(slot=slot.pk, findings=[finding], author=author, now=now, reason=reason)

    return one


def sign(enrolment: Enrolment, slot: Slot, *, now: datetime) -> Any:
    signature = written(enrolment.person.full_name, person=enrolment.person)
    return sign_attendance(slot=slot.pk, enrolment=enrolment.pk, signature=signature, door="portal", now=now)  # type: ignore[arg-type]


def lock(slot: Slot, author: Person, *, now: datetime, observation: str = "") -> Any:
    signature = written(author.full_name, person=author)
    return countersign(slot=slot.pk, signature=signature, author=author, now=now, observation=observation)
