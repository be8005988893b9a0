"""Settings with which badges could be forged, or never checked, are refused at the start."""

from typing import Any

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from badges.sealing import SealBroken, seal, unseal


def found(settings: Settings, **changes: Any) -> set[str]:
    for name, value in changes.items():
        setattr(settings, name, value)
    messages = [one for one in run_checks() if one.id and one.id.startswith("lmso_badges")]
    assert all(one.hint for one in messages)
    return {str(one.id) for one in messages}


def test_the_key_is_long_and_its_own(settings: Settings) -> None:
    assert found(settings) == set()
    assert found(settings, LMSO_BADGES_KEY="") == {"lmso_badges.E001"}
    assert found(settings, LMSO_BADGES_KEY="short") == {"lmso_badges.E001"}
    assert found(settings, LMSO_BADGES_KEY=settings.LMSO_LINKS_KEY) == {"lmso_badges.E002"}


@pytest.mark.parametrize(
    "url",
    [
        "http://formation.exemple.fr",
        "https://localhost",
        "https://127.0.0.1:8000",
        "https://[::1]",
        "https://10.0.0.4",
        "https://192.168.1.20",
        "https://169.254.3.3",
        "https://intranet",
        "https://lms.local",
        "https://lms.internal",
    ],
)
def test_production_refuses_what_the_world_cannot_reach(settings: Settings, url: str) -> None:
    assert found(settings, LMSO_BADGES_BASE_URL=url) == set(), "right on one's own machine"
    assert found(settings, LMSO_BADGES_MUST_BE_PUBLIC=True) == {"lmso_badges.E003"}


@pytest.mark.parametrize("url", ["", "exemple.fr", "https://exemple.fr/", "https://exemple.fr/x", "https://a@b.fr"])
def test_what_is_no_site_is_refused_everywhere(settings: Settings, url: str) -> None:
    assert found(settings, LMSO_BADGES_BASE_URL=url) == {"lmso_badges.E003"}


def test_a_public_address_is_accepted(settings: Settings) -> None:
    assert found(settings, LMSO_BADGES_MUST_BE_PUBLIC=True, LMSO_BADGES_BASE_URL="https://lms.exemple.fr") == set()
    assert found(settings, LMSO_BADGES_BASE_URL="https://lms.exemple.fr:8443") == set()


def test_a_sealed_key_opens_under_its_name_and_key_only(settings: Settings) -> None:
    sealed = seal(b"secret", name="a")
    assert unseal(sealed, name="a") == b"secret"
    with pytest.raises(SealBroken):
        unseal(sealed, name="b")
    settings.LMSO_BADGES_KEY = "another-key-of-more-than-thirty-two-characters"
    with pytest.raises(SealBroken, match="remettez la valeur sauvegardée"):
        unseal(sealed, name="a")
