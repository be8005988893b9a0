"""Each mistake gets a sentence that says what and how to mend it; the good rows go in, and nothing goes in by half."""

import io

import pytest
from openpyxl import Workbook

from lms_onboarding.common.tabular import TableRefused
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import Outcome
from lms_onboarding.people.models import Organisation, Person
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import cancel
from tests.factories.people import PersonFactory

from .conftest import IMPORTED_AT, Import, plain

HEADERS = "Nom;Prénom;Courriel;Formation;Date de début;Date de fin"
TITLE = "Prendre en main votre LMS – Créateur"
GOOD = f"Morvan;Léa;lea.morvan@exemple.fr;{TITLE};07/12/2026;18/12/2026"


def _with(*rows: str) -> str:
    return "\n".join([HEADERS, GOOD, *rows])


@pytest.mark.parametrize(
    ("row", "column", "value", "remedy"),
    [
        (f"Sarr;Fatou;;{TITLE};07/12/2026;", "Courriel", "", "Indiquez l’adresse e-mail"),
        (f"Sarr;Fatou;l.morvan@;{TITLE};07/12/2026;", "Courriel", "l.morvan@", "adresse complète"),
        (f"Sarr;Fatou;fatou@exemple;{TITLE};07/12/2026;", "Courriel", "fatou@exemple", "adresse complète"),
        (f";Fatou;f@exemple.fr;{TITLE};07/12/2026;", "Nom", "", "nom de famille"),
        (f"Sarr;;f@exemple.fr;{TITLE};07/12/2026;", "Prénom", "", "prénom"),
        (f"Sarr;Fatou 😀;f@exemple.fr;{TITLE};07/12/2026;", "Prénom", "Fatou 😀", "sans ce caractère"),
        (f"王;Fatou;f@exemple.fr;{TITLE};07/12/2026;", "Nom", "王", "lettres latines"),
        (f"Sarr;Fatou;f@exemple.fr;{TITLE};31/04/2026;", "Date de début", "31/04/2026", "30"),
        (f"Sarr;Fatou;f@exemple.fr;{TITLE};demain;", "Date de début", "demain", "07/12/2026"),
        (f"Sarr;Fatou;f@exemple.fr;{TITLE};18/12/2026;07/12/2026", "Date de fin", "07/12/2026", "finit avant"),
        (f"Sarr;Fatou;f@exemple.fr;{TITLE};;", "Date de début", "", "LMS-CREATEUR-2026-12"),
        (f"Sarr;Fatou;f@exemple.fr;{TITLE};14/12/2026;", "Date de début", "14/12/2026", "LMS-CREATEUR-2026-12"),
        ("Sarr;Fatou;f@exemple.fr;LMS Créatrice;07/12/2026;", "Formation", "LMS Créatrice", "LMS-CREATEUR-2026-12"),
        (
            "Sarr;Fatou;f@exemple.fr;LMS-CREATEUR-2026-21;;",
            "Formation",
            "LMS-CREATEUR-2026-21",
            "LMS-CREATEUR-2026-12",
        ),
        ("Sarr;Fatou;f@exemple.fr;;;", "Formation", "", "code de la session"),
        (f"{'S' * 101};Fatou;f@exemple.fr;{TITLE};07/12/2026;", "Nom", "S" * 101, "100 au plus"),
    ],
)
def test_a_bad_row_is_listed_and_the_good_one_goes_in(
    run: Import, row: str, column: str, value: str, remedy: str
) -> None:
    people = Person.objects.count()
    report = run(_with(row))

    (error,) = report.errors
    assert (error.line, error.column, error.value) == (3, column, value)
    assert remedy in plain(error.remedy).replace("trente", "30")
    assert [row.outcome for row in report.rows] == [Outcome.CREATED, Outcome.REJECTED]
    assert Enrolment.objects.get().person.email == "lea.morvan@exemple.fr"
    assert Person.objects.count() == people + 1


def test_all_the_errors_of_a_row_are_listed_at_once(run: Import) -> None:
    report = run(_with(f";Fatou;fatou@;{TITLE};31/02/2026;01/01/2026"))
    assert [error.column for error in report.errors] == ["Nom", "Courriel", "Date de début"]
    assert report.count(Outcome.REJECTED) == 1


@pytest.mark.parametrize(
    ("session", "column", "remedy"),
    [
        ("LMS-CREATEUR-2026-21;;", "Formation", "La plus proche est LMS-CREATEUR-2026-12"),
        (f"{TITLE};14/12/2026;", "Date de début", "La plus proche est LMS-CREATEUR-2026-12"),
    ],
)
def test_a_bad_cell_does_not_hide_an_unknown_session(run: Import, session: str, column: str, remedy: str) -> None:
    report = run(_with(f"Sarr;Fatou;fatou@exemple;{session}"))
    address, unknown = report.errors
    assert (address.line, address.column) == (3, "Courriel")
    assert (unknown.line, unknown.column, unknown.no_session) == (3, column, False)
    assert remedy in plain(unknown.remedy)


def test_a_bad_cell_and_a_bad_date_are_told_without_guessing_the_session(run: Import) -> None:
    report = run(_with(f"Sarr;Fatou;fatou@exemple;{TITLE};demain;"))
    assert [error.column for error in report.errors] == ["Courriel", "Date de début"]


