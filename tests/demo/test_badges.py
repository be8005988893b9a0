"""The badges of the demonstration: given once by somebody who examined, and taken away as files that verify."""

from io import BytesIO
from pathlib import Path

import pytest
from openbadges_bakery import unbake

from badges.models import Award
from badges.services import load_badges
from lms_onboarding.demo.badges import _Examine, write_badges
from tests.factories.badges import AWARDED_AT
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import provider

pytestmark = pytest.mark.django_db


def test_a_badge_is_examined_given_once_and_written(tmp_path: Path) -> None:
    provider()
    load_badges(now=AWARDED_AT)
    learner = EnrolmentFactory(state="completed", ended_at=AWARDED_AT)
    examine = _Examine(learner.session.code)

    examine(AWARDED_AT)
    examine(AWARDED_AT)  # nobody is left without a badge

    given = Award.objects.get()
    assert (given.person, given.about) == (learner.person, learner.key)
    assert write_badges(tmp_path) == 1
    image, token = sorted(tmp_path.iterdir(), key=lambda path: path.suffix, reverse=True)
    assert unbake(BytesIO(image.read_bytes())) == given.assertion
    assert token.read_text() == given.credential
    before = image.read_bytes()
    write_badges(tmp_path)
    assert image.read_bytes() == before
