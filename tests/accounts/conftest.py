"""Shared by the tests of accounts: fixed time, no rate limit left by another test."""

import pytest
from django.core.cache import cache

from lms_onboarding.accounts.models import User


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests() -> None:
    cache.clear()


@pytest.fixture
def karim(db: None) -> User:
    return User.objects.create_user("karim.haddad@exemple.fr", first_name="Karim", last_name="Haddad")
