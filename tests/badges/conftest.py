"""A day after the badges of these tests were given."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from badges.models import Award
from tests.factories.badges import AWARDED_AT, awarded
from tests.factories.people import PersonFactory


@pytest.fixture(autouse=True)
def _the_day_after() -> Iterator[None]:
    with time_machine.travel(AWARDED_AT + timedelta(days=1), tick=False):
        yield


@pytest.fixture
def badge(db: None) -> Award:
    return awarded(PersonFactory(email="ines@exemple.fr"))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """Any attempt to reach another machine fails the test; the database is already connected."""

    def refuse(*_args: object, **_kwargs: object) -> Any:
        raise AssertionError("the check went outside")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
