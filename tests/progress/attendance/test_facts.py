"""What attendance says of many people at one instant, in one query."""

from datetime import date, time

import pytest
from pytest_django import DjangoAssertNumQueries

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.services import AttendanceFacts, Finding, attendance_facts, mark_attendance
from lms_onboarding.sessions.models import Slot
from lms_onboarding.sessions.rules import SlotPlan
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory
from tests.progress.attendance.conftest import PARIS, Found, at, lock, sign


def test_nothing_before_the_first_half_day(enrolment: Enrolment) -> None:
    assert attendance_facts([enrolment.pk], as_of=at(8)) == {enrolment.pk: AttendanceFacts()}


def test_a_half_day_without_finding_is_unknown(enrolment: Enrolment, bastien: Enrolment, morning: Slot) -> None:
    sign(enrolment, morning, now=at(9))
    facts = attendance_facts(Enrolment.objects.all(), as_of=at(10))
    assert (facts[enrolment.pk].unknown, facts[enrolment.pk].signed) == (1, 1)
    assert (facts[bastien.pk].unknown, facts[bastien.pk].signed) == (1, 0)
    assert facts[enrolment.pk].minutes_realised == 0


def test_what_was_found_counts_in_hours_really_lived(
    enrolment: Enrolment, bastien: Enrolment, morning: Slot, afternoon: Slot, karim: Person, found: Found
) -> None:
    sign(enrolment, morning, now=at(9))
    found(enrolment, "present", now=at(9, 30))
    found(bastien, "late", arrived_at=time(9, 45), note="train", now=at(9, 50))
    lock(morning, karim, now=at(12, 30))
    found(enrolment, "absent", slot=afternoon, now=at(14))
    found(bastien, "excused", excuse="work", slot=afternoon, now=at(14))
    facts = attendance_facts([enrolment.pk, bastien.pk], as_of=at(18))
    ines, other = facts[enrolment.pk], facts[bastien.pk]
    assert (ines.planned, ines.present, ines.absent, ines.countersigned) == (2, 1, 1, 1)
    assert (ines.minutes_planned, ines.minutes_realised, ines.hours_realised) == (420, 210, 3.5)
    assert [(one.day, one.start, one.noted_at) for one in ines.absences] == [
        (date(2026, 12, 7), afternoon.start, at(14))
    ]
    assert (other.late, other.excused, other.attended, other.minutes_realised) == (1, 1, 1, 165)
    assert other.absences == []


def test_an_excuse_that_came_later_is_not_known_before(enrolment: Enrolment, found: Found) -> None:
    found(enrolment, "absent", now=at(9, 30))
    found(enrolment, "excused", excuse="family", now=at(15))
    assert attendance_facts([enrolment.pk], as_of=at(14))[enrolment.pk].absent == 1
    later = attendance_facts([enrolment.pk], as_of=at(15))[enrolment.pk]
    assert (later.absent, later.excused) == (0, 1)


def test_who_came_late_into_the_session_is_not_missing_before(enrolment: Enrolment) -> None:
    newcomer = EnrolmentFactory(session=enrolment.session, created_at=at(13), confirmed_at=at(13))
    assert attendance_facts([newcomer.pk], as_of=at(18))[newcomer.pk].planned == 1


@pytest.mark.parametrize(("day", "minutes"), [(date(2026, 10, 25), 240), (date(2027, 3, 28), 120)])
def test_hours_on_the_days_when_clocks_change(provider: object, karim: Person, day: date, minutes: int) -> None:
    session = SessionFactory(starts=day, slots=[SlotPlan(day, time(1), time(4), remote=True)], opened=True)
    one = EnrolmentFactory(session=session)
    slot = session.slots.get()
    now = session.ends_at
    assert now is not None
    mark_attendance(slot=slot.pk, findings=[Finding(one.pk, "present")], author=karim, now=now)  # type: ignore[arg-type]
    facts = attendance_facts([one.pk], as_of=now, zone=PARIS)[one.pk]
    assert (facts.minutes_planned, facts.minutes_realised, facts.minutes_remote) == (minutes, minutes, minutes)


def test_one_query_whatever_the_number(
    enrolment: Enrolment, found: Found, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found(enrolment, "present", now=at(10))
    with django_assert_num_queries(1):
        attendance_facts([enrolment.pk], as_of=at(18))
    EnrolmentFactory.create_batch(5, session=enrolment.session)
    EnrolmentFactory.create_batch(3)
    with django_assert_num_queries(1):
        facts = attendance_facts(Enrolment.objects.all(), as_of=at(18))
    assert len(facts) == 9
