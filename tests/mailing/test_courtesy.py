"""Messages that may be refused: two a week, none after « plus jamais », and one press to say so."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OptOut, OutgoingMail
from lms_onboarding.mailing.services import Delivered, deliver, opt_out
from tests.factories import mails
from tests.mailing.conftest import HandClock
from tests.support.smtp import Sink

WINDOW = SendWindow.parse("08:00-20:00@Europe/Paris")

pytestmark = pytest.mark.django_db


def test_a_third_optional_mail_waits_for_the_week_to_have_room(sink: Sink, clock: HandClock) -> None:
    start = clock()
    for number in (1, 2, 3):
        mails.opinion(number, now=clock.forward(hours=3), person=1, window=WINDOW)
    mails.opinion(4, now=clock(), person=2)
    mails.queued(5, now=clock(), person=1)
    assert deliver(clock=clock) == Delivered(sent=4, deferred=1)

    third = OutgoingMail.objects.get(key="opinion/3")
    assert third.due_at == clock() + timedelta(days=7), "both left at the same moment: one week after them"
    assert (third.state, third.tries, third.composed_at) == (MailState.QUEUED, 0, None)

    clock.now = third.due_at - timedelta(seconds=1)
    assert deliver(clock=clock) == Delivered()
    clock.forward(seconds=1)
    assert deliver(clock=clock) == Delivered(sent=1)
    assert clock() - start > timedelta(days=7)


def test_the_week_is_counted_from_the_older_of_the_last_two_and_inside_the_window(
    sink: Sink, clock: HandClock
) -> None:
    first = clock()
    mails.opinion(1, now=clock(), person=1)
    deliver(clock=clock)
    mails.opinion(2, now=clock.forward(days=2), person=1)
    deliver(clock=clock)
    mails.opinion(3, now=clock.forward(days=1), person=1, window=SendWindow.parse("14:00-20:00@Europe/Paris"))
    clock.forward(hours=8)
    assert deliver(clock=clock) == Delivered(deferred=1)
    assert OutgoingMail.objects.get(key="opinion/3").due_at == first + timedelta(days=7, hours=5)


def test_two_senders_do_not_slip_three_mails_into_one_week(sink: Sink, clock: HandClock) -> None:
    from lms_onboarding.mailing.enums import Lane  # noqa: PLC0415  the one test that plays two senders
    from lms_onboarding.mailing.sending import claiming  # noqa: PLC0415

    for number in (1, 2, 3):
        mails.opinion(number, now=clock(), person=1)
    for _other in range(2):
        [held] = claiming.pick(lane=Lane.NORMAL, now=clock(), most=1)
        claiming.claim(held, [], now=clock())
    assert deliver(clock=clock) == Delivered(deferred=1)


def test_who_refused_receives_no_optional_mail_but_every_other(sink: Sink, clock: HandClock) -> None:
    mails.opinion(1, now=clock())
    opt_out("person/1", now=clock())
    mails.queued(2, now=clock(), person=1)
    assert deliver(clock=clock) == Delivered(sent=1, suppressed=1)
    mail = OutgoingMail.objects.get(key="opinion/1")
    assert mail.reason == "Cette personne ne veut plus recevoir ces messages, depuis le lundi 30\xa0novembre 2026."


def test_refusing_twice_keeps_the_first_date(clock: HandClock) -> None:
    first = clock()
    opt_out("person/1", now=first)
    opt_out("person/1", now=clock.forward(days=1))
    assert OptOut.objects.get().since == first
    assert Entry.objects.count() == 1


@pytest.fixture
def unsubscribe(sink: Sink, clock: HandClock, settings: Settings) -> str:
    """The path of the one-click address of a mail that left."""
    settings.LMSO_CLOCK = ""
    mails.opinion(1, now=clock())
    deliver(clock=clock)
    [letter] = sink.messages
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter["List-Unsubscribe"].strip(" <>")
    html = letter.get_body(("html",))
    assert html is not None
    assert address in html.get_content(), "the footer offers the same"
    assert address.startswith(settings.LMSO_BASE_URL)
    return str(address.removeprefix(settings.LMSO_BASE_URL))


def test_a_contractual_mail_offers_no_refusal(sink: Sink, clock: HandClock) -> None:
    mails.queued(1, now=clock())
    deliver(clock=clock)
    assert "List-Unsubscribe" not in sink.messages[0]


@pytest.mark.usefixtures("fixed_clock")
def test_one_click_refuses_without_page_cookie_or_csrf(unsubscribe: str) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(unsubscribe, {"something": "else"}).status_code == 400
    assert not OptOut.objects.exists()
    assert client.post(unsubscribe, {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert OptOut.objects.get().recipient_key == "person/1"


@pytest.mark.usefixtures("fixed_clock")
def test_looking_changes_nothing_and_the_button_does_both_ways(unsubscribe: str) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(unsubscribe, follow=True)
    assert page.status_code == 200
    assert page.request["PATH_INFO"] == "/messages/person/1/"
    assert "Ne plus recevoir ces messages" in page.content.decode()
    assert not OptOut.objects.exists()

    [token] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    page = client.post("/messages/person/1/", {"csrfmiddlewaretoken": token}, follow=True)
    assert "lundi 30" in page.content.decode()
    assert OptOut.objects.exists()
    client.post("/messages/person/1/", {"csrfmiddlewaretoken": token, "again": "1"})
    assert not OptOut.objects.exists()


@pytest.mark.usefixtures("fixed_clock")
def test_the_page_of_somebody_else_stays_shut(unsubscribe: str) -> None:
    client = Client()
    client.get(unsubscribe)
    assert client.get("/messages/person/2/").status_code == 404
    assert Client().post("/messages/person/1/").status_code == 404
    assert not OptOut.objects.exists()
