"""A million rows in seconds: one row made by the models, copied by PostgreSQL itself.

Copies are right by construction: their foreign keys are not checked one by one, and what refuses or finds rows is
built once, after them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

MANY: Final = 10_000  # below, building an index again costs more than keeping it
INDEXES: Final = """
    SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = %s::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
"""
RULES: Final = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'u'
"""


def clones(model: type[models.Model], pk: int, count: int, **columns: str) -> int:
    """`count` copies of one row; `columns` are SQL expressions of `n`, from 1. Returns the key before the first copy:
    copy n has that key + n."""
    table = model._meta.db_table
    names = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = ", ".join(columns.get(str(name), f't."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {table}")  # noqa: S608  names of our own models
        before: int = cursor.fetchone()[0]
        with _light(cursor, table, count):
            cursor.execute(
                f"INSERT INTO {table} (id, {listed}) OVERRIDING SYSTEM VALUE SELECT {before} + n, {values} "  # noqa: S608
                f"FROM {table} t, generate_series(1, {count}) n WHERE t.id = {pk}"
            )
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {before + count})")
    return before


@contextmanager
def _light(cursor: CursorWrapper, table: str, count: int) -> Iterator[None]:
    """Without triggers (those of foreign keys); for many rows, unique rules and indexes are built once, afterwards."""
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if cursor.fetchone()[0]:  # else they are checked: slower, and as right
        cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute("SET LOCAL maintenance_work_mem = '128MB'")
    rules, indexes = (_named(cursor, query, table) if count >= MANY else [] for query in (RULES, INDEXES))
    for name, _definition in rules:
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for name, definition in rules:
        cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
    for _name, definition in indexes:
        cursor.execute(definition)


def _named(cursor: CursorWrapper, query: str, table: str) -> list[tuple[str, str]]:
    cursor.execute(query, [table])
    found: list[tuple[str, str]] = cursor.fetchall()
    return found
