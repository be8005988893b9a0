"""What the database itself refuses about attendance."""

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import AttendanceMark, AttendanceSheet, AttendanceSignature
from lms_onboarding.sessions.models import Slot


def first_slot(enrolment: Enrolment) -> Slot:
    return enrolment.session.slots.order_by("day", "start")[0]


def mark(enrolment: Enrolment, by: Person, now: datetime, **fields: Any) -> AttendanceMark:
    given = {"presence": "present", "marked_at": now, "marked_by": by, **fields}
    return AttendanceMark.objects.create(slot=first_slot(enrolment), enrolment=enrolment, **given)


@pytest.mark.parametrize(
    "fields",
    [
        {"presence": "excused"},
        {"presence": "absent", "excuse": "work"},
        {"after_lock": True},
        {"superseded_at": datetime.fromisoformat("2020-01-01T00:00:00+00:00")},
    ],
)
def test_a_mark_that_says_half_is_refused(
    enrolment: Enrolment, solene: Person, now: datetime, fields: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        mark(enrolment, solene, now, **fields)


def test_one_mark_stands_per_learner_and_half_day(enrolment: Enrolment, solene: Person, now: datetime) -> None:
    mark(enrolment, solene, now, superseded_at=now)
    mark(enrolment, solene, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        mark(enrolment, solene, now)
    assert AttendanceMark.objects.current().count() == 1


def test_one_signature_per_learner_and_half_day(enrolment: Enrolment, now: datetime) -> None:
    signed = {"slot": first_slot(enrolment), "enrolment": enrolment, "signed_at": now, "door": "portal"}
    with pytest.raises(IntegrityError), transaction.atomic():
        AttendanceSignature.objects.create(**signed, kind="written")
    with pytest.raises(IntegrityError), transaction.atomic():
        AttendanceSignature.objects.create(**signed, kind="drawn")
    AttendanceSignature.objects.create(**signed, kind="scanned")
    with pytest.raises(IntegrityError), transaction.atomic():
        AttendanceSignature.objects.create(**signed, kind="scanned")


def test_a_sheet_waits_for_its_document(enrolment: Enrolment, solene: Person, now: datetime) -> None:
    sheet = AttendanceSheet.objects.create(
        slot=first_slot(enrolment), trainer=solene, kind="scanned", countersigned_at=now
    )
    assert list(AttendanceSheet.objects.to_issue()) == [sheet]
    AttendanceSheet.objects.update(issued_revision=1)
    assert not AttendanceSheet.objects.to_issue().exists()
