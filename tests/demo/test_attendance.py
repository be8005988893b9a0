"""Attendance played: everybody accounted for, one sheet per half-day, once, whatever the number of plays."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from lms_onboarding.demo.attendance import attend
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.progress.enums import Presence
from lms_onboarding.progress.models import AttendanceMark, AttendanceSheet, AttendanceSignature, HumanHelp
from lms_onboarding.sessions.models import Session
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
UNTIL = datetime(2026, 12, 7, 14, tzinfo=PARIS)


def session_of(*names: str, modality: str = "onsite") -> Session:
    session = SessionFactory(opened=True, modality=modality)
    for name in names:
        EnrolmentFactory(session=session, person=people.person("Paul", name, f"{name.lower()}@exemple.fr"))
    return session


def found(session: Session) -> dict[str, str]:
    marks = AttendanceMark.objects.current().filter(slot__session=session)
    return dict(marks.values_list("enrolment__person__last_name", "presence"))


def test_the_cases_beside_are_played_and_each_half_day_is_closed_once(provider: object) -> None:
    session = session_of("Prigent", "Sarr", "Castel", "Oger")
    for _ in range(2):
        attend(UNTIL.date(), since=time(11), until=UNTIL)
    assert found(session) == {"Prigent": "absent", "Sarr": "late", "Castel": "excused", "Oger": "present"}
    assert AttendanceSignature.objects.count() == 2
    assert AttendanceSheet.objects.get().revision == 2
    assert IssuedDocument.objects.count() == 2
    assert IssuedDocument.objects.current().count() == 1


def test_a_main_session_has_its_late_one_and_everybody_else_is_there(provider: object) -> None:
    session = session_of("Aaa", "Bbb", "Ccc", "Ddd", "Eee", "Fff", modality="blended")
    attend(UNTIL.date(), since=time(11), until=UNTIL)
    assert found(session) == {**dict.fromkeys(("Aaa", "Bbb", "Ccc", "Ddd", "Fff"), Presence.PRESENT), "Eee": "late"}
    assert HumanHelp.objects.count() == 1  # the half-day was at a distance


def test_nothing_is_played_before_its_end_nor_without_learners(provider: object) -> None:
    session_of()
    session_of("Oger")
    attend(UNTIL.date(), since=time(8), until=UNTIL.replace(hour=9))
    assert not AttendanceMark.objects.exists()
    attend(UNTIL.date(), since=time(9), until=UNTIL)
    assert AttendanceSheet.objects.count() == 1
