"""Two people at the same instant, on real connections: one signature, one lock, nothing undone."""

from datetime import datetime

import pytest

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import AttendanceMark, AttendanceSheet, AttendanceSignature
from lms_onboarding.progress.services import AlreadyCountersigned, Finding, issue_sheet, mark_attendance
from lms_onboarding.sessions.models import Slot
from tests.progress.attendance.conftest import Found, at, lock, sign
from tests.progress.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_presses_make_one_signature(enrolment: Enrolment, morning: Slot, now: datetime) -> None:
    keys = at_once(lambda: sign(enrolment, morning, now=at(9, 2)).pk)
    assert len(set(keys)) == 1
    assert AttendanceSignature.objects.count() == 1


def test_four_trainers_make_one_finding(enrolment: Enrolment, morning: Slot, karim: Person) -> None:
    finding = Finding(enrolment.pk, "absent")  # type: ignore[arg-type]
    marked = at_once(lambda: mark_attendance(slot=morning.pk, findings=[finding], author=karim, now=at(9, 30)).kept)
    assert sorted(map(str, marked)) == ["0", "0", "0", "1"]
    assert AttendanceMark.objects.count() == 1


def test_one_of_four_locks_and_one_sheet_is_issued(
    enrolment: Enrolment, morning: Slot, karim: Person, found: Found
) -> None:
    found(enrolment, "absent", now=at(9, 30))

    def one() -> str:
        try:
            lock(morning, karim, now=at(12, 31))
        except AlreadyCountersigned:
            return "seen"
        return "locked"

    assert sorted(map(str, at_once(one))) == ["locked", "seen", "seen", "seen"]
    sheet = AttendanceSheet.objects.get()
    numbers = at_once(lambda: issue_sheet(AttendanceSheet.objects.get(pk=sheet.pk), now=at(12, 32)).number, 2)
    assert len(set(numbers)) == 1
