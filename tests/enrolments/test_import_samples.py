"""The two files in the layouts people really have: what goes in, what is listed, what twice changes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lms_onboarding.enrolments.enums import EnrolmentState, Role
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import ImportReport
from lms_onboarding.journal.models import Entry
from lms_onboarding.people.models import Organisation, Person
from lms_onboarding.sessions.models import Session

from .conftest import SAMPLES, Import


def _counts(report: ImportReport) -> dict[str, int]:
    return {key: value for key, value in report.as_json().items() if isinstance(value, int)}


def test_moodle_upload_enrols_its_ten_people(run: Import, sample: Callable[[str], bytes]) -> None:
    report = run(sample("moodle-upload.csv"), filename="moodle-upload.csv")

    assert report.as_json() == {
        "read": 10,
        "created": 10,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
        "people_created": 10,
        "errors": [],
        "warnings": [],
        "unknown_columns": ["username", "department", "lang", "role1", "group1"],
        "ignored_columns": [],
    }
    tuan = Enrolment.objects.get(person__email="tuan.nguyen@exemple.fr")
    assert (tuan.person.first_name, tuan.person.last_name) == ("Tuan", "Nguyen")
    assert tuan.session.code == "LMS-CREATEUR-2026-12"
    assert (tuan.role, tuan.state) == (Role.CREATOR, EnrolmentState.CONFIRMED)
    assert tuan.company is not None
    assert tuan.company.name == "Mairie de Saint-Aubin"
    assert tuan.source == "import moodle-upload.csv"


def test_cp1252_export_enrols_its_good_rows_and_lists_the_others(run: Import, sample: Callable[[str], bytes]) -> None:
    report = run(sample("export-cp1252.csv"))

    assert _counts(report) == {
        "read": 6,
        "created": 3,
        "updated": 0,
        "unchanged": 1,
        "rejected": 2,
        "people_created": 3,
    }
    assert [(problem.line, problem.column, problem.value) for problem in report.errors] == [
        (5, "Adresse de courriel*", ""),
        (6, "Adresse de courriel*", "paul.petit@exemple"),
        (6, "Date de début (jj/mm/aaaa)", "31/02/2026"),
    ]
    assert "Février" in report.errors[2].remedy or "février" in report.errors[2].remedy
    assert [(problem.line, problem.value) for problem in report.warnings] == [(7, "Ronan.LeGall@exemple.fr")]
    assert "ligne 2" in report.warnings[0].remedy
    assert report.unknown_columns == ("Commentaire",)
    assert set(Person.objects.filter(enrolments__isnull=False).values_list("last_name", flat=True)) == {
        "LE GALL",
        "DA SILVA",
        "N’DIAYE",
    }
    assert Enrolment.objects.get(person__last_name="N’DIAYE").role == Role.CREATOR
    assert Enrolment.objects.get(person__last_name="LE GALL").funder == Organisation.objects.get(name="OPCO 2i")


@pytest.mark.parametrize("name", ["moodle-upload.csv", "export-cp1252.csv"])
def test_the_same_file_twice_changes_nothing(run: Import, sample: Callable[[str], bytes], name: str) -> None:
    first = run(sample(name))
    before = (list(Enrolment.objects.values()), list(Person.objects.values()), Entry.objects.count())

    second = run(sample(name))

    assert (list(Enrolment.objects.values()), list(Person.objects.values()), Entry.objects.count()) == before
    assert second.valid == first.valid > 0
    assert (second.as_json()["created"], second.as_json()["updated"], second.people_created) == (0, 0, 0)
    assert second.errors == first.errors


@pytest.mark.parametrize("name", ["moodle-upload.csv", "export-cp1252.csv"])
def test_dry_run_says_the_same_and_writes_nothing(run: Import, sample: Callable[[str], bytes], name: str) -> None:
    before = (Person.objects.count(), Organisation.objects.count(), Entry.objects.count())

    tried = run(sample(name), dry_run=True)

    assert Enrolment.objects.count() == 0
    assert (Person.objects.count(), Organisation.objects.count(), Entry.objects.count()) == before
    assert not Session.objects.filter(opened_at__isnull=False).exists()
    done = run(sample(name))
    assert tried.as_json() == done.as_json()
    assert tried.rows == done.rows


def test_first_confirmed_enrolment_opens_the_session(run: Import, sample: Callable[[str], bytes]) -> None:
    run(sample("export-cp1252.csv"))

    assert Session.objects.filter(opened_at__isnull=False).count() == 3
    assert Session.objects.exclude(programme={}).count() == 3


@pytest.mark.shared
@pytest.mark.parametrize("name", ["moodle-upload.csv", "export-cp1252.csv"])
def test_own_copies_are_the_shared_files(shared: Path, name: str) -> None:
    assert (SAMPLES / name).read_bytes() == (shared / "data" / "imports" / name).read_bytes()
