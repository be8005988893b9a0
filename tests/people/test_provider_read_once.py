"""A sweep reads the organisation once, and never an old one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import provider, provider_read_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def organised() -> None:
    ProviderSettings.objects.create(name="Passerelle Formation")


@pytest.mark.usefixtures("organised")
def test_one_reading_for_all_who_ask_within() -> None:
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        provider_read_once(),
    ):
        assert provider() is provider()
        with provider_read_once():
            provider()
    assert len(queries) == 1


@pytest.mark.usefixtures("organised")
def test_nothing_is_kept_once_the_sweep_ended() -> None:
    with provider_read_once():
        first = provider()
    assert provider() is not first


def test_nobody_filled_it_in_yet() -> None:
    with provider_read_once():
        assert provider().pk is None
