"""What the foundation does when the framework says something happened."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


def on_connection_created(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    if connection.vendor == "postgresql":
        from .arrays import teach  # noqa: PLC0415  psycopg is there with PostgreSQL only

        teach(connection)
