"""The page that says when activity last arrived: absent data first, for who administers alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from time_machine import travel

from lms_onboarding.portal import teams
from lms_onboarding.progress.models import ActivitySource
from tests.factories.sessions import SessionFactory
from tests.progress.attendance.conftest import at

pytestmark = pytest.mark.django_db


def signed_in(team: str = "") -> Client:
    teams.keep()
    user = get_user_model().objects.create_user("qui@exemple.fr")
    if team:
        user.groups.add(Group.objects.get(name=team))
    client = Client()
    client.force_login(user)
    return client


def words(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


@pytest.mark.usefixtures("provider")
def test_stale_and_missing_sources_are_said_to_be_absent() -> None:
    with travel(at(12), tick=False):
        fresh, stale, none, ahead = (
            SessionFactory(code=code, opened=True, starts=at(9).date() + timedelta(days=days))
            for code, days in (("FRAICHE", 0), ("MUETTE", -3), ("SANS", 0), ("VENIR", 7))
        )
        for session, hours in ((fresh, 47), (stale, 49)):
            ActivitySource.objects.create(
                session=session, source="api", last_arrival_at=at(12) - timedelta(hours=hours), last_day=at(9).date()
            )
        shown = words(signed_in(teams.ADMINISTRATOR).get("/activite/"))
    assert "Les données manquent pour 2 sessions" in shown
    assert shown.count("Données absentes") == 2
    assert shown.index("MUETTE") < shown.index("FRAICHE")
    assert shown.index("SANS") < shown.index("FRAICHE")
    assert ahead.code not in shown
    assert none.code in shown


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize(("team", "status"), [("", 403), (teams.TRAINER, 403), (teams.QUALITY, 200)])
def test_it_is_for_who_administers(team: str, status: int) -> None:
    assert signed_in(team).get("/activite/").status_code == status
    assert Client().get("/activite/").status_code == 302
