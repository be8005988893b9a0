"""Lists as files for French Excel: CSV with `;` and a byte order mark, or a workbook, both in Paris time and inert."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import reduce
from typing import IO, Any, Final

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.functional import Promise
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from lms_onboarding.common.calendar import PARIS
from lms_onboarding.common.tabular import Cell, csv_chunks, neutralise_cell

ROWS_PER_FETCH: Final = 1_000
DAY, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"


def cell_at(item: object, path: str) -> Cell:
    """The value at a dotted path, callables called without argument; None as soon as a step is None."""
    value = reduce(_step, path.split("."), item)
    match value:
        case None | str() | int() | float() | Decimal() | date():
            return value
        case time():
            return f"{value:%H:%M}"
        case list() | tuple():
            return ", ".join(map(str, value))
    return str(value)


def _step(value: Any, name: str) -> Any:
    found = getattr(value, name) if value is not None else None
    if isinstance(found, Promise):
        return str(found)
    return found() if callable(found) else found


class FrenchExport:
    """Mixed into Wagtail's index view, whose own files are for other readers. Rows are read by the thousand."""

    list_export: list[str]

    def rows(self, queryset: "QuerySet[Any]") -> Iterator[list[Cell]]:
        for item in queryset.iterator(chunk_size=ROWS_PER_FETCH):
            yield [cell_at(item, path) for path in self.list_export]

    def headings(self, queryset: "QuerySet[Any]") -> list[str]:
        return [self.get_heading(queryset, path) for path in self.list_export]  # type: ignore[attr-defined]  # Wagtail's

    def stream_csv(self, queryset: "QuerySet[Any]") -> Iterator[bytes]:
        return csv_chunks(self.headings(queryset), self.rows(queryset), tz=PARIS)

    def write_csv_response(self, queryset: "QuerySet[Any]") -> StreamingHttpResponse:
        name = self.get_filename()  # type: ignore[attr-defined]  # Wagtail's
        headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return StreamingHttpResponse(
            self.stream_csv(queryset), content_type="text/csv; charset=utf-8", headers=headers
        )

    def write_xlsx(self, queryset: "QuerySet[Any]", output: IO[bytes]) -> None:
        workbook = Workbook(write_only=True)
        sheet = workbook.create_sheet(title="Liste")
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, heading, bold=True) for heading in self.headings(queryset)])
        for row in self.rows(queryset):
            sheet.append([_cell(sheet, value) for value in row])
        workbook.save(output)


def _cell(sheet: Any, value: Cell, *, bold: bool = False) -> Any:
    match value:
        case bool():
            return WriteOnlyCell(sheet, "oui" if value else "non")
        case datetime():
            # A workbook knows no time zone: the wall clock of Paris is what its reader expects.
            local = (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(PARIS).replace(tzinfo=None)
            cell = WriteOnlyCell(sheet, local)
            cell.number_format = MOMENT
            return cell
        case date():
            cell = WriteOnlyCell(sheet, datetime.combine(value, time.min))
            cell.number_format = DAY
            return cell
        case str():
            cell = WriteOnlyCell(sheet, neutralise_cell(value))
            cell.data_type = "s"  # never « f »: openpyxl takes a text that starts with = for a formula
            cell.font = Font(bold=bold)
            return cell
    return WriteOnlyCell(sheet, float(value) if isinstance(value, Decimal) else value)