def test_a_bad_row_makes_no_session_even_when_sessions_may_be_made(run: Import) -> None:
    report = run(_with(f"Sarr;Fatou;fatou@exemple;{TITLE};14/12/2026;18/12/2026"), create_sessions=True)
    assert [error.column for error in report.errors] == ["Courriel"]


def test_a_rejected_row_leaves_no_company_behind(run: Import) -> None:
    run("Nom;Prénom;Courriel;Session;Entreprise\nSarr;Fatou;fatou@;LMS-ADMIN-2026-12;Fonderie")
    assert not Organisation.objects.exists()


def test_a_repeated_address_is_a_warning_and_one_enrolment(run: Import) -> None:
    report = run(_with(GOOD.replace("lea.morvan", "Lea.MORVAN")))
    (warning,) = report.warnings
    assert (warning.line, warning.column, warning.value) == (3, "Courriel", "Lea.MORVAN@exemple.fr")
    assert "ligne 2" in warning.remedy
    assert Enrolment.objects.count() == 1
    assert report.errors == []


def test_a_repeated_address_under_another_name_says_who_is_enrolled(run: Import) -> None:
    report = run(_with(GOOD.replace("Morvan;Léa", "Sarr;Fatou")))
    assert "au nom de Léa Morvan" in plain(report.warnings[0].remedy)
    assert Enrolment.objects.get().person.full_name == "Léa Morvan"


def test_one_person_in_two_sessions_of_the_file(run: Import) -> None:
    report = run(_with(GOOD.replace("Créateur", "Manager")))
    assert report.count(Outcome.CREATED) == 2
    assert report.people_created == 1
    assert len(report.warnings) == 1


@pytest.mark.parametrize(
    ("last", "first"), [("Morvan", "Léa"), ("MORVAN", "Léa"), ("morvan", "léa"), ("Morvan", "LÉA")]
)
def test_a_homonym_with_another_address_is_a_warning(run: Import, last: str, first: str) -> None:
    PersonFactory(last_name=last, first_name=first, email="ancienne@exemple.fr")
    report = run(_with())
    (warning,) = report.warnings
    assert "ancienne@exemple.fr" in warning.remedy
    assert report.count(Outcome.CREATED) == 1
    assert run(_with()).warnings == []


def test_a_homonym_within_the_file(run: Import) -> None:
    report = run(_with(GOOD.replace("lea.morvan", "l.morvan")))
    assert [warning.line for warning in report.warnings] == [3]
    assert report.people_created == 2


def test_a_known_address_under_another_name_changes_nobody(run: Import) -> None:
    PersonFactory(last_name="Sarr", first_name="Fatou", email="lea.morvan@exemple.fr", phone="", civility="")
    report = run(_with())
    person = Person.objects.get(email="lea.morvan@exemple.fr")
    assert person.full_name == "Fatou Sarr"
    assert "Fatou Sarr" in plain(report.warnings[0].remedy)
    assert Enrolment.objects.get().person == person


def test_a_cancelled_session_takes_nobody(run: Import, sessions: dict[str, Session]) -> None:
    cancel(sessions["createur"], reason="Trop peu d’inscrits", options="", by="user/1", now=IMPORTED_AT)
    report = run(_with())
    assert "annulée" in report.errors[0].remedy
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"   \n\n", "vide"),
        ("Nom;Prénom;Courriel;Session\n".encode(), "ne contient que ses en-têtes"),
        (b"%PDF-1.7", "format PDF"),
        (b"PK\x03\x04pas un classeur", "abîmé"),
        ("Nom;Prénom\nÉlodie;é".encode() + b"\xff\xfe\xe9", "illisibles"),
        (b"x" * (10 * 1024 * 1024 + 1), "10 Mo"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(run: Import, content: bytes, sentence: str) -> None:
    with pytest.raises(TableRefused) as refusal:
        run(content)
    assert sentence in plain(refusal.value.sentence)
    assert not Enrolment.objects.exists()


def test_more_rows_than_permitted(run: Import) -> None:
    with pytest.raises(TableRefused, match=r"plus de 100.000 lignes"):
        run("Nom;Prénom;Courriel;Session\n" + "a;b;c;d\n" * 100_001)


def test_each_missing_column_is_named_and_nothing_goes_in(run: Import) -> None:
    report = run("Nom;Ville\nSarr;Nantes\nMorvan;Brest")
    assert [(error.line, error.column) for error in report.errors] == [
        (1, "Prénom"),
        (1, "Adresse e-mail"),
        (1, "Session"),
    ]
    assert "« Nom », « Ville »" in plain(report.errors[0].remedy)
    assert (report.read, report.valid, report.count(Outcome.REJECTED)) == (2, 0, 2)


def test_a_row_with_more_cells_than_headers(run: Import) -> None:
    report = run(_with(GOOD + ";de trop"))
    assert report.errors[0].line == 3
    assert "7 valeurs pour 6 en-têtes" in report.errors[0].remedy
    assert report.valid == 1


def test_a_workbook_reads_like_a_text_file(run: Import) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in _with("Sarr;Fatou;fatou@;;;").splitlines():
        sheet.append(line.split(";"))
    content = io.BytesIO()
    book.save(content)
    report = run(content.getvalue(), filename="x.xlsx")
    assert report.valid == 1
    assert [(error.line, error.column) for error in report.errors] == [(3, "Courriel"), (3, "Formation")]
