"""The room's tests live on the morning of 30 November 2026."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories.surveys import NOW


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
