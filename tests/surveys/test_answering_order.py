"""Going back and forth between the parts, and sending with something left behind."""

import pytest
import time_machine
from django.test import Client

from lms_onboarding.surveys.models import Draft, Response
from lms_onboarding.surveys.services import withdraw
from lms_onboarding.surveys.tasks import close
from tests.factories.surveys import NOW, content, follow_link, invited, published, question
from tests.surveys.pages import page, plain, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(client: Client) -> str:
    rows = [
        {"title": "Une", "questions": [question("q_one", "single", required=True)]},
        {"title": "Deux", "questions": [question("q_two", required=True)]},
    ]
    published(content(sections=rows, naming="choice", text_may_be_required=True))
    return follow_link(client, invited())


def test_sending_with_a_hole_behind_leads_to_the_hole(client: Client, start: str) -> None:
    response = client.post(f"{start}2/", {"fields": ["q_two"], "q_two": "Dernière"})

    assert (response.status_code, response["Location"]) == (302, f"{start}1/?verifier")
    body = plain(client.get(f"{start}1/?verifier").content.decode())
    assert "Il manque deux réponses." in body
    assert '<a href="#naming">Votre nom</a>' in body
    assert not Response.objects.exists()
    assert Draft.objects.get().answers == {"q_two": "Dernière"}


def test_going_back_keeps_what_was_typed_and_asks_nothing(client: Client, start: str) -> None:
    post(client, f"{start}1/", q_one="yes", naming="named")

    status, onward, _body = post(client, f"{start}2/", go="back")

    assert (status, onward) == (302, f"{start}1/")
    assert 'value="yes" checked' in page(client, onward)


def test_going_back_never_throws_away_a_text_that_cannot_be_kept(client: Client, start: str) -> None:
    long = "x" * 700

    status, _onward, body = post(client, f"{start}2/", q_two=long, go="back")

    assert status == 422
    assert long in body


def test_when_all_is_written_coming_back_leads_to_the_last_part(client: Client, start: str) -> None:
    post(client, f"{start}1/", q_one="yes", naming="named")
    post(client, f"{start}2/", q_two="Fini", go="later")

    assert client.get(start)["Location"] == f"{start}2/"
    assert client.get(f"{start}9/")["Location"] == f"{start}1/"


def test_the_worker_closes_what_is_due(client: Client, start: str, moment: time_machine.Traveller) -> None:
    invitation = invited(number=2)
    withdraw(invited(number=3), now=NOW)
    moment.move_to(invitation.closes_at)

    close()

    invitation.refresh_from_db()
    assert invitation.closed_at == invitation.closes_at
