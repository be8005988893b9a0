"""A day after the badges of these tests were given."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache

from tests.factories.badges import AWARDED_AT


@pytest.fixture(autouse=True)
def _the_day_after() -> Iterator[None]:
    cache.clear()  # rate limits start afresh
    with time_machine.travel(AWARDED_AT + timedelta(days=1), tick=False):
        yield
