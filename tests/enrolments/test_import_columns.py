"""Columns whatever they are called, values whatever their spelling."""

import pytest

from lms_onboarding.enrolments.enums import Role
from lms_onboarding.enrolments.importing.columns import ALIASES
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Organisation, Person

from .conftest import Import, plain

GOOD = {"last_name": "Sarr", "first_name": "Fatou", "email": "fatou.sarr@exemple.fr", "session": "LMS-ADMIN-2026-12"}
HEADERS = {"last_name": "Nom", "first_name": "Prénom", "email": "Courriel", "session": "Session"}


def _file(separator: str = ";", **changes: str) -> str:
    """One good row, each keyword being `field="header=value"`, or a bare header for what every file has."""
    headers, values = dict(HEADERS), dict(GOOD)
    for name, text in changes.items():
        header, _equals, value = text.partition("=")
        headers[name] = header
        if name not in GOOD:
            values[name] = value
    return "\n".join(separator.join(line.values()) for line in (headers, {name: values[name] for name in headers}))


@pytest.mark.parametrize(
    ("name", "header"),
    [(name, alias) for name in GOOD for alias in ALIASES[name]]
    + [
        ("last_name", "NOM*"),
        ("last_name", "Last_Name"),
        ("last_name", "lastName"),
        ("first_name", " prenom (obligatoire) "),
        ("email", "Adresse   de-courriel *"),
        ("email", "E-MAIL"),
        ("session", "SESSION (code)"),
    ],
)
def test_a_header_is_known_under_all_its_names(run: Import, name: str, header: str) -> None:
    report = run(_file(**{name: header}))
    assert (report.count("created"), report.errors, report.unknown_columns) == (1, [], ())  # type: ignore[arg-type]  # str enum


@pytest.mark.parametrize("header", ["formation", "Groupe", "course1"])
def test_the_session_may_stand_under_its_course(run: Import, header: str) -> None:
    assert run(_file(session=header)).valid == 1


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_separators_and_encodings(run: Import, separator: str, encoding: str) -> None:
    assert run(_file(separator).encode(encoding)).valid == 1
    assert Person.objects.filter(last_name="Sarr", first_name="Fatou").exists()


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Créateur", Role.CREATOR),
        ("créatrice", Role.CREATOR),
        ("CREATRICE", Role.CREATOR),
        ("Administrateur", Role.ADMIN),
        ("Administratrice", Role.ADMIN),
        ("admin", Role.ADMIN),
        ("Manager", Role.MANAGER),
        ("Gestionnaire", Role.MANAGER),
        ("", ""),
    ],
)
@pytest.mark.parametrize("header", ["Profil", "profile", "profile_field_profil", "Profil LMS", "Rôle", "role"])
def test_profiles_in_both_genders(run: Import, header: str, text: str, role: str) -> None:
    assert run(_file(role=f"{header}={text}")).valid == 1
    assert Enrolment.objects.get().role == role


def test_an_unknown_profile_is_an_error(run: Import) -> None:
    report = run(_file(role="Profil=Pilote"))
    (error,) = report.errors
    assert (error.line, error.column, error.value) == (2, "Profil", "Pilote")
    assert "Admin, Créateur ou Manager" in error.remedy
    assert report.valid == 0


@pytest.mark.parametrize("header", ["role1", "role2", "role"])
def test_the_role_of_moodle_is_not_a_profile(run: Import, header: str) -> None:
    report = run(_file(role=f"{header}=student"))
    assert report.valid == 1
    assert Enrolment.objects.get().role == ""


def test_the_profile_column_wins_over_the_role_and_says_so(run: Import) -> None:
    report = run(
        "Nom;Prénom;Courriel;Session;Rôle;Profil\nSarr;Fatou;fatou.sarr@exemple.fr;LMS-ADMIN-2026-12;Manager;Créatrice"
    )
    assert Enrolment.objects.get().role == Role.CREATOR
    assert report.unknown_columns == ("Rôle",)
    assert "« Profil » est lue" in plain(report.warnings[0].remedy)


@pytest.mark.parametrize("header", ["entreprise", "structure", "institution", "company"])
def test_company_under_its_names(run: Import, header: str) -> None:
    run(_file(company=f"{header}=Crêperie Ty Breizh"))
    company = Enrolment.objects.get().company
    assert company is not None
    assert company.name == "Crêperie Ty Breizh"


def test_one_company_whatever_its_case_accents_and_apostrophe(run: Import) -> None:
    run(_file(company="Entreprise=Fonderie de l’Erdre"))
    run(_file(company="Entreprise=FONDERIE  DE L'ERDRE").replace("fatou", "awa"))
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize(
    "header", ["Handicap", "Situation de handicap (RQTH)", "Nationalité", "Date de naissance", "RQTH"]
)
def test_what_must_not_be_read_is_not(run: Import, header: str) -> None:
    report = run(_file(never=f"{header}=oui"))
    assert report.ignored_columns == (header,)
    assert report.unknown_columns == ()
    assert "oui" not in str(report)
    assert report.valid == 1


def test_values_are_stored_as_typed(run: Import) -> None:
    run(_file(phone="Téléphone=+33 6 12 34 56 78", civility="Civilité=Mme"))
    fatou = Person.objects.get(email="fatou.sarr@exemple.fr")
    assert (fatou.phone, fatou.civility) == ("+33 6 12 34 56 78", "mme")


def test_a_siret_goes_to_the_company_once(run: Import) -> None:
    run(_file(company="Entreprise=Fonderie", siret="N° SIRET=123 456 789 00012"))
    assert Organisation.objects.get().siret == "12345678900012"

    report = run(_file(company="Entreprise=Fonderie", siret="N° SIRET=99999999900099"))
    assert Organisation.objects.get().siret == "12345678900012"
    assert [warning.value for warning in report.warnings] == ["99999999900099"]


@pytest.mark.parametrize(
    ("changes", "value"),
    [({"siret": "SIRET=123"}, "123"), ({"siret": "SIRET=12345678900012"}, "12345678900012")],
)
def test_a_siret_that_cannot_be_used_is_told_and_the_person_goes_in(
    run: Import, changes: dict[str, str], value: str
) -> None:
    report = run(_file(**changes))
    assert report.valid == 1
    assert [(warning.column, warning.value) for warning in report.warnings] == [("SIRET", value)]


def test_an_unknown_civility_is_never_guessed(run: Import) -> None:
    report = run(_file(civility="Civilité=Dr"))
    assert report.valid == 1
    assert Person.objects.get(email="fatou.sarr@exemple.fr").civility == ""
    assert report.warnings[0].value == "Dr"
