"""Somebody else's software believes our badges while they stand, and refuses them once they do not."""

import fcntl
import json
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from openbadges_bakery import unbake
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from badges.baking import bake_png
from badges.enums import Reason
from badges.models import Award
from badges.services import STARTER_IMAGES, erase_person, revoke
from tests.factories.badges import awarded
from tests.factories.people import PersonFactory
from tests.support import tools

LIBRARY: Final = "openbadgeslib==4.6.3"
# The other program reads the real clock: the badge is given long before any day on which these tests run.
GIVEN_AT: Final = datetime(2026, 1, 5, 8, tzinfo=UTC)
EMAIL: Final = "ines@exemple.fr"


@pytest.fixture(scope="session")
def other_python(pytestconfig: pytest.Config) -> Path:
    """An environment with an independent implementation, made once; without a package index the tests say so."""
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("openbadgeslib-4.6.3")
    python = folder / "bin" / "python"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=120)
            install = [str(python), "-m", "pip", "install", "-q", "--retries", "1", "--timeout", "20", LIBRARY]
            made = subprocess.run(install, capture_output=True, text=True, check=False, timeout=300)
            if made.returncode:
                _unavailable(made.stderr.strip().splitlines()[-1] if made.stderr.strip() else "pip failed")
            (folder / "ready").touch()
    return python


def _unavailable(cause: str) -> None:
    reason = f"{LIBRARY} could not be installed in its own environment: {cause}"
    if tools.ALL_REQUIRED:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture
def badge(transactional_db: None, live_server: LiveServer, settings: Settings) -> Award:
    """Inès's badge, whose addresses are those of a server that answers."""
    settings.LMSO_BADGES_BASE_URL = live_server.url
    return awarded(PersonFactory(first_name="Inès", last_name="Berthier", email=EMAIL), now=GIVEN_AT)


@pytest.fixture
def image(badge: Award, tmp_path: Path) -> Path:
    path = tmp_path / "badge.png"
    plain = (STARTER_IMAGES / "badge-createur.png").read_bytes()
    path.write_bytes(bake_png(plain, assertion=badge.assertion, credential=badge.credential))
    path.with_suffix(".json").write_text(unbake(BytesIO(path.read_bytes())))
    return path


def judged(python: Path, image: Path, email: str = EMAIL) -> dict[str, str]:
    """What the other program says of each version."""
    script = Path(__file__).with_name("independent.py")
    told = subprocess.run(
        [str(python), "-I", str(script), str(image), email], capture_output=True, text=True, check=False, timeout=120
    )
    assert told.returncode == 0, told.stderr
    found: dict[str, str] = json.loads(told.stdout)
    return found


def fetched(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=20) as response:  # noqa: S310  the site under test
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_another_program_believes_then_refuses(other_python: Path, badge: Award, image: Path) -> None:
    assert judged(other_python, image) == {"signed": "", "hosted": ""}
    assert "Recipient mismatch" in judged(other_python, image, "autre@exemple.fr")["hosted"]

    revoke(badge, reason=Reason.ERROR, by="user/1", now=GIVEN_AT)

    refused = judged(other_python, image)
    assert refused["signed"] == "revoked"
    assert "410" in refused["hosted"]


def test_the_bakery_and_the_hosted_assertion_agree_until_it_is_revoked(badge: Award, image: Path) -> None:
    carried = json.loads(unbake(BytesIO(image.read_bytes())))
    status, served = fetched(carried["id"])
    assert (status, json.loads(served)) == (200, carried)

    revoke(badge, reason=Reason.ERROR, by="user/1", now=GIVEN_AT)

    status, served = fetched(carried["id"])
    assert status == 410
    assert json.loads(served)["revoked"] is True


def test_once_erased_nothing_says_whose_it_was(badge: Award, image: Path) -> None:
    carried = json.loads(unbake(BytesIO(image.read_bytes())))
    traces = (EMAIL, "Berthier", badge.salt, badge.identity)
    listed = f"{carried['id'].partition('/badges/')[0]}/badges/revocations"
    assert badge.person is not None
    erase_person(badge.person, by="user/1", now=GIVEN_AT)

    for url, expected in ((carried["id"], 410), (f"{carried['id']}/donnees.json", 410), (listed, 200)):
        status, served = fetched(url)
        assert status == expected
        assert not [trace for trace in traces if trace in served]
    assert badge.credential_id.urn in fetched(listed)[1]
