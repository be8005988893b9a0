"""What the pages of surveys stand on: a Friday after a session, the quality manager, learners who answered."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client

from lms_onboarding.portal.teams import QUALITY
from lms_onboarding.sessions.models import Session
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import provider
from tests.factories.sessions import SessionFactory
from tests.factories.surveys import starter
from tests.offboarding.conftest import THURSDAY, answer, asked, at, work

FRIDAY = at("2026-12-04 09:00")


@pytest.fixture
def on_friday(db: None) -> Iterator[None]:
    provider()
    starter()
    with time_machine.travel(FRIDAY, tick=False):
        yield


@pytest.fixture
def quality(client: Client) -> Client:
    """The quality manager, signed in."""
    user = get_user_model().objects.create_user("nadia@exemple.fr", first_name="Nadia", last_name="Ferrand")
    user.groups.add(Group.objects.get(name=QUALITY))
    client.force_login(user)
    return client


@pytest.fixture
def heard() -> Callable[..., Session]:
    """A session whose learners answered hot with these marks; `said` by question applies to all."""

    def make(marks: list[int], *, starts: date = THURSDAY, learner: Any = None, **said: Any) -> Session:
        session = SessionFactory(starts=starts, opened=True)
        people = [EnrolmentFactory(**{"company": None, **(learner or {})}, session=session) for _ in marks]
        assert session.ends_at
        work(session.ends_at)
        for one, mark in zip(people, marks, strict=True):
            later = session.ends_at + timedelta(hours=1)
            answer(asked(f"survey/hot/{one.pk}"), now=later, **{"hot_overall": mark, "hot_recommend": 8, **said})
        return session

    return make


@pytest.fixture
def enroller(db: None) -> Client:
    """Somebody who may enrol, signed in."""
    user = get_user_model().objects.create_user(
        email="awa.diallo@passerelle.example.fr", first_name="Awa", last_name="Diallo"
    )
    user.user_permissions.add(Permission.objects.get(codename="add_enrolment"))
    client = Client()
    client.force_login(user)
    return client
