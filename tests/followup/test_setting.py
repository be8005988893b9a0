"""What the administrator sets in Wagtail."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from lms_onboarding.followup.models import Closure, FollowupThresholds, RemoteDay
from lms_onboarding.sessions.models import Session


@pytest.fixture
def nadia(organisation: Any, fixed_clock: Any) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("nadia@exemple.fr"))
    return client


def test_thresholds_are_set_once_and_in_order(nadia: Client, session: Session) -> None:
    typed = {"course": "", "session": session.pk, "watch_from": "4", "contact_from": "3"}
    refused = nadia.post("/admin/seuils/new/", typed)
    assert "donnez un nombre plus grand" in refused.content.decode()
    assert nadia.post("/admin/seuils/new/", typed | {"contact_from": "5"}).status_code == 302
    assert FollowupThresholds.objects.get().contact_from == 5
    again = nadia.post("/admin/seuils/new/", typed | {"contact_from": "6"})
    assert "a déjà ses seuils" in again.content.decode()
    neither = nadia.post("/admin/seuils/new/", {"course": "", "session": "", "contact_from": "6"})
    assert "pas les deux" in neither.content.decode()


def test_closures_and_remote_days(nadia: Client, session: Session) -> None:
    closure = {"label": "Pont", "first_day": "2026-12-24", "last_day": "2026-12-23", "session": ""}
    assert "inversez les deux jours" in nadia.post("/admin/fermetures/new/", closure).content.decode()
    assert nadia.post("/admin/fermetures/new/", closure | {"last_day": "2026-12-31"}).status_code == 302
    assert Closure.objects.get().label == "Pont"
    remote = {"session": session.pk, "day": "2026-12-09", "label": "Exercice"}
    assert nadia.post("/admin/jours_a_distance/new/", remote).status_code == 302
    assert "déjà annoncé" in nadia.post("/admin/jours_a_distance/new/", remote).content.decode()
    assert RemoteDay.objects.count() == 1
    for page in ("seuils", "fermetures", "jours_a_distance"):
        assert nadia.get(f"/admin/{page}/").status_code == 200
