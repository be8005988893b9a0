"""The sheet on paper: every mandatory field, the very hours, the corrections; issued once per revision."""

import json
from datetime import time
from pathlib import Path

import pytest

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import read
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import Door
from lms_onboarding.progress.services import drawn, issue_sheet, issue_sheets, sign_attendance
from lms_onboarding.sessions.models import Slot
from tests.factories.enrolments import EnrolmentFactory
from tests.progress.attendance.conftest import Found, at, lock, sign
from tests.support import pdf

CURVE = [[20, 150, 80, 40, 140, 220, 200, 60, 260, 200, 320, 90, 400, 160, 560, 120]]


def words_of(document: IssuedDocument) -> str:
    return pdf.words(read(document.blob))


@pytest.fixture
def sheet(enrolment: Enrolment, bastien: Enrolment, morning: Slot, karim: Person, found: Found) -> object:
    sign_attendance(slot=morning.pk, enrolment=enrolment.pk, signature=drawn(CURVE), door=Door.LINK, now=at(9, 2))
    found(enrolment, "present", now=at(9, 30))
    found(bastien, "excused", excuse="work", note="a prévenu la veille", now=at(9, 30))
    return lock(morning, karim, now=at(12, 31), observation="Un quart d’heure de plus sur les rôles.")


@pytest.mark.services("pdftotext")
def test_the_sheet_says_every_mandatory_field(sheet: object, morning: Slot) -> None:
    assert issue_sheets(now=at(12, 32)) == 1
    document = IssuedDocument.objects.get()
    words = words_of(document)
    for field in (
        "Passerelle Formation",
        "12, quai de la Fosse, 44000 Nantes",
        "812 345 678 00021",
        "52 44 08123 44",
        "LMS-CREATEUR-2026-12",
        "Lundi 7 décembre 2026, matin",
        "de 9 h à 12 h 30 (fuseau Europe/Paris)",
        "salle Loire",
        "Inès Berthier",
        "signé à 9 h 02",
        "Bastien Cornu",
        "absence excusée",
        "impératif professionnel, a prévenu la veille",
        "Karim Haddad",
        "signé à 12 h 31",
        "Un quart d’heure de plus",
        "ne vaut pas agrément",
        document.number,
    ):
        assert field in words, f"{field} is missing from {words}"
    assert (document.kind, document.about) == ("emargement", f"slot/{morning.pk}")
    assert document.number == "E-2026-0001"


@pytest.mark.services("pdftotext")
def test_issued_once_then_superseded_by_its_correction(
    sheet: object, bastien: Enrolment, found: Found, morning: Slot
) -> None:
    issue_sheets(now=at(12, 32))
    assert issue_sheets(now=at(12, 40)) == 0
    first = IssuedDocument.objects.get()
    content = read(first.blob)
    found(bastien, "late", arrived_at=time(10, 5), note="train", reason="arrivé à 10 h 05, vu par tous", now=at(14))
    assert issue_sheets(now=at(14, 1)) == 1
    first.refresh_from_db()
    second = IssuedDocument.objects.current().get()
    assert first.superseded_by == second
    assert read(first.blob) == content
    words = words_of(second)
    assert "présence, avec retard" in words
    assert "« excusé » devient « en retard »" in words
    assert "arrivé à 10 h 05, vu par tous" in words


def test_asked_twice_at_once_one_document(sheet: object) -> None:
    assert issue_sheet(sheet, now=at(13)) == issue_sheet(sheet, now=at(13, 5))  # type: ignore[arg-type]
    assert IssuedDocument.objects.count() == 1


@pytest.mark.services("pdftotext")
def test_forty_learners_with_long_names_stay_inside_the_margins(
    enrolment: Enrolment, morning: Slot, karim: Person, found: Found, tmp_path: Path
) -> None:
    for rank in range(39):
        one = EnrolmentFactory(
            session=enrolment.session, person__last_name=f"de Rochechouart-Montesquiou-Fezensac {rank}"
        )
        found(
            one,
            "absent",
            note="absence sans nouvelle, message laissé à 9 h 30 et rappel prévu dans la journée",
            now=at(10),
        )
    sign(enrolment, morning, now=at(9))
    found(enrolment, "present", now=at(10))
    lock(morning, karim, now=at(12, 31))
    issue_sheets(now=at(12, 32))
    content = read(IssuedDocument.objects.get().blob)
    assert len(pdf.pages(content)) >= 3
    assert not pdf.words_out_of_place(content, tmp_path, margin=15)


@pytest.mark.shared
def test_the_reference_asks_for_nothing_else(shared: Path) -> None:
    documents = json.loads((shared / "reference/documents.json").read_text())["documents"]
    (asked,) = [one["mandatory_fields"] for one in documents if one["id"] == "emargement"]
    assert len(asked) == 12  # the fields of the first test, by heart: a thirteenth must be added there
