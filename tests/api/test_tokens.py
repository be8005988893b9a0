"""Tokens: made by command or in the administration, shown once, revoked for good."""

from datetime import datetime
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client

from lms_onboarding.api import services
from lms_onboarding.api.models import ApiToken
from lms_onboarding.journal.models import Entry
from lms_onboarding.portal import teams
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("fixed_clock")
def test_the_command_prints_a_token_once(now: datetime) -> None:
    session, printed = SessionFactory(), StringIO()
    call_command("make_api_token", "lms-principal", "--session", session.code, stdout=printed)
    secret = printed.getvalue().strip()
    token = services.token_of(secret, now=now)
    assert token is not None
    assert (token.sender, token.scopes, list(token.sessions.all())) == ("lms-principal", ["activity:write"], [session])
    assert Entry.objects.get(verb="api.token_made").actor == "system"


def test_the_command_refuses_what_is_unknown_or_past(db: None) -> None:
    with pytest.raises(CommandError, match="AUCUNE"):
        call_command("make_api_token", "lms", "--session", "AUCUNE")
    with pytest.raises(CommandError, match="date à venir"):
        call_command("make_api_token", "lms", "--days", "0")
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("scopes", [[], ["tout"]])
def test_a_token_has_scopes_that_exist(now: datetime, scopes: list[str]) -> None:
    with pytest.raises(services.TokenRefused, match="activity:write"):
        services.make_token(ApiToken(sender="lms"), scopes=scopes, by="user/1", now=now)


def test_revoking_twice_keeps_the_first_date(now: datetime) -> None:
    token = services.make_token(ApiToken(sender="lms"), scopes=["activity:write"], by="user/1", now=now).token
    services.revoke_token(token, by="user/1", now=now)
    services.revoke_token(token, by="user/2", now=now.replace(hour=12))
    assert token.revoked_at == now
    assert Entry.objects.filter(verb="api.token_revoked").count() == 1


@pytest.mark.usefixtures("fixed_clock", "provider")
def test_an_administrator_makes_a_token_sees_it_once_and_revokes_it(now: datetime) -> None:
    teams.keep()
    user = get_user_model().objects.create_user("admin@exemple.fr", is_staff=True)
    user.groups.add(Group.objects.get(name=teams.ADMINISTRATOR))
    client = Client()
    client.force_login(user)
    answer = client.post("/admin/api-tokens/new/", {"sender": "lms", "expires_at": ""}, follow=True)
    (token,) = ApiToken.objects.all()
    shown = answer.content.decode()
    assert f"jamais affiché : {token.prefix}" in shown
    assert token.prefix + "…" not in shown.split("jamais affiché")[1][:80]
    assert "jamais affiché" not in client.get("/admin/api-tokens/").content.decode()
    client.post(f"/admin/api-tokens/edit/{token.pk}/", {"revoke": "on"})
    token.refresh_from_db()
    assert token.revoked_at == now
    outsider = Client()
    outsider.force_login(get_user_model().objects.create_user("formateur@exemple.fr"))
    assert outsider.get("/admin/api-tokens/").status_code == 302
