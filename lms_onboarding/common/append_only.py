"""Tables that the database itself refuses to rewrite: an operation of migrations, for PostgreSQL and SQLite.

A trigger refuses every UPDATE and DELETE of a row, whoever asks: the code, the administration, a console. One door is
left to a person's right to erasure: columns named `blankable` may become empty, the rest of the row unchanged.

SQLite makes a table anew to change it, and loses its triggers: a migration that alters such a table ends with this
operation again. TRUNCATE, on PostgreSQL, is left to who owns the table: tests and `flush` empty it so.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION lmso_append_only() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    name text;
    kept boolean := TG_OP = 'UPDATE';
BEGIN
    IF kept THEN
        kept := (to_jsonb(NEW) - TG_ARGV) = (to_jsonb(OLD) - TG_ARGV);
        FOREACH name IN ARRAY TG_ARGV LOOP
            kept := kept AND (to_jsonb(NEW) ->> name = '' OR to_jsonb(NEW) -> name = to_jsonb(OLD) -> name);
        END LOOP;
    END IF;
    IF kept AND TG_NARGS > 0 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$body$
"""


class AppendOnly(Operation):
    """From here on, rows of `model` are added and never rewritten; text columns in `blankable` may be emptied."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, *, blankable: Sequence[str] = ()) -> None:
        self.model, self.blankable = model, tuple(blankable)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing that a model knows of."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table, columns = self._table(app_label, to_state)
        for statement in _statements(schema_editor.connection.vendor, table, columns, self.blankable):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table, _columns = self._table(app_label, from_state)
        for statement in _dropping(schema_editor.connection.vendor, table):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Refuse to rewrite rows of {self.model}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model.lower()}_append_only"

    def _table(self, app_label: str, state: ProjectState) -> tuple[str, list[str]]:
        meta: Any = state.apps.get_model(app_label, self.model)._meta  # noqa: SLF001 - Django's public name for it
        return meta.db_table, [field.column for field in meta.local_concrete_fields]


def _statements(vendor: str, table: str, columns: Iterable[str], blankable: Sequence[str]) -> list[str]:
    if vendor == "postgresql":
        named = ", ".join(f"'{name}'" for name in blankable)
        return [
            _FUNCTION,
            *_dropping(vendor, table),
            f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION lmso_append_only({named})",
        ]
    refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    same = [
        f'(NEW."{name}" IS OLD."{name}"' + (f" OR NEW.\"{name}\" = '')" if name in blankable else ")")
        for name in columns
    ]
    unless = f"WHEN NOT ({' AND '.join(same)}) " if blankable else ""
    return [
        *_dropping(vendor, table),
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" {unless}{refusal}',
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" {refusal}',
    ]


def _dropping(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [f'DROP TRIGGER IF EXISTS append_only ON "{table}"']
    return [f'DROP TRIGGER IF EXISTS "{table}_{what}"' for what in ("no_update", "no_delete")]
