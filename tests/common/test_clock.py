"""The clock of the product: the real one, or the one that the settings name."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from lms_onboarding.common import clock

SIMULATED = datetime(2026, 12, 7, 8, 0, tzinfo=timezone(timedelta(hours=1)))


def simulated_now() -> datetime:
    return SIMULATED


def naive_now() -> datetime:
    return SIMULATED.replace(tzinfo=None)


@pytest.fixture(autouse=True)
def _forget_clocks() -> None:
    clock._clock_at.cache_clear()


@pytest.mark.parametrize("unset", ["", None])
def test_without_a_setting_the_time_is_the_real_one_in_utc(unset: str | None) -> None:
    with override_settings(LMSO_CLOCK=unset):
        before = datetime.now(UTC)
        assert before <= clock.now() <= before + timedelta(minutes=1)
        assert clock.now().tzinfo is UTC


def test_the_setting_names_the_clock_and_its_answer_comes_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "import_string", {"some.clock": simulated_now}.__getitem__)
    with override_settings(LMSO_CLOCK="some.clock"):
        assert clock.now() == SIMULATED
        assert clock.now().tzinfo is UTC


def test_a_real_dotted_path_is_followed() -> None:
    with override_settings(LMSO_CLOCK="django.utils.timezone.now"):
        assert clock.now().tzinfo is UTC


def test_a_clock_without_time_zone_is_a_configuration_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "import_string", {"some.clock": naive_now}.__getitem__)
    with override_settings(LMSO_CLOCK="some.clock"), pytest.raises(ImproperlyConfigured, match="without a time zone"):
        clock.now()


def test_a_path_that_leads_nowhere_is_a_configuration_mistake() -> None:
    with (
        override_settings(LMSO_CLOCK="lms_onboarding.nowhere.now"),
        pytest.raises(ImproperlyConfigured, match="nowhere"),
    ):
        clock.now()
