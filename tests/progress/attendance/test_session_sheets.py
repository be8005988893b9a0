"""The papers of a whole session: the sheet with what was signed, and the one to sign by hand."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import read
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import Door
from lms_onboarding.progress.services import (
    AttendanceRefused,
    NotTheirSession,
    drawn,
    issue_paper_sheet,
    issue_session_sheet,
    issue_sheets,
    sign_attendance,
)
from lms_onboarding.sessions.services import SlotPlan
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import AFTERNOON, FIRST_DAY, MORNING, SessionFactory, karim
from tests.progress.attendance.conftest import Found, at, lock
from tests.progress.attendance.test_sheets import CURVE
from tests.support import pdf

MANY = 200


def words_of(document: IssuedDocument) -> str:
    return pdf.words(read(document.blob))


@pytest.mark.services("pdftotext")
def test_the_sheet_of_a_session_follows_what_is_signed(
    enrolment: Enrolment, bastien: Enrolment, karim: Person, found: Found, tmp_path: Path
) -> None:
    session = enrolment.session
    morning, afternoon = session.slots.order_by("day", "start")
    paper = issue_paper_sheet(session, author=karim, now=at(8))
    assert "Feuille d’émargement à signer" in words_of(paper)
    assert "BERTHIER Inès" in words_of(paper)
    sign_attendance(slot=morning.pk, enrolment=enrolment.pk, signature=drawn(CURVE), door=Door.LINK, now=at(9, 2))
    found(enrolment, "present", now=at(9, 30))
    found(bastien, "excused", excuse="work", note="a prévenu la veille", now=at(9, 30))
    lock(morning, karim, now=at(12, 31), observation="Un quart d’heure de plus sur les rôles.")
    issue_sheets(now=at(12, 32))
    half_day = IssuedDocument.objects.get(about=f"slot/{morning.pk}")
    first = issue_session_sheet(session, author=karim, now=at(12, 40))
    words = words_of(first)
    for said in (
        *("Passerelle Formation", "12, quai de la Fosse, 44000 Nantes", "812 345 678 00021", "52 44 08123 44"),
        *(session.code, "fuseau Europe/Paris", "Lun. 7 déc. 2026", "matin", "9 h à 12 h 30", "salle Loire"),
        *("BERTHIER Inès", "signé à 9 h 02", "CORNU Bastien", "absence excusée", "a prévenu la veille"),
        *("Karim Haddad", "signé à 12 h 31", half_day.number, "Un quart d’heure de plus", first.number),
    ):
        assert said in words, f"{said} is missing from {words}"
    assert issue_session_sheet(session, author=karim, now=at(12, 50)) == first  # nothing new was said
    assert "drawing" not in json.dumps(first.data).replace('"drawing": []', "")

    late = EnrolmentFactory(session=session, confirmed_at=at(13), person=people.person("Zoé", "Adam", "z@exemple.fr"))
    found(late, "present", slot=afternoon, arrived_at=at(13, 40).time(), note="venue sans lien", now=at(14))
    second = issue_session_sheet(session, author=karim, now=at(14, 1))
    first.refresh_from_db()
    assert (first.superseded_by, second.key) == (second, f"attendance/session/{session.pk}/2")
    assert "hors inscription" in words_of(second)
    assert "version 2" in words_of(second)
    again = issue_paper_sheet(session, author=karim, now=at(14, 2))  # the afternoon alone is left to sign
    assert "matin" not in words_of(again)
    assert not pdf.words_out_of_place(read(second.blob), tmp_path, margin=15)
    with pytest.raises(AttendanceRefused, match="rien à signer sur papier"):
        issue_paper_sheet(session, author=karim, now=at(18))
    with pytest.raises(NotTheirSession):
        issue_session_sheet(session, author=bastien.person, now=at(18))


@pytest.mark.services("pdftotext")
def test_two_hundred_people_over_many_half_days_stay_inside_the_margins(
    organisation: object, django_assert_max_num_queries: object, tmp_path: Path
) -> None:
    days = [FIRST_DAY + timedelta(days=gap) for gap in range(5)]
    slots = [SlotPlan(day, *hours) for day in days for hours in (MORNING, AFTERNOON)]
    session = SessionFactory(slots=slots, opened=True)
    for rank in range(MANY):
        name = f"de Rochechouart-Montesquiou-Fezensac {rank}" if rank % 20 == 0 else f"Berthier {rank}"
        EnrolmentFactory(session=session, person__last_name=name)
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        document = issue_paper_sheet(session, author=karim(), now=at(8))
    content = read(document.blob)
    pages = pdf.pages(content)
    assert all("Nom et prénom" in page and "Formateur ou formatrice" in page for page in pages)
    assert len(pages) == 2 * 17  # two groups of five half-days, twelve people a page
    assert not pdf.words_out_of_place(content, tmp_path, margin=15)
