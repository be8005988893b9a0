"""Answering a session moved or cancelled: by link, once, changed at will, told to who must act, never in the mail."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import cancel as cancel_enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import expand, marker
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import SlotPlan, cancel, reschedule
from lms_onboarding.welcome.models import SessionReply
from lms_onboarding.welcome.services import session_replies
from tests.factories.enrolments import EnrolmentFactory

from .conftest import at, plain, received, work

pytestmark = pytest.mark.django_db
Make = Callable[..., Enrolment]

OPENS = at("2026-11-29 09:00")
MOVED = at("2026-12-01 14:00")
LATER = MOVED + timedelta(hours=1)


def move(session: Session, day: int = 14) -> None:
    slots = [SlotPlan(date(2026, 12, day), time(9), time(12, 30))]
    reschedule(session, slots=slots, reason="la salle n’est plus disponible", by="user/1", now=MOVED)


@pytest.fixture
def moved(learner: Make) -> Enrolment:
    one = learner()
    work(OPENS)
    move(one.session)
    work(MOVED)
    return one


@pytest.fixture
def cancelled(learner: Make) -> Enrolment:
    one = learner()
    work(OPENS)
    cancel(
        one.session,
        reason="trop peu d’inscrits",
        options="vous pouvez rejoindre la session de janvier",
        by="user/1",
        now=MOVED,
    )
    work(MOVED)
    return one


def page_of(client: Client, one: Enrolment) -> str:
    """Follow the link of the mail, as its reader does."""
    link = PersonalLink.objects.get(scope="session_reply", object_key=one.key)
    return str(client.get(expand(marker(link), base_url=""))["Location"])


def read(client: Client, page: str) -> str:
    return plain(client.get(page).content.decode())


def notices() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(message="sessions.replied").order_by("pk"))


def test_the_mail_leads_to_a_page_that_says_before_and_now(client: Client, moved: Enrolment) -> None:
    body = received().get_body(("plain",))
    assert body is not None
    assert "Dire si cela me convient" in plain(body.get_content())
    with time_machine.travel(LATER, tick=False):
        said = read(client, page_of(client, moved))
    assert "cela vous convient-il" in said
    assert "lundi 7 décembre 2026 à 9 h" in said
    assert "lundi 14 décembre 2026 à 9 h" in said
    assert "La salle n’est plus disponible." in said
    assert not SessionReply.objects.exists()


def test_a_yes_is_kept_and_disturbs_nobody(client: Client, moved: Enrolment) -> None:
    with time_machine.travel(LATER, tick=False):
        page = page_of(client, moved)
        done = client.post(page, {"schedule": 2, "cancelled": "", "choice": "fits"})
        assert done.status_code == 302
        assert "Oui, cela me convient" in read(client, page)
    assert not notices()
    assert Entry.objects.get(verb="session.replied").codes["choice"] == "fits"


def test_a_no_reaches_who_follows_without_the_words(client: Client, moved: Enrolment) -> None:
    given = {"schedule": 2, "cancelled": "", "choice": "misfit", "said": "Je suis  en congé\nle 14"}
    with time_machine.travel(LATER, tick=False):
        page = page_of(client, moved)
        client.post(page, given)
        client.post(page, given)
    deliver(clock=lambda: LATER)

    reply, (mail,) = SessionReply.objects.get(), notices()
    assert (reply.said, reply.edition) == ("Je suis en congé le 14", 1)
    assert mail.to_email == "solene.legoff@passerelle.example.fr"
    text = plain(mail.text)
    assert "ce changement ne lui convient pas" in text
    assert f"/sessions/{moved.session_id}/reponses/" in text
    assert "congé" not in text + plain(mail.html)
    assert "congé" not in str(list(Entry.objects.values_list("codes", flat=True)))


def test_a_change_of_mind_is_told_and_an_answer_overtaken_is_not(client: Client, cancelled: Enrolment) -> None:
    with time_machine.travel(LATER, tick=False):
        page = page_of(client, cancelled)
        assert "Vous pouvez rejoindre la session de janvier." in read(client, page)
        for choice in ("give_up", "another"):
            client.post(page, {"schedule": 1, "cancelled": "1", "choice": choice})
    deliver(clock=lambda: LATER)

    first, second = notices()
    assert (first.state, second.key) == ("suppressed", f"session-reply/{SessionReply.objects.get().pk}/2")
    assert "souhaite une autre session" in plain(second.text)


@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        ({"schedule": 1, "choice": "fits"}, 409, "a changé de nouveau"),
        ({"schedule": 2, "cancelled": "1", "choice": "another"}, 409, "a changé de nouveau"),
        ({"schedule": 2, "choice": "another"}, 422, "Choisissez une réponse"),
        ({"schedule": 2}, 422, "Choisissez une réponse"),
        ({"schedule": "9" * 40, "choice": "fits"}, 409, "a changé de nouveau"),
        ({"schedule": 2, "choice": "misfit", "said": "x" * 301}, 422, "la limite est 300"),
    ],
)
def test_what_cannot_be_kept_says_why_and_loses_nothing(
    client: Client, moved: Enrolment, given: dict[str, Any], status: int, sentence: str
) -> None:
    with time_machine.travel(LATER, tick=False):
        response = client.post(page_of(client, moved), {"said": "Plutôt en janvier", **given})
    assert response.status_code == status
    said = plain(response.content.decode())
    assert sentence in said
    assert given.get("said", "Plutôt en janvier") in said
    assert not SessionReply.objects.exists()


def test_after_the_session_or_the_departure_the_page_says_that_it_is_closed(client: Client, moved: Enrolment) -> None:
    with time_machine.travel(at("2026-12-15 09:00"), tick=False):
        page = page_of(client, moved)
        assert "il n’y a plus de réponse à donner" in read(client, page)
        assert client.post(page, {"schedule": 2, "choice": "fits"}).status_code == 410
    cancel_enrolment(moved, by="user/1", now=LATER)
    with time_machine.travel(LATER, tick=False):
        assert client.post(page, {"schedule": 2, "choice": "fits"}).status_code == 410


def test_another_move_asks_again(client: Client, moved: Enrolment) -> None:
    with time_machine.travel(LATER, tick=False):
        page = page_of(client, moved)
        client.post(page, {"schedule": 2, "choice": "fits"})
        move(Session.objects.get(pk=moved.session_id), day=15)
        assert "Oui, cela me convient</span></p>" not in read(client, page)
        client.post(page, {"schedule": 3, "choice": "misfit"})
    assert [one.schedule_no for one in SessionReply.objects.order_by("pk")] == [2, 3]


def test_the_page_is_theirs_alone(client: Client, moved: Enrolment, admin_client: Client) -> None:
    page = f"/session/{moved.pk}/reponse/"
    for visitor in (client, admin_client):
        assert visitor.get(page).status_code == 403
        assert visitor.post(page, {"schedule": 2, "choice": "fits"}).status_code == 403
    assert client.get(f"/session/{'9' * 30}/reponse/").status_code == 403


def test_the_database_refuses_an_answer_to_something_else(moved: Enrolment) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionReply.objects.create(enrolment=moved, schedule_no=2, cancelled=True, choice="fits", replied_at=LATER)


def test_the_team_reads_who_waits_first_in_as_many_queries_for_many(client: Client, moved: Enrolment) -> None:
    session = moved.session

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            rows = session_replies(session)
        assert rows[0].enrolment == moved
        return len(queries)

    with time_machine.travel(LATER, tick=False):
        client.post(page_of(client, moved), {"schedule": 2, "choice": "misfit", "said": "Le matin seulement"})
    few = cost()
    EnrolmentFactory.create_batch(5, session=session)
    assert cost() == few == 2


def test_permission_is_in_the_fetch(client: Client, moved: Enrolment, django_user_model: Any) -> None:
    page, team = f"/sessions/{moved.session_id}/reponses/", Client()
    assert client.get(page).status_code == 302
    with time_machine.travel(LATER, tick=False):
        client.post(page_of(client, moved), {"schedule": 2, "choice": "misfit", "said": "Le matin seulement"})
        team.force_login(django_user_model.objects.create_user("nobody@passerelle.exemple.fr"))
        assert team.get(page).status_code == 404
        team.force_login(django_user_model.objects.create_superuser("root@passerelle.exemple.fr"))
        said = plain(team.get(page).content.decode())
    assert "Une personne attend une réponse de vous" in said
    assert "Le matin seulement" in said
