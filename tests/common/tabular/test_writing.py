"""Exports for French Excel: nothing in them runs, and our own reader takes them back."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms_onboarding.common.tabular import Cell, csv_chunks, neutralise_cell, read_sheet, restore_cell, write_csv


def lines_of(content: bytes) -> list[str]:
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    assert text.endswith("\r\n")
    return text.removesuffix("\r\n").split("\r\n")


def test_a_table_opens_in_french_excel() -> None:
    content = write_csv(["Prénom", "Note"], [["Inès", "a;b"], ["Malik", 'dit "Mal"'], ["Léa", "deux\nlignes"]])
    assert lines_of(content) == ["Prénom;Note", 'Inès;"a;b"', 'Malik;"dit ""Mal"""', 'Léa;"deux\nlignes"']


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (7, "7"),
        (-7, "-7"),
        (12.5, "12,5"),
        (Decimal("-1234.50"), "-1234,50"),
        (True, "oui"),
        (False, "non"),
        (date(2026, 12, 7), "07/12/2026"),
        (datetime(2026, 12, 7, 8, 5, tzinfo=UTC), "07/12/2026 09:05"),
        (datetime(2026, 6, 30, 22, 5, tzinfo=UTC), "01/07/2026 00:05"),
        ("=1+1", "'=1+1"),
        ("a\x00b\x07c", "abc"),
        ("\ud800", "?"),
    ],
)
def test_each_kind_of_cell_is_written_as_one_writes_it_in_france(cell: Cell, text: str) -> None:
    assert lines_of(write_csv(["a", "b"], [["x", cell]]))[1] == f"x;{text}"


CELLS = st.text(alphabet=st.sampled_from("a é7=+-@'＝\t\r\n;\"\x00\x1f\u00a0<«"), max_size=4)


@given(st.lists(CELLS, min_size=2, max_size=4))
def test_a_row_written_in_one_look_is_the_row_written_cell_by_cell(row: list[str]) -> None:
    """A number at the end sends the row down the slower way."""
    fast, slow = write_csv(["n"], [row]), write_csv(["n"], [[*row, 1]])
    assert slow == fast.removesuffix(b"\r\n") + b";1\r\n"


def test_datetimes_follow_the_zone_asked_for() -> None:
    content = write_csv(["a"], [[datetime(2026, 12, 7, 8, 5, tzinfo=UTC)]], tz=ZoneInfo("Indian/Reunion"))
    assert lines_of(content)[1] == "07/12/2026 12:05"


def test_a_datetime_without_a_zone_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        write_csv(["a"], [[datetime.combine(date(2026, 12, 7), datetime.min.time())]])


def test_a_long_table_leaves_in_pieces() -> None:
    pieces = list(csv_chunks(["n"], ([n] for n in range(2_500))))
    assert len(pieces) == 3
    assert b"".join(pieces) == write_csv(["n"], [[n] for n in range(2_500)])


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "+33 6 12 34 56 78",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1",
        "'=1",
        "''+1",
    ],
)
def test_a_cell_that_a_spreadsheet_could_run_is_guarded_and_comes_back(text: str) -> None:
    assert neutralise_cell(text) == f"'{text}"
    assert restore_cell(neutralise_cell(text)) == text


@pytest.mark.parametrize(
    "text", ["", "Inès", "a=b", "06 12 34 56 78", "l’été", "'n roll", "'", "12-13", "ines@exemple.fr"]
)
def test_an_ordinary_cell_is_left_alone(text: str) -> None:
    assert neutralise_cell(text) == text
    assert restore_cell(text) == text


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n ＝a") | st.characters()))
def test_guarding_is_exactly_undone_and_leaves_nothing_to_run(text: str) -> None:
    guarded = neutralise_cell(text)
    assert restore_cell(guarded) == text
    assert not re.match(r"\s*[=+\-@]|[\t\r\n]", guarded)


PRINTABLE = st.text(
    alphabet=st.sampled_from("'=+-@\"; ,\t\r\né’") | st.characters(exclude_categories=("Cc", "Cs")), max_size=12
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    width = draw(st.integers(1, 5))
    headers = [f"colonne {index}" for index in range(width)]
    row = st.lists(PRINTABLE, min_size=width, max_size=width).filter(lambda cells: any(cell.strip() for cell in cells))
    return headers, draw(st.lists(row, min_size=1, max_size=8))


@settings(deadline=None)  # a busy machine is no failure
@given(tables())
def test_what_we_write_we_read_back(table: tuple[list[str], list[list[str]]]) -> None:
    headers, rows = table
    sheet = read_sheet(write_csv(headers, rows), "export.csv")
    assert sheet.headers == tuple(headers)
    assert [row.cells for row in sheet.rows] == [tuple(cell.strip() for cell in row) for row in rows]
    assert not any(row.problem for row in sheet.rows)
