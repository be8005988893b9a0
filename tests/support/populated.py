"""What several tests of a module read, made once for them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def until_the_end(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows written within it, in a fixture of a module, serve each of its tests, whose own rows are undone one test
    at a time; then all are undone. Not for tests that commit."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
