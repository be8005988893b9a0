"""Workbooks: values as a reader of French Excel sees them, row numbers of the sheet, and harmful archives refused."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from lms_onboarding.common.tabular import parse_date, read_sheet
from lms_onboarding.common.tabular import workbook as workbook_module
from tests.common.tabular.plain import cells, plain, read_or_refusal, refusal_of

HEADERS = ("Nom", "Téléphone", "Date de début")


def saved(workbook: Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def workbook_of(rows: Sequence[Sequence[object]]) -> Workbook:
    workbook = Workbook()
    for row in rows:
        workbook.worksheets[0].append(list(row))
    return workbook


@lru_cache
def small_workbook() -> bytes:
    return saved(workbook_of([HEADERS, ("LE GALL", "+33 6 12 34 56 78", date(2026, 12, 7))]))


def rewritten(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same archive, each part passed through `change(name, bytes)`, stored without compression."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return buffer.getvalue()


def test_a_workbook_reads_like_a_table() -> None:
    sheet = read_sheet(small_workbook(), "inscriptions.xlsx")
    assert sheet.headers == HEADERS
    assert cells(sheet) == [("LE GALL", "+33 6 12 34 56 78", "2026-12-07")]
    assert (sheet.format, sheet.title, sheet.encoding, sheet.separator) == ("xlsx", "Sheet", "", "")
    assert parse_date(sheet.rows[0].cells[2]) == date(2026, 12, 7)


def test_the_content_decides_whatever_the_name_says() -> None:
    assert read_sheet(small_workbook(), "inscriptions.csv").format == "xlsx"


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("  Ronan ", "General", "Ronan"),
        (12, "General", "12"),
        (44000.0, "General", "44000"),
        (12.5, "General", "12,5"),
        (0.1 + 0.2, "General", "0,3"),
        (-3, "General", "-3"),
        (12345678900012, "General", "12345678900012"),
        (1e20, "General", "1e+20"),
        (612345678, '0#" "##" "##" "##" "##', "0612345678"),
        (1000, "00000", "01000"),
        (1000, "#,##0", "1000"),
        (1000, "0.00", "1000"),
        (1000, '0" €"', "1000"),
        (True, "General", "VRAI"),
        (False, "General", "FAUX"),
        (datetime(2026, 12, 7), "dd/mm/yyyy", "2026-12-07"),  # noqa: DTZ001  a spreadsheet's dates have no zone
        (datetime(2026, 12, 7, 9, 30), "dd/mm/yyyy hh:mm", "2026-12-07T09:30:00"),  # noqa: DTZ001  likewise
        (time(9, 30), "hh:mm", "09:30"),
        (timedelta(hours=25, minutes=30), "[h]:mm", "25:30"),
        ("ligne 1_x000D_\nligne 2", "General", "ligne 1\nligne 2"),
        ("#N/A", "General", "#N/A"),
        (None, "General", ""),
    ],
)
def test_each_kind_of_value_becomes_the_text_one_sees(value: object, number_format: str, text: str) -> None:
    workbook = workbook_of([("a", "b"), ("x", None)])
    cell = workbook.worksheets[0].cell(2, 2)
    cell.value = value  # type: ignore[assignment]  # any kind of cell value, that is the point
    cell.number_format = number_format
    assert read_sheet(saved(workbook), "x.xlsx").rows[0].cells[1] == text


def test_rows_are_numbered_as_the_sheet_numbers_them() -> None:
    workbook = workbook_of([HEADERS])
    workbook.worksheets[0]["A3"] = "LE GALL"
    workbook.worksheets[0]["A7"] = "PETIT"
    assert [(row.line, row.cells[0]) for row in read_sheet(saved(workbook), "x").rows] == [
        (3, "LE GALL"),
        (7, "PETIT"),
    ]


def test_the_first_visible_sheet_that_holds_something_is_read() -> None:
    workbook = Workbook()
    hidden = workbook.create_sheet("Listes")
    hidden.sheet_state = "hidden"
    hidden.append(["ne pas", "lire"])
    shown = workbook.create_sheet("Inscrits")
    shown.append(HEADERS)
    shown.append(["LE GALL"])
    sheet = read_sheet(saved(workbook), "x.xlsx")
    assert sheet.title == "Inscrits"
    assert cells(sheet) == [("LE GALL", "", "")]


def test_columns_never_read_are_not_read_in_workbooks_either() -> None:
    sheet = read_sheet(saved(workbook_of([("Nom", "Né(e) le"), ("LE GALL", date(1980, 1, 2))])), "x.xlsx")
    assert cells(sheet) == [("LE GALL", "")]
    assert "1980" not in repr(sheet)


def test_a_value_beyond_the_headers_is_a_row_problem() -> None:
    sheet = read_sheet(saved(workbook_of([("Nom",), ("LE GALL", "note")])), "x.xlsx")
    assert plain(sheet.rows[0].problem).startswith(
        "La ligne a 2 valeurs pour 1 en-têtes. Donnez un en-tête aux colonnes"
    )


def test_what_openpyxl_would_warn_about_is_no_concern_of_the_reader() -> None:
    workbook = workbook_of([HEADERS, ("LE GALL",)])
    workbook.worksheets[0].add_data_validation(DataValidation(type="list", formula1='"a,b"'))

    def with_extension(name: str, part: bytes) -> bytes:
        extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
        return part.replace(b"</worksheet>", extension) if "worksheets/" in name else part

    assert cells(read_sheet(rewritten(saved(workbook), with_extension), "x.xlsx")) == [("LE GALL", "", "")]


# --- Refusals -----------------------------------------------------------------------------------------------------
def test_an_empty_workbook_is_refused() -> None:
    assert refusal_of(saved(Workbook()), "x.xlsx").startswith("Le tableau est vide.")


def test_a_workbook_with_headers_only_is_refused() -> None:
    assert refusal_of(saved(workbook_of([HEADERS])), "x.xlsx").startswith("Le fichier ne contient que ses en-têtes.")


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refusal_of(buffer.getvalue(), "lettre.docx").startswith(
        "Ce classeur est abîmé, ou n’est pas un fichier .xlsx."
    )


def test_a_truncated_workbook_is_refused() -> None:
    assert "abîmé" in refusal_of(small_workbook()[:-200], "x.xlsx")


@pytest.mark.parametrize(
    ("limit", "value"), [("MAX_UNFOLDED", 1000), ("MAX_OTHER_PART", 100), ("MAX_CELLS", 5), ("MAX_LINES", 1)]
)
def test_an_archive_that_unfolds_too_far_is_refused(limit: str, value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, limit, value)
    assert refusal_of(small_workbook(), "x.xlsx").startswith("Une fois décompressé, ce classeur est trop volumineux")


def test_a_real_bomb_is_refused_without_being_unfolded() -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _count in range(200):
            part.write(b" " * 1024 * 1024)
    assert len(buffer.getvalue()) < 1024 * 1024
    assert "trop volumineux" in refusal_of(buffer.getvalue(), "x.xlsx")


def test_a_sheet_of_nothing_but_tags_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "MAX_TAGS", 500_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<c/>" * 600_000)
    assert "trop volumineux" in refusal_of(buffer.getvalue(), "x.xlsx")


def test_a_row_number_out_of_this_world_does_not_keep_the_reader_busy() -> None:
    def far(name: str, part: bytes) -> bytes:
        return part.replace(b'r="2"', b'r="99999999999"').replace(b"A2", b"A99") if "worksheets/" in name else part

    assert "trop volumineux" in refusal_of(rewritten(small_workbook(), far), "x.xlsx")


def test_an_entity_bomb_is_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    def with_entities(name: str, part: bytes) -> bytes:
        return bomb + part.replace(b"<?xml version='1.0' encoding='utf-8'?>", b"") if "worksheets/" in name else part

    assert "abîmé" in refusal_of(rewritten(small_workbook(), with_entities), "x.xlsx")


@settings(deadline=None)  # a busy machine is no failure
@given(position=st.integers(0, 20_000), byte=st.integers(0, 255), cut=st.integers(0, 3))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(position: int, byte: int, cut: int) -> None:
    stored = bytearray(rewritten(small_workbook(), lambda _name, part: part))
    stored[position % len(stored)] = byte
    answer = read_or_refusal(bytes(stored[: len(stored) - cut]))
    assert not isinstance(answer, str) or answer.endswith(".")


@settings(deadline=None)  # a busy machine is no failure
@given(
    old=st.sampled_from([b'r="', b's="', b't="', b"<v>", b'Id="', b'Target="', b"count", b"numFmt", b"sheetId"]),
    new=st.binary(max_size=8),
)
def test_a_workbook_with_wrong_xml_is_read_or_refused_and_nothing_else(old: bytes, new: bytes) -> None:
    content = rewritten(small_workbook(), lambda _name, part: part.replace(old, old + new, 3))
    answer = read_or_refusal(content)
    assert not isinstance(answer, str) or answer.endswith(".")
