"""Queries written once: on pages opened all day, Django takes longer to write the SQL than the database to answer.

A builder receives `Given` marks where the values will go, and returns a `values_list` queryset. Its SQL is compiled at
the first call for each kind of database, and only sent afterwards, with the values, which fields prepare as always.
See docs/decisions/0021-prepared-reads.md.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

Row = tuple[Any, ...]
Convert = Callable[[Any, Any, Any], Any]


class Given(Value):
    """Where the value called `name` goes; `output_field` prepares it. Not for lists."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(name, output_field=output_field)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


@dataclass(frozen=True, slots=True)
class _Written:
    """One query, for one kind of database."""

    sql: str
    params: tuple[Any, ...]
    converters: tuple[tuple[int, Sequence[Convert], Any], ...]


@dataclass(eq=False)
class Prepared:
    """`rows(name=value, …)` gives what the queryset of `build` would, as a list of tuples."""

    build: "Callable[[], QuerySet[Any, Row]]"
    _written: dict[str, _Written] = field(default_factory=dict)

    def rows(self, **values: Any) -> list[Row]:
        """One query. Raises KeyError when a value is missing."""
        connection: Any = connections[DEFAULT_DB_ALIAS]
        known = self._written.get(connection.vendor)
        if known is None:
            known = self._written[connection.vendor] = _write(self.build(), connection)
        params = [
            mark.output_field.get_db_prep_value(values[mark.value], connection=connection)
            if isinstance(mark, Given)
            else mark
            for mark in known.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(known.sql, params)
            found = cursor.fetchall()
        return [tuple(_converted(row, known, connection)) for row in found] if known.converters else found

    def first(self, **values: Any) -> Row | None:
        """The first row, for a query that is ordered and sliced to one."""
        return next(iter(self.rows(**values)), None)


def _write(queryset: "QuerySet[Any, Row]", connection: Any) -> _Written:
    compiler = queryset.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    return _Written(
        sql, tuple(params), tuple((rank, found, expression) for rank, (found, expression) in converters.items())
    )


def _converted(row: Row, written: _Written, connection: Any) -> Iterator[Any]:
    cells = list(row)
    for rank, converters, expression in written.converters:
        for convert in converters:
            cells[rank] = convert(cells[rank], expression, connection)
    return iter(cells)
