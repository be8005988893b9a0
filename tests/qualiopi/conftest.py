"""The room's tests live on the morning of 30 November 2026, with a cache that remembers no visitor."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.core.cache import cache


@pytest.fixture(autouse=True)
def moment(now: datetime) -> Iterator[time_machine.Traveller]:
    cache.clear()
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller
