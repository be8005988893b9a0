"""The kit's page: no account, everything readable, « Bien reçu », and facts that a robot cannot make."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar
from time_machine import travel

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.tokens import token_of
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import cancel
from lms_onboarding.welcome.services.links import link_for

from .conftest import at, kit_of, plain, work
from .test_changes import move

pytestmark = pytest.mark.django_db
Make = Callable[..., Enrolment]

OPENS = at("2026-11-29 09:00")
DAY = at("2026-11-30 10:00")


@pytest.fixture
def reader(learner: Make) -> tuple[Client, Enrolment]:
    """A browser that has followed the link of its kit's mail."""
    one = learner(of={"modality": "blended"})
    work(OPENS)
    client = Client()
    follow(client, PersonalLink.objects.get(scope="kit"))
    return client, one


def follow(client: Client, link: PersonalLink) -> Any:
    with travel(DAY, tick=False):
        return client.get(f"/l/{link.pk}-{token_of(link.pk, link.version)}/", follow=True)


def open_page(client: Client, path: str, now: Any = DAY, **headers: str) -> Any:
    with travel(now, tick=False):
        return client.get(path, headers=headers)


def text_of(response: Any) -> str:
    return plain(response.content.decode())


def test_the_link_opens_the_page_without_account_and_without_token(reader: tuple[Client, Enrolment]) -> None:
    client, one = reader
    kit = kit_of(one)
    page = text_of(open_page(client, f"/kit/{kit.pk}/"))
    assert f"{one.person.first_name}, tout est prêt pour le <em>lundi 7 décembre à 9 h</em>" in page
    assert "sessionid" not in client.cookies
    for said in (
        "J-7",
        "Jour J moins 7",
        "On partira de votre vrai module",
        "Concevoir un module court à partir d’un besoin de terrain",
        "rejoindre la classe virtuelle",
        "12, quai de la Fosse",
        "Accueil dès 8 h 45",
        "Thomas Arnaud",
        "Un ordinateur portable et son chargeur",
        "Prévenez Solène Le Goff",
        "Six demi-journées, heure de Paris",
        "Il reste valable jusqu’au vendredi 1<sup>er</sup> janvier 2027",
    ):
        assert said in page, said


def test_reading_the_page_is_not_a_fact(reader: tuple[Client, Enrolment]) -> None:
    client, one = reader
    open_page(client, f"/kit/{kit_of(one).pk}/")
    kit = kit_of(one)
    assert (kit.opened_at, kit.acknowledged_at) == (None, None)


def test_bien_recu_is_said_once_and_shown(reader: tuple[Client, Enrolment]) -> None:
    client, one = reader
    path = f"/kit/{kit_of(one).pk}/"
    with travel(DAY, tick=False):
        answer = client.post(f"{path}bien-recu/", follow=True)
        client.post(f"{path}bien-recu/")
    kit = kit_of(one)
    assert (kit.opened_at, kit.acknowledged_at) == (DAY, DAY)
    assert "« Bien reçu », dit le lundi 30 novembre 2026 à 10 h" in text_of(answer)
    assert "C’est noté, merci. Karim Haddad le verra." in text_of(answer)
    assert Entry.objects.filter(verb="kit.acknowledged", subject=one.key, actor=one.person.key).count() == 1


def test_bien_recu_asks_for_the_form_of_the_page(reader: tuple[Client, Enrolment]) -> None:
    client, one = reader
    client.handler.enforce_csrf_checks = True
    with travel(DAY, tick=False):
        assert client.post(f"/kit/{kit_of(one).pk}/bien-recu/").status_code == 403
        assert client.get(f"/kit/{kit_of(one).pk}/bien-recu/").status_code == 405


@pytest.mark.parametrize("piece", ["programme", "convocation", "livret", "reglement"])
def test_every_document_is_there_as_it_left(reader: tuple[Client, Enrolment], piece: str) -> None:
    client, one = reader
    kit = kit_of(one)
    answer = open_page(client, f"/kit/{kit.pk}/{piece}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert kit_of(one).opened_at == DAY


def test_the_calendar_is_the_one_that_was_sent(reader: tuple[Client, Enrolment]) -> None:
    client, one = reader
    answer = open_page(client, f"/kit/{kit_of(one).pk}/agenda.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) == 6
    assert kit_of(one).opened_at == DAY


def test_a_robot_that_looks_ahead_is_not_a_reader(reader: tuple[Client, Enrolment]) -> None:
    client, one = reader
    path = f"/kit/{kit_of(one).pk}/programme/"
    with travel(DAY, tick=False):
        client.head(path)
    open_page(client, path, **{"Sec-Purpose": "prefetch;prerender"})
    open_page(client, path, **{"X-Purpose": "preview"})
    assert kit_of(one).opened_at is None


def test_nobody_else_opens_it(reader: tuple[Client, Enrolment], learner: Make) -> None:
    client, one = reader
    other = learner(session=one.session)
    work(at("2026-11-29 09:30"))
    stranger = open_page(Client(), f"/kit/{kit_of(one).pk}/")
    assert stranger.status_code == 403
    assert "Cette page s’ouvre depuis votre message" in text_of(stranger)
    assert open_page(client, f"/kit/{kit_of(other).pk}/").status_code == 403
    assert open_page(client, f"/kit/{kit_of(other).pk}/convocation/").status_code == 403
    assert open_page(client, f"/kit/{kit_of(one).pk}/autre/").status_code == 404


def test_the_link_ends_two_weeks_after_the_session(reader: tuple[Client, Enrolment]) -> None:
    client, one = reader
    path = f"/kit/{kit_of(one).pk}/"
    assert open_page(client, path, at("2027-01-01 16:59")).status_code == 200
    assert open_page(client, path, at("2027-01-01 17:01")).status_code == 403


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-12-06 23:00", "Jour J moins 1"),
        ("2026-12-07 07:00", "C’est aujourd’hui à 9 h"),
        ("2026-12-08 07:00", ""),
    ],
)
def test_the_countdown_stops_with_the_first_day(reader: tuple[Client, Enrolment], now: str, said: str) -> None:
    client, one = reader
    page = text_of(open_page(client, f"/kit/{kit_of(one).pk}/", at(now)))
    assert (said in page) if said else ("Jour J" not in page and "aujourd’hui" not in page)


def test_an_old_link_shows_the_new_dates_then_the_new_kit(reader: tuple[Client, Enrolment]) -> None:
    client, one = reader
    old = kit_of(one)
    moved = at("2026-12-01 14:00")
    move(one.session, now=moved)
    work(moved)
    page = text_of(open_page(client, f"/kit/{old.pk}/", moved))
    assert "les dates changent : <em>lundi 14 décembre à 9 h</em>" in page
    assert "remplacera l’ancien le lundi 7 décembre 2026" in page
    assert "Convocation" not in page.partition("</main>")[0].partition("Vos documents")[2]
    work(at("2026-12-06 09:00"))
    page = text_of(open_page(client, f"/kit/{old.pk}/", at("2026-12-06 10:00")))
    assert "Ce kit remplace celui que vous aviez reçu" in page
    answer = open_page(client, f"/kit/{old.pk}/convocation/", at("2026-12-06 10:00"))
    convocation = kit_of(one).convocation
    assert convocation
    assert convocation.filename in answer["Content-Disposition"]
    assert kit_of(one).opened_at == at("2026-12-06 10:00")


def test_a_cancelled_session_says_so_and_offers_nothing(reader: tuple[Client, Enrolment]) -> None:
    client, one = reader
    cancel(one.session, reason="trop peu d’inscrits", by="user/1", now=DAY)
    page = text_of(open_page(client, f"/kit/{kit_of(one).pk}/"))
    assert "cette session est <em>annulée</em>" in page
    assert "Bien reçu</button>" not in page
    assert open_page(client, f"/kit/{kit_of(one).pk}/agenda.ics").status_code == 404


def test_what_is_missing_leaves_no_hole(learner: Make) -> None:
    bare = dict.fromkeys(("room", "access", "lunch", "technical", "equipment", "trainer_word"), "")
    one = learner(of={**bare, "doors_open": None, "trainers": []})
    Session.objects.update(programme={"title": "LMS", "hours": "7"})
    work(OPENS)
    client = Client()
    page = plain(follow(client, PersonalLink.objects.get(scope="kit")).content.decode())
    assert "None" not in page
    assert "Pourquoi cette formation" not in page
    assert "prévient notre équipe" in page
    assert one.person.first_name in page


def test_names_and_words_are_text_not_markup(learner: Make) -> None:
    one = learner(of={"trainer_word": "<script>alert(1)</script>", "venue": "<b>Nantes</b>"})
    work(OPENS)
    page = follow(Client(), PersonalLink.objects.get(scope="kit")).content.decode()
    assert "<script>alert" not in page
    assert "<b>Nantes" not in page
    assert one.pk


def test_the_page_of_the_dates_opens_before_any_kit(learner: Make) -> None:
    one = learner()
    link = link_for(
        scope="agenda",
        object_key=one.key,
        holder_key=one.person.key,
        session_ends_at=one.session.ends_at or DAY,
        now=at("2026-10-01 09:00"),
    )
    client = Client()
    page = plain(follow(client, link).content.decode())
    assert "votre place est réservée : <em>lundi 7 décembre à 9 h</em>" in page
    ics = open_page(client, f"/agenda/{one.pk}/agenda.ics").content
    assert len(Calendar.from_ical(ics).walk("VEVENT")) == 2
    assert open_page(Client(), f"/agenda/{one.pk}/agenda.ics").status_code == 403
