"""Where an account is open, and closing it there."""

import pytest
from django.test import Client

from lms_onboarding.accounts import devices
from lms_onboarding.accounts.models import User
from lms_onboarding.mailing.models import OutgoingMail
from tests.support.keys import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider", "fixed_clock")]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Safari/537.36 Edg/140.0.0.0"
)


def _enter(user: User, agent: str) -> Client:
    client = Client(headers={"user-agent": agent})
    client.post("/compte/connexion/", {"email": user.email})
    client.post("/compte/connexion/code/", {"code": OutgoingMail.objects.latest("pk").variables["sign_in_code"]})
    return client


def _is_open(client: Client) -> bool:
    return client.get("/compte/").status_code == 200


def test_each_device_is_listed_and_closed_alone_or_with_the_others(karim: User) -> None:
    here, phone, edge = (_enter(karim, agent) for agent in (FIREFOX, PHONE, EDGE))
    unlisted = signed_in(karim)  # opened by no page of ours
    page = here.get("/compte/").content.decode()
    for name in ("Firefox sur Linux", "Safari sur iPhone", "Edge sur Windows"):
        assert name in page
    rows = [line for line in page.split("<li>") if "/deconnecter/" in line and "Safari sur iPhone" in line]
    address = rows[0].partition('action="')[2].partition('"')[0]
    stranger = signed_in(User.objects.create_user("lea@exemple.fr"))
    stranger.post(address)
    assert _is_open(phone), "nobody closes the device of somebody else"
    here.post(address)
    assert [_is_open(one) for one in (here, phone, edge, unlisted)] == [True, False, True, True]

    here.post("/compte/appareils/deconnecter/")
    assert [_is_open(one) for one in (here, edge, unlisted)] == [True, False, False]
    assert "Edge sur Windows" not in here.get("/compte/").content.decode()


def test_nothing_is_guessed_of_an_unknown_browser() -> None:
    assert [devices.named(agent) for agent in ("", "curl/8", "X Android")] == [*["un navigateur"] * 2, "Android"]
