"""The room's tests live on the morning of 30 November 2026, with a cache that remembers no visitor."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.core.cache import cache

from qualiopi.registers.models import ConfidentialRecipient
from tests.qualiopi.trust import recipient


@pytest.fixture(autouse=True)
def moment(now: datetime) -> Iterator[time_machine.Traveller]:
    cache.clear()
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def hugo(db: None) -> ConfidentialRecipient:
    """Who reads the reports of these tests."""
    return recipient()[0]
