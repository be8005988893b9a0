"""Dates and addresses typed in cells: understood, or refused with the reason."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_onboarding.common.tabular import CellRefused, email_key, parse_date, parse_email
from tests.common.tabular.plain import plain


@pytest.mark.parametrize(
    "text",
    [
        "07/12/2026",
        "7/12/2026",
        "07/12/26",
        "07-12-2026",
        "07.12.2026",
        " 7.12.26 ",
        "2026-12-07",
        "2026/12/07",
        "2026-12-07T09:30:00",
        "2026-12-07 09:30",
        "2026-12-07T00:00:00.000",
        "07/12/2026 00:00:00",
        "7/12/26, 09:04",
        "07/12/2026 9h",
        "07/12/2026 9 h 30",
        "2026-12-07T09:30:00+01:00",
        "2026-12-06T23:30:00Z",  # half past midnight on the 7th in Paris
        "2026-12-06 23:30:00 +0000",
    ],
)
def test_one_day_written_in_many_ways(text: str) -> None:
    assert parse_date(text) == date(2026, 12, 7)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31/02/2026", "Le 31/02/2026 n’existe pas : février 2026 a 28 jours."),
        ("29/02/2028", None),
        ("29/02/2100", "Le 29/02/2100 n’existe pas : février 2100 a 28 jours."),
        ("2026-04-31", "Le 31/04/2026 n’existe pas : avril 2026 a 30 jours."),
        (
            "12/31/2026",
            "Le 12/31/2026 n’existe pas : le mois va de 1 à 12. Écrivez le jour avant le mois, "
            "par exemple 31/12/2026.",
        ),
        ("00/12/2026", "Le 00/12/2026 n’existe pas : le premier jour du mois est le 01."),
        ("07/12/0202", "Le 07/12/0202 est hors du calendrier : vérifiez l’année, sur quatre chiffres."),
        ("2026-12-07T25:00Z", "L’heure du 07/12/2026 n’existe pas : retirez-la, seule la date compte."),
        ("", "Indiquez une date, par exemple 07/12/2026."),
        (
            "46363",
            "« 46363 » est un nombre : votre tableur a perdu le format de la date. Donnez le format Date à "
            "la colonne, puis enregistrez de nouveau le fichier.",
        ),
        (
            "lundi",
            "« lundi » n’est pas une date. Écrivez-la sous la forme jour/mois/année, par exemple 07/12/2026.",
        ),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_the_reason(text: str, sentence: str | None) -> None:
    if sentence is None:
        parse_date(text)
        return
    with pytest.raises(CellRefused) as refused:
        parse_date(text)
    assert plain(refused.value.sentence) == sentence


@given(
    st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["%d/%m/%Y", "%d-%m-%y", "%d.%m.%Y", "%Y-%m-%d"])
)
def test_every_day_of_the_century_comes_back(day: date, written: str) -> None:
    assert parse_date(day.strftime(written)) == day


@given(
    st.text(max_size=20)
    | st.from_regex(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}([ T]\d\d:\d\d(Z|\+\d\d:\d\d)?)?", fullmatch=True)
)
def test_no_text_raises_anything_but_a_refusal_of_the_cell(text: str) -> None:
    for parse in (parse_date, parse_email):
        with contextlib.suppress(CellRefused):
            parse(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ines.berthier@exemple.fr", "ines.berthier@exemple.fr"),
        (" Ronan.LeGall@Exemple.fr ", "Ronan.LeGall@Exemple.fr"),
        ("ronan@exemple.fr\u200b", "ronan@exemple.fr"),
        ("\ufeffronan+lms@sous.exemple.fr", "ronan+lms@sous.exemple.fr"),
    ],
)
def test_an_address_is_kept_as_typed(text: str, address: str) -> None:
    assert parse_email(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "paul",
        "paul.petit@exemple",
        "paul@localhost",
        "paul@[127.0.0.1]",
        "paul petit@exemple.fr",
        "paul@exemple.fr, marie@exemple.fr",
        "Paul <paul@exemple.fr>",
        "paul@exemple.fr\nBcc: tous@exemple.fr",
        f"paul@{'exemple.' * 40}fr",
    ],
)
def test_an_incomplete_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(CellRefused) as refused:
        parse_email(text)
    assert refused.value.sentence == "Indiquez une adresse complète, par exemple prenom.nom@entreprise.fr."


def test_two_spellings_of_one_address_share_their_key() -> None:
    assert email_key(" Amina.Belkacem@Exemple.FR ") == email_key("amina.belkacem@exemple.fr")
    assert email_key("rene\u0301@exemple.fr") == email_key("RENÉ@exemple.fr")
    assert email_key("a@exemple.fr") != email_key("b@exemple.fr")
