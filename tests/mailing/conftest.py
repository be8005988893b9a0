"""The messages of the tests, a clock that moves by hand, and a real SMTP server."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from lms_onboarding.mailing import registry
from tests.support import smtp

FOLDER = Path(__file__).parent / "templates"


@dataclass
class HandClock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now


@pytest.fixture(autouse=True)
def messages(settings: Settings) -> None:
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [*templates[0]["DIRS"], FOLDER]
    settings.TEMPLATES = templates


@pytest.fixture(autouse=True)
def rooms() -> Iterator[None]:
    """What a test registers is forgotten after it."""
    known = dict(registry._ROOMS)
    yield
    registry._ROOMS.clear()
    registry._ROOMS.update(known)


@pytest.fixture
def clock(now: datetime) -> HandClock:
    return HandClock(now)


@pytest.fixture
def sink(settings: Settings) -> Iterator[smtp.Sink]:
    with smtp.listening() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 5
        yield sink
