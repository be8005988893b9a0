"""Headers, recognised however they were typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_onboarding.common.tabular import TableRefused, column_letters, match_columns, normalise_header
from lms_onboarding.common.tabular.headers import is_never_read
from tests.common.tabular.plain import plain

ALIASES = {
    "last_name": ("nom", "nom de famille", "nom de naissance", "lastname", "last name"),
    "first_name": ("prénom", "premier prénom", "firstname", "first name"),
    "email": ("email", "mail", "adresse mail", "adresse de courriel"),
    "session": ("session", "course1", "formation", "groupe"),
    "profile": ("profil", "profile_field_profil", "rôle"),
}


@pytest.mark.parametrize(
    "text", ["lastName", "last_name", "Last name", "LAST-NAME*", " last  name (as in passport) ", "Last Name [3]"]
)
def test_one_header_in_many_hands(text: str) -> None:
    assert normalise_header(text) == "lastname"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prénom*", "prenom"),
        ("Date de début (jj/mm/aaaa)", "datededebut"),
        ("Date de début (jj/mm", "datededebut"),
        ("N° SIRET", "nsiret"),
        ("Cœur de métier", "coeurdemetier"),
        ("profile_field_profil", "profilefieldprofil"),
        ("(e-mail)", "email"),
        ("course1", "course1"),
        (" * ", ""),
    ],
)
def test_accents_case_stars_and_hints_do_not_count(text: str, expected: str) -> None:
    assert normalise_header(text) == expected


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise_header(normalise_header(text)) == normalise_header(text)


def test_columns_are_found_and_the_rest_is_reported() -> None:
    found = match_columns(["Civilité", "Nom*", "E-mail", "", "Nationalité", "firstName", "Couleur"], ALIASES)
    assert found.columns == {"last_name": 1, "email": 2, "first_name": 5}
    assert found.unknown == ("Civilité", "Couleur")
    assert found.ignored == ("Nationalité",)
    assert found.doubled == ()
    assert found.missing(["email", "session", "last_name", "profile"]) == ("session", "profile")


def test_of_two_columns_for_one_field_the_preferred_alias_is_read_and_the_other_reported() -> None:
    found = match_columns(["Formation", "Nom", "Session", "Groupe"], ALIASES)
    assert found.columns["session"] == 2
    assert found.unknown == ("Formation", "Groupe")
    assert [(double.field, double.read, double.left) for double in found.doubled] == [
        ("session", "Session", "Formation"),
        ("session", "Session", "Groupe"),
    ]
    assert plain(found.doubled[0].sentence) == (
        "La colonne « Formation » dit la même chose que « Session » : seule « Session » est lue. "
        "Supprimez celle qui ne sert pas."
    )


def test_two_columns_with_the_same_header_leave_no_way_to_choose() -> None:
    with pytest.raises(TableRefused) as refused:
        match_columns(["Nom", "Email", "Ville", "E-mail (manager)"], ALIASES)
    assert plain(refused.value.sentence).startswith(
        "Les colonnes B « Email » et D « E-mail (manager) » ont le même en-tête"
    )
    assert "Renommez ou supprimez" in refused.value.sentence


def test_the_same_header_twice_is_no_concern_when_a_preferred_one_is_read_or_nobody_reads_it() -> None:
    found = match_columns(["Groupe", "Groupe", "Session", "Note", "Note"], ALIASES)
    assert found.columns == {"session": 2}
    assert found.unknown == ("Groupe", "Groupe", "Note", "Note")


def test_an_alias_of_two_fields_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="both first_name and last_name"):
        match_columns(["nom"], {"first_name": ["nom"], "last_name": ["Nom *"]})


@pytest.mark.parametrize(
    "header",
    [
        "Handicap",
        "Situation de handicap (oui/non)",
        "Travailleur handicapé",
        "Aménagement (RQTH)",
        "Disability",
        "NATIONALITÉ *",
        "Date de naissance (jj/mm/aaaa)",
        "Né(e) le",
        "birthDate",
        "date_of_birth",
        "N° de sécurité sociale",
    ],
)
def test_sensitive_columns_are_never_read(header: str) -> None:
    assert is_never_read(header)
    assert match_columns([header], {"taken": [header]}).columns == {}


@pytest.mark.parametrize("header", ["Nom de naissance", "Nom", "Date de début", "International", "Session", "Prénom"])
def test_ordinary_columns_are_not_taken_for_sensitive_ones(header: str) -> None:
    assert not is_never_read(header)


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_spreadsheets_name_them(index: int, letters: str) -> None:
    assert column_letters(index) == letters
