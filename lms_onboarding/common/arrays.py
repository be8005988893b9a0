"""PostgreSQL arrays, written fast: Django inserts many rows as one array for each column.

psycopg looks at every character of every value, with a regular expression, to quote only those that need it; for texts
of a few kilobytes (signed badges, bodies of mails) that costs more than all the rest of the insertion. A quoted
element is always right, so we quote them all.
"""

from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.abc import Buffer
from psycopg.types.array import ListDumper

_NULL: Final = b"NULL"


class QuickListDumper(ListDumper):
    """Flat lists of values of one type; anything else is left to psycopg."""

    def dump(self, obj: list[Any]) -> Buffer | None:
        sub = self.sub_dumper
        if sub is None or any(isinstance(item, list) for item in obj):
            return super().dump(obj)
        values = (None if item is None else sub.dump(item) for item in obj)
        return b"{" + self.delimiter.join(_NULL if one is None else _quoted(bytes(one)) for one in values) + b"}"


def _quoted(value: bytes) -> bytes:
    return b'"' + value.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def teach(connection: BaseDatabaseWrapper) -> None:
    """Have this connection, which must be to PostgreSQL, write its arrays so."""
    connection.connection.adapters.register_dumper(list, QuickListDumper)
