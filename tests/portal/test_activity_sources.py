"""The page that says when activity last arrived: absent data first, for who administers alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from time_machine import travel

from lms_onboarding.followup.models import SourceAlert
from lms_onboarding.followup.services import sweep
from lms_onboarding.portal import teams
from lms_onboarding.progress.models import ActivitySource, DailyActivity
from tests.factories.enrolments import EnrolmentFactory
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
def test_one_page_says_each_source_of_each_session_as_the_follow_up_takes_it() -> None:
    """The same sessions as those whose points are suspended, the day their administrator was told, and returns."""
    fresh, stale, none, seen, today, ahead = (
        SessionFactory(code=code, opened=True, modality="remote", starts=at(9).date() + timedelta(days=days))
        for code, days in (("FRAICHE", 0), ("MUETTE", -1), ("SANS", -1), ("ICI", -1), ("NEUVE", 0), ("VENIR", 7))
    )
    for session, hours in ((fresh, 47), (stale, 49)):
        ActivitySource.objects.create(
            session=session, source="api", last_arrival_at=at(12) - timedelta(hours=hours), last_day=at(9).date()
        )
    for session in (stale, seen):
        here = EnrolmentFactory(session=session)
        DailyActivity.objects.create(enrolment=here, day=at(9).date(), source="portal", events=1, last_at=at(9, 30))
    sweep(now=at(12))
    suspended = set(SourceAlert.objects.values_list("session__code", "source"))
    assert suspended == {("MUETTE", "api"), ("SANS", "")}
    SourceAlert.objects.filter(session=none).update(resolved_at=at(12))
    with travel(at(12), tick=False):
        shown = words(signed_in(teams.ADMINISTRATOR).get("/activite/"))
    assert "Les données manquent pour 2 sessions" in shown
    assert shown.count("Données absentes") == 2
    assert shown.count("signalé le lundi 7 décembre 2026 à 12 h") == 1
    assert max(map(shown.index, ("MUETTE", "SANS"))) < min(map(shown.index, ("FRAICHE", "ICI", "NEUVE")))
    assert "Commence aujourd’hui" in shown
    assert "première activité vue" in shown  # the one that came back
    assert ahead.code not in shown
    assert today.code in shown


@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize(("team", "status"), [("", 403), (teams.TRAINER, 403), (teams.QUALITY, 200)])
def test_it_is_for_who_administers(team: str, status: int) -> None:
    assert signed_in(team).get("/activite/").status_code == status
    assert Client().get("/activite/").status_code == 302
