"""A database of its own for each benchmark: PostgreSQL when a server answers, else SQLite, and it says which."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.support.databases import postgres_template

from .measure import say

DEFAULT_SERVER = "postgres://postgres@127.0.0.1:5432/postgres"


@contextmanager
def bench_database(folder: Path, suffix: str = "") -> Iterator[str]:
    """The URL of a migrated database, dropped at the end. BENCH_SERVER names another PostgreSQL server.

    Migrating costs half a minute: it is done once per server, and copied (on SQLite, each benchmark migrates).
    `suffix` tells apart those of one process.
    """
    server = os.environ.get("BENCH_SERVER", DEFAULT_SERVER)
    name = f"lmso_bench_{os.getpid()}{suffix}"
    try:
        connection = psycopg.connect(server, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        say("  PostgreSQL does not answer: measured on SQLite, which is not the bar of the issue")
        yield f"sqlite:///{folder / f'bench{suffix}.sqlite3'}"
        return
    with connection:
        template = postgres_template(folder, server)
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        connection.execute(copy)
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
