"""Additive: what is known stays, what is missing is filled in, what differs is told."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from lms_onboarding.enrolments.enums import EnrolmentState, Role
from lms_onboarding.enrolments.importing import running
from lms_onboarding.enrolments.importing.writing import write
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import Outcome, cancel
from lms_onboarding.journal.models import Entry
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.people.models import Organisation, Person
from lms_onboarding.sessions.enums import SessionState
from lms_onboarding.sessions.models import Session
from tests.factories.courses import CoursePageFactory
from tests.factories.people import PersonFactory
from tests.factories.sessions import SessionFactory

from .conftest import IMPORTED_AT, Import, plain

HEADERS = "Civilité;Nom;Prénom;Courriel;Téléphone;Entreprise;Financeur;Profil;Session"
FULL = "Mme;Sarr;Fatou;fatou.sarr@exemple.fr;+33 6 12 34 56 78;Fonderie;OPCO 2i;Créatrice;LMS-CREATEUR-2026-12"
BARE = ";Sarr;Fatou;fatou.sarr@exemple.fr;;;;;LMS-CREATEUR-2026-12"


def _file(*rows: str) -> str:
    return "\n".join([HEADERS, *rows])


def test_blanks_are_filled_in_and_the_row_is_updated(run: Import) -> None:
    run(_file(BARE))
    report = run(_file(FULL))

    assert [row.outcome for row in report.rows] == [Outcome.UPDATED]
    assert report.warnings == []
    enrolment = Enrolment.objects.get()
    assert (enrolment.person.civility, enrolment.person.phone) == ("mme", "+33 6 12 34 56 78")
    assert (str(enrolment.company), str(enrolment.funder), enrolment.role) == ("Fonderie", "OPCO 2i", Role.CREATOR)
    assert Entry.objects.about(enrolment.key).last().verb == "enrolment.updated"  # type: ignore[union-attr]
    assert [row.outcome for row in run(_file(FULL)).rows] == [Outcome.UNCHANGED]


def test_an_empty_cell_never_erases(run: Import) -> None:
    run(_file(FULL))
    before = (list(Enrolment.objects.values()), list(Person.objects.values()))
    report = run(_file(BARE))
    assert (list(Enrolment.objects.values()), list(Person.objects.values())) == before
    assert [row.outcome for row in report.rows] == [Outcome.UNCHANGED]


def test_what_differs_is_told_and_stays(run: Import) -> None:
    run(_file(FULL))
    before = (list(Enrolment.objects.values()), list(Person.objects.values()))
    other = "M.;Sarr;Fatou;FATOU.sarr@exemple.fr;01 02 03 04 05;Autre;Autre OPCO;Manager;LMS-CREATEUR-2026-12"

    report = run(_file(other))

    assert (list(Enrolment.objects.values()), list(Person.objects.values())) == before
    assert {warning.column for warning in report.warnings} == {
        "Civilité",
        "Téléphone",
        "Entreprise",
        "Financeur",
        "Profil",
    }
    assert all("reste" in warning.remedy for warning in report.warnings)
    assert [row.outcome for row in report.rows] == [Outcome.UNCHANGED]


def test_a_name_in_capitals_is_the_same_name(run: Import) -> None:
    run(_file(FULL))
    assert run(_file(FULL.replace("Sarr;Fatou", "SARR;FATOU"))).warnings == []


def test_a_known_person_is_enrolled_without_being_created(run: Import) -> None:
    known = PersonFactory(first_name="Fatou", last_name="Sarr", email="Fatou.Sarr@exemple.fr")
    report = run(_file(FULL))
    assert report.people_created == 0
    assert report.count(Outcome.CREATED) == 1
    assert Enrolment.objects.get().person == known


def test_invited_then_confirmed(run: Import, sessions: dict[str, Session]) -> None:
    run(_file(FULL), invited=True)
    enrolment = Enrolment.objects.get()
    assert (enrolment.state, enrolment.confirmed_at) == (EnrolmentState.INVITED, None)
    assert Session.objects.get(pk=sessions["createur"].pk).state(IMPORTED_AT) == SessionState.PLANNED

    assert [row.outcome for row in run(_file(FULL), invited=True).rows] == [Outcome.UNCHANGED]
    assert [row.outcome for row in run(_file(FULL)).rows] == [Outcome.UPDATED]
    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.confirmed_at) == (EnrolmentState.CONFIRMED, IMPORTED_AT)
    assert Session.objects.get(pk=sessions["createur"].pk).state(IMPORTED_AT) == SessionState.OPEN
    assert [row.outcome for row in run(_file(FULL), invited=True).rows] == [Outcome.UNCHANGED]


def test_a_cancelled_enrolment_is_not_brought_back(run: Import) -> None:
    run(_file(FULL))
    cancel(Enrolment.objects.get(), by="user/1", now=IMPORTED_AT)
    report = run(_file(FULL))
    assert Enrolment.objects.get().state == EnrolmentState.CANCELLED
    assert "ne la rétablit pas" in report.warnings[0].remedy
    assert [row.outcome for row in report.rows] == [Outcome.UNCHANGED]


@pytest.mark.parametrize(
    "title", ["Prendre en main votre LMS - CREATEUR", "prendre en main votre LMS\u00a0–\u00a0créateur"]
)
@pytest.mark.parametrize("day", ["07/12/2026", "2026-12-07", "07/12/26", "7/12/2026"])
def test_sessions_by_title_and_day(run: Import, title: str, day: str) -> None:
    report = run(f"Nom;Prénom;Courriel;Formation;Date de début\nSarr;Fatou;f@exemple.fr;{title};{day}")
    assert report.errors == []
    assert Enrolment.objects.get().session.code == "LMS-CREATEUR-2026-12"


@pytest.mark.parametrize("code", ["lms-createur-2026-12", " LMS-CREATEUR-2026-12 ", "LMS–CREATEUR–2026–12"])
def test_sessions_by_code(run: Import, code: str) -> None:
    assert run(f"Nom;Prénom;Courriel;Session\nSarr;Fatou;f@exemple.fr;{code}").valid == 1


def test_two_sessions_on_one_day_are_not_guessed(run: Import, sessions: dict[str, Session]) -> None:
    twin = SessionFactory(code="LMS-CREATEUR-2026-12-BIS", course=sessions["createur"].course)
    text = (
        "Nom;Prénom;Courriel;Formation;Début\nSarr;Fatou;f@exemple.fr;Prendre en main votre LMS – Créateur;07/12/2026"
    )
    report = run(text)
    assert "LMS-CREATEUR-2026-12, LMS-CREATEUR-2026-12-BIS" in report.errors[0].remedy

    Session.objects.filter(pk=twin.pk).update(matches_by_title=False)
    assert run(text).errors == []
    assert run(f"Nom;Prénom;Courriel;Session\nSarr;Awa;a@exemple.fr;{twin.code}").valid == 1


def test_a_date_that_is_not_the_session_s_is_told(run: Import) -> None:
    report = run("Nom;Prénom;Courriel;Session;Début\nSarr;Fatou;f@exemple.fr;LMS-ADMIN-2026-12;08/12/2026")
    assert "07/12/2026" in report.warnings[0].remedy
    assert report.valid == 1


NEW = "Sarr;Fatou;f@exemple.fr;Prendre en main votre LMS – Créateur;11/01/2027;22/01/2027"
DATED = "Nom;Prénom;Courriel;Formation;Début;Fin"


def test_missing_sessions_are_created_once_when_asked(run: Import) -> None:
    assert run(f"{DATED}\n{NEW}").valid == 0
    tried = run(f"{DATED}\n{NEW}", create_sessions=True, dry_run=True)
    assert (tried.valid, Session.objects.count()) == (1, 3)

    text = f"{DATED}\n{NEW}\n{NEW.replace('Fatou;f@', 'Awa;a@')}"
    assert run(text, create_sessions=True).count(Outcome.CREATED) == 2
    session = Session.objects.get(code="LMS-CREATEUR-2027-01-11")
    assert session.starts_at is not None
    assert session.starts_at.date() == date(2027, 1, 11)
    assert session.enrolments.count() == 2
    assert [row.outcome for row in run(text, create_sessions=True).rows] == [Outcome.UNCHANGED] * 2
    assert Session.objects.count() == 4


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("Sarr;Fatou;f@exemple.fr;Prendre en main votre LMS – Créateur;11/01/2027;", "Fin"),
        ("Sarr;Fatou;f@exemple.fr;Formation inconnue;11/01/2027;22/01/2027", "Formation"),
    ],
)
def test_a_session_is_created_from_a_known_title_and_two_dates_only(run: Import, row: str, column: str) -> None:
    report = run(f"{DATED}\n{row}", create_sessions=True)
    assert [error.column for error in report.errors] == [column]
    assert Session.objects.count() == 3


def test_two_courses_of_one_title_are_not_guessed(run: Import) -> None:
    CoursePageFactory(title="Prendre en main votre LMS – Créateur", slug="autre")
    assert "Plusieurs formations" in run(f"{DATED}\n{NEW}", create_sessions=True).errors[0].remedy


def test_a_batch_is_written_whole_or_not_at_all(run: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    rows = [f";Nom{n};Prénom{n};p{n}@exemple.fr;;;;;LMS-ADMIN-2026-12" for n in range(5)]
    calls = iter(range(10))

    def fails_at_the_second(*args: object, **kwargs: object) -> None:
        write(*args, **kwargs)  # type: ignore[arg-type]  # whatever the real one takes
        if next(calls) == 1:
            raise RuntimeError("the machine stops here")

    monkeypatch.setattr(running, "write", fails_at_the_second)
    with pytest.raises(RuntimeError):
        run(_file(*rows))
    assert Enrolment.objects.count() == Person.objects.filter(email__startswith="p").count() == 2

    monkeypatch.setattr(running, "write", write)
    report = run(_file(*rows))
    assert [row.outcome for row in report.rows] == [Outcome.UNCHANGED] * 2 + [Outcome.CREATED] * 3


def test_repeated_addresses_are_seen_across_batches(run: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 1)
    for dry_run in (True, False):
        report = run(_file(BARE, FULL), dry_run=dry_run)
        assert [row.outcome for row in report.rows] == [Outcome.CREATED, Outcome.UPDATED]
        assert "ligne 2" in plain(report.warnings[0].remedy)
    assert Enrolment.objects.get().role == Role.CREATOR
    assert Organisation.objects.get(kind=OrganisationKind.FUNDER).name == "OPCO 2i"


@pytest.mark.parametrize("dry_run", [True, False])
def test_queries_do_not_follow_the_number_of_rows(
    run: Import, dry_run: bool, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def text(start: int, count: int) -> str:
        return _file(
            *(
                f"Mme;Nom{n};Prénom{n};p{n}@exemple.fr;;C{n};F{n};;LMS-ADMIN-2026-12"
                for n in range(start, start + count)
            )
        )

    run(text(0, 1))  # opens the session
    expected = 6 if dry_run else 20
    with django_assert_num_queries(expected):
        run(text(10, 2), dry_run=dry_run)
    with django_assert_num_queries(expected):
        run(text(100, 60), dry_run=dry_run)
