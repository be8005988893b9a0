"""The house on paper: what every printed document shares."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path

import pytest
from reportlab.platypus import Flowable, Spacer

from lms_onboarding.common.french import PARIS
from lms_onboarding.documents.printing.blocks import quote
from lms_onboarding.documents.printing.frozen import FrozenMismatch, freeze, thaw
from lms_onboarding.documents.printing.hero import Hero
from lms_onboarding.documents.printing.house import (
    REGULAR,
    UnprintableText,
    clean,
    esc,
    fit,
    linked,
    para,
    require_printable,
    text,
    unprintable,
    width_of,
)
from lms_onboarding.documents.printing.layout import card, facts, twins
from lms_onboarding.documents.printing.ledger import Said, ledger
from lms_onboarding.documents.printing.page import Imprint, build
from lms_onboarding.documents.printing.title import Title, words_of
from tests.factories.printed import LONG_COURSE, LONG_PROVIDER, LONG_WORDS, PROVIDER, STAGES
from tests.support.pdf import links, pages, reader, words, words_out_of_place

IMPRINT = Imprint("Note", "N-2025-0001", datetime(2025, 3, 1, 8, 30, tzinfo=UTC), version="2")


def drawn(*story: Flowable, hero: Hero | None = None) -> bytes:
    return build(story, PROVIDER, IMPRINT, hero=hero)


# --- the sheet ---
def test_every_page_says_who_speaks_and_which_document_it_is() -> None:
    pdf = drawn(*[text("Une ligne.") for _ in range(90)])
    assert len(pages(pdf)) == 2
    for number, page in enumerate(pages(pdf), start=1):
        for expected in (
            "Passerelle Formation",
            "12, quai de la Fosse, 44000 Nantes",
            "SIRET 812 345 678 00021",
            "numéro 52 44 08123 44 auprès du préfet de région des Pays de la Loire",
            "ne vaut pas agrément de l’État",
            "Note n° N-2025-0001",
            "en date du 1er mars 2025, version 2",
            f"page {number} sur 2",
        ):
            assert expected in page


def test_a_single_page_has_no_number() -> None:
    assert "page 1" not in words(drawn(text("Une ligne.")))


def test_the_file_carries_its_date_language_and_title() -> None:
    opened = reader(drawn(text("Une ligne.")))
    assert opened.metadata is not None
    assert opened.metadata.title == "Note n°\u00a0N-2025-0001"
    assert opened.metadata.author == "Passerelle Formation"
    assert opened.metadata.creation_date == datetime(2025, 3, 1, 8, 30, tzinfo=UTC)
    assert str(opened.root_object["/Lang"]) == "fr-FR"


def test_the_date_of_issue_is_the_readers() -> None:
    late = datetime(2025, 2, 28, 23, 30, tzinfo=UTC)
    assert Imprint("Note", "1", late).dated == "en date du 1er\u00a0mars 2025"
    assert Imprint("Note", "1", late, zone="America/Guadeloupe").dated == "en date du 28\u00a0février 2025"


def test_only_manrope_is_embedded() -> None:
    pdf = drawn(text("Une ligne."), card([text("Une carte.")]))
    fonts = re.findall(rb"/BaseFont /(\S+)", pdf)
    assert len(fonts) > 1
    assert all(b"Manrope" in name or name == b"Helvetica" for name in fonts)  # listed by reportlab, never used


def test_the_same_moment_in_another_zone_gives_the_same_bytes() -> None:
    paris = replace(IMPRINT, issued_at=IMPRINT.issued_at.astimezone(PARIS))
    assert build([text("Une ligne.")], PROVIDER, paris) == drawn(text("Une ligne."))


@pytest.mark.services
def test_endless_names_stay_inside_the_margins(tmp_path: Path) -> None:
    imprint = replace(IMPRINT, number="LMS-CREATEUR-2026-12-B-000147-AB12CD34EF56")
    hero = Hero(f"{LONG_COURSE}, lundi 1er septembre.", "lundi 1er septembre", esc(LONG_WORDS), STAGES)
    pdf = build([text(LONG_WORDS), Title(LONG_COURSE)], LONG_PROVIDER, imprint, hero=hero)
    assert words_out_of_place(pdf, tmp_path) == []


def test_the_number_of_a_document_is_never_shortened() -> None:
    number = "LMS-CREATEUR-2026-12-B-000147-AB12CD34EF56"
    assert number in words(build([text("Une ligne.")], LONG_PROVIDER, replace(IMPRINT, number=number)))


# --- letters ---
def test_what_the_font_lacks_is_known() -> None:
    assert unprintable("Nguyễn Ελένη Олена L’Haÿ") == ""
    assert unprintable("Li 王 😀 王") == "王😀"
    assert unprintable("e\u0301\u00a0\u202f\u200b\n\t") == ""


def test_a_name_is_refused_rather_than_cut() -> None:
    with pytest.raises(UnprintableText) as refused:
        require_printable({"Prénom": "Inès", "Nom": "王 Berthier"})
    assert (refused.value.field, refused.value.characters) == ("Nom", "王")
    assert "« Nom »" in str(refused.value)
    assert "王 (U+738B)" in str(refused.value)


def test_a_sentence_loses_its_emoji_and_nothing_else() -> None:
    assert clean("Bienvenue 😀\tà\r\nlundi") == "Bienvenue  à\nlundi"
    assert "Bienvenue ! À lundi." in words(drawn(text("Bienvenue 😀! À lundi.")))


def test_data_is_never_markup() -> None:
    assert "Durand & Fils <b>2</b>" in words(drawn(text("Durand & Fils <b>2</b>")))
    assert esc("a\nb & c") == "a<br/>b &amp; c"


def test_addresses_can_be_pressed() -> None:
    pdf = drawn(
        para(linked("Voir https://exemple.fr/a?b=1&c=2, ou (https://exemple.fr/d). Écrire à l.a+b@exemple.fr."))
    )
    assert links(pdf) == {"https://exemple.fr/a?b=1&c=2", "https://exemple.fr/d", "mailto:l.a+b@exemple.fr"}


def test_a_line_shrinks_then_shortens() -> None:
    assert fit("Inès", REGULAR, 8, 100) == ("Inès", 8)
    shrunk, size = fit("Convocation n° C-2025", REGULAR, 8, 75)
    assert (shrunk, size < 8) == ("Convocation n°\u00a0C-2025", True)
    shortened, size = fit(LONG_WORDS, REGULAR, 8, 75)
    assert shortened.endswith("…")
    assert width_of(shortened, REGULAR, size) <= 75


# --- titles ---
def test_a_title_is_read_in_one_piece() -> None:
    title = Title("Inès, nous vous attendons lundi 3 mars à 9 h.", accent="lundi 3 mars à 9 h")
    assert "Inès, nous vous attendons lundi 3 mars à 9 h." in words(drawn(title))


@pytest.mark.parametrize(
    ("title", "accent", "read"),
    [
        ("Inès, lundi.", "lundi", "Inès, [lundi]_."),
        ("lundi, Inès", "lundi", "[lundi] _, Inès"),
        ("Inès", "", "Inès"),
        ("l’école", "école", "l’ _[école]"),
    ],
)
def test_a_title_knows_its_accent(title: str, accent: str, read: str) -> None:
    shown = [
        ("_" if word.glued else "", f"[{word.letters}]" if word.accented else word.letters)
        for word in words_of(title, accent)
    ]
    joined = " ".join(glue + letters for glue, letters in shown)
    assert joined.replace("] _.", "]_.") == read


def test_a_title_holds_on_three_lines_inside_its_width() -> None:
    title = Title(LONG_COURSE, size=29)
    width, height = title.wrap(400, 1000)
    assert width == 400
    assert len(title.lines) <= 3
    assert height == pytest.approx(len(title.lines) * title.size * 1.12)


# --- pieces ---
def test_empty_facts_leave_nothing_behind() -> None:
    pdf = drawn(facts([("Durée", "21 heures"), ("Tarif", " ")]), facts([]))
    assert "Tarif" not in words(pdf)


def test_a_quote_has_one_pair_of_quotation_marks() -> None:
    assert "« Bienvenue ! »" in words(drawn(quote("« Bienvenue ! »", "Karim Haddad", "formateur")))


def test_tall_twins_stand_one_above_the_other() -> None:
    def filling() -> list[Flowable]:
        return [text(LONG_WORDS) for _ in range(4)]

    assert len(twins(filling, lambda: [text("Court.")])) == 3
    assert len(twins(lambda: [text("Court.")], lambda: [text("Bref.")])) == 1


def test_a_card_taller_than_the_page_flows_on() -> None:
    assert len(pages(drawn(Spacer(0, 300), card([text(LONG_WORDS) for _ in range(12)])))) > 1


# --- frozen data ---
class Colour(StrEnum):
    BLUE = "blue"


@dataclass(frozen=True)
class Leaf:
    on: date
    at: time


@dataclass(frozen=True)
class Tree:
    planted: datetime
    leaves: tuple[Leaf, ...]
    colour: Colour
    crown: Leaf | None = None
    names: tuple[str, ...] = ()


TREE = Tree(
    datetime(2025, 3, 3, 9, tzinfo=UTC), (Leaf(date(2025, 3, 3), time(9, 30)),), Colour.BLUE, names=("chêne", "rouvre")
)


def test_frozen_data_comes_back_equal() -> None:
    frozen = freeze(TREE)
    assert frozen == {
        "planted": "2025-03-03T09:00:00+00:00",
        "leaves": [{"on": "2025-03-03", "at": "09:30:00"}],
        "colour": "blue",
        "crown": None,
        "names": ["chêne", "rouvre"],
    }
    assert thaw(Tree, frozen) == TREE


def test_data_frozen_before_a_field_existed_still_thaws() -> None:
    frozen = freeze(TREE)
    del frozen["names"]
    assert thaw(Tree, frozen).names == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, "red"),
        ({"height": 3}, "unknown height"),
        ({"names": [1]}, "1 is not a str"),
        ({"planted": None}, "Tree"),
        ({"leaves": [{"on": "2025-03-03"}]}, "missing at"),
    ],
)
def test_another_shape_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(FrozenMismatch, match=said):
        thaw(Tree, {**freeze(TREE), **change})


# --- long tables ---
def table(*rows: list[list[Said]]) -> bytes:
    return drawn(ledger(("Quand", "Le fait"), rows, (60, 120)))


def test_a_ledger_repeats_its_head_and_loses_no_row() -> None:
    pdf = table(*([[Said(f"{rank} h", bold=True)], [Said(f"Fait numéro {rank}")]] for rank in range(90)))
    assert len(pages(pdf)) > 1
    assert all("Quand" in page and "Le fait" in page for page in pages(pdf))
    told = " ".join(pages(pdf))
    assert all(f"Fait numéro {rank}" in told for rank in range(90))


def test_a_row_taller_than_a_page_goes_on_in_the_next() -> None:
    told = [f"mot{rank}" for rank in range(900)]
    pdf = table([[Said("J-7")], [Said(" ".join(told))]])
    assert len(pages(pdf)) > 1
    assert set(told) <= set(" ".join(pages(pdf)).split())


@pytest.mark.services
def test_an_endless_word_is_cut_inside_its_column(tmp_path: Path) -> None:
    name = "I05_2026-01-05_objectives_session-3.html"
    pdf = table([[Said("J")], [Said(name, "fine")]], [[Said("K")], [Said("W" * 300)]])
    assert not words_out_of_place(pdf, tmp_path)
    assert name in "".join(pages(pdf)[0].split())


def test_a_ledger_draws_data_as_it_is() -> None:
    assert "<b>Durand & Fils</b>" in pages(table([[Said("<b>Durand & Fils</b>")], [Said("")]]))[0]
