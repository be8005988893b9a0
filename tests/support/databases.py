"""Migrated databases: a template kept between runs on SQLite, one's own for tests that start processes."""

import hashlib
import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.support import commands, tools

ROOT = Path(__file__).resolve().parents[2]


def fingerprint() -> str:
    """Changes with every migration and every pinned version."""
    digest = hashlib.sha256((ROOT / "constraints.txt").read_bytes())
    for file in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/*/migrations/*.py")]):
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def keep(source: Path, template: Path) -> None:
    """Copy a database at rest; whoever looks finds the whole copy or none."""
    with sqlite3.connect(source) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    draft = template.with_suffix(f".{os.getpid()}")
    shutil.copyfile(source, draft)
    draft.replace(template)


def _named(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


@contextmanager
def postgres(template: str = "") -> Iterator[str]:
    """URL of a PostgreSQL database that lives as long as the block, copied from `template` when one is named."""
    name = f"lmso_{uuid.uuid4().hex[:12]}"
    create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template:
        create += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(tools.POSTGRES_URL, autocommit=True) as connection:
        connection.execute(create)
        try:
            yield _named(tools.POSTGRES_URL, name)
        finally:
            connection.execute(drop)


def is_server_of_tests(database: Mapping[str, Any]) -> bool:
    """Whether a database of the settings is on the server that holds the templates."""
    server = urlsplit(tools.POSTGRES_URL)
    return (database["HOST"], int(database["PORT"] or 5432)) == (server.hostname, server.port or 5432)


def migrate(url: str, data_dir: Path) -> None:
    """Bring the database at `url` up to date. Raises CalledProcessError with what the command said."""
    commands.run("migrate", "--verbosity", "0", data_dir=data_dir, DATABASE_URL=url).check_returncode()


def postgres_template(data_dir: Path, server: str = tools.POSTGRES_URL) -> str:
    """Name of the migrated PostgreSQL database of these migrations, made when the server has none.

    It is migrated under a passing name: whoever finds it by its own finds it whole.
    """
    name = f"lmso_migrated_{fingerprint()}"
    with psycopg.connect(server, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        draft = f"{name}_{os.getpid()}"
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
        try:
            migrate(_named(server, draft), data_dir)
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(draft), sql.Identifier(name)))
        except psycopg.errors.DuplicateDatabase:
            pass  # another run made it meanwhile
        finally:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(draft)))
    return name
