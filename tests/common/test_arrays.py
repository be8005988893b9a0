"""What Django inserts by columns on PostgreSQL comes back as it was given, whatever it contains."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb

from lms_onboarding.common.arrays import QuickListDumper
from tests.support.tools import POSTGRES_URL

TEXTS = [
    "",
    "NULL",
    "null",
    " ",
    "a,b",
    "{x}",
    'il dit « "oui" »',
    "\\",
    '\\"',
    "ligne\nsuivante",
    "’\u202f€",
    None,
    "é'à",
]
MOMENT = datetime(2026, 3, 29, 2, 30, tzinfo=UTC)


@pytest.mark.services("postgres")
@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("text[]", TEXTS),
        ("text[]", []),
        ("text[]", [None, None]),
        ("int[]", [1, None, -2]),
        ("bool[]", [True, False, None]),
        ("uuid[]", [UUID(int=7), None]),
        ("timestamptz[]", [MOMENT, None]),
        ("bytea[]", [b"\x00\\\"'", b""]),
        ("int[]", [[1, 2], [3, 4]]),
        ("jsonb[]", [Jsonb({"mot": '"«\\»"', "liste": ["{", 1]}), None]),
    ],
)
def test_an_array_comes_back_as_given(kind: str, values: list[Any]) -> None:
    with psycopg.connect(POSTGRES_URL, cursor_factory=psycopg.ClientCursor) as connection:
        connection.adapters.register_dumper(list, QuickListDumper)
        row = connection.execute(f"SELECT %s::{kind}", [values]).fetchone()
    assert row is not None
    given = [one.obj if isinstance(one, Jsonb) else one for one in values]
    found = row[0]
    if kind == "timestamptz[]":
        found = [one and one.astimezone(UTC) for one in found]
    assert found == given
