"""What a provider learns later, through anymail's real webhook."""

import json
from base64 import b64encode
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OptOut, OutgoingMail
from lms_onboarding.mailing.services import deliver
from tests.factories import mails
from tests.mailing.conftest import HandClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
WEBHOOK = "/anymail/postmark/tracking/"


@pytest.fixture(autouse=True)
def provider(settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.LMSO_MAIL_IS_TRACKED = "anymail.backends.test.EmailBackend", True
    settings.ANYMAIL = {"WEBHOOK_SECRET": "passerelle:formation"}


@pytest.fixture
def mail(clock: HandClock) -> OutgoingMail:
    mail = mails.queued(now=clock())
    deliver(clock=clock)
    OutgoingMail.objects.filter(pk=mail.pk).update(esp_id="postmark-1")
    return mail


def report(**event: Any) -> None:
    response = Client().post(
        WEBHOOK,
        data=json.dumps({"MessageID": "postmark-1", "Recipient": "ines1@exemple.fr"} | event),
        content_type="application/json",
        headers={"authorization": f"Basic {b64encode(b'passerelle:formation').decode()}"},
    )
    assert response.status_code == 200


DELIVERED = {"RecordType": "Delivery", "DeliveredAt": "2026-11-30T07:59:00Z"}
BOUNCED = {
    "RecordType": "Bounce",
    "ID": 1,
    "Type": "HardBounce",
    "TypeCode": 1,
    "Details": "smtp;552 5.2.2 over quota",
    "Email": "ines1@exemple.fr",
    "BouncedAt": "2026-11-30T07:58:00Z",
}


def test_delivered_is_a_fact_of_its_own(mail: OutgoingMail) -> None:
    report(**DELIVERED)
    report(**DELIVERED | {"DeliveredAt": "2026-11-30T07:59:30Z"})
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert str(mail.delivered_at) == "2026-11-30 07:59:00+00:00"


def test_a_return_changes_the_state_and_is_recorded_once(mail: OutgoingMail) -> None:
    report(**BOUNCED)
    report(**BOUNCED)
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == (MailState.BOUNCED, "boîte pleine (552 5.2.2)")
    assert str(mail.bounced_at) == "2026-11-30 07:58:00+00:00"
    assert mail.sent_at
    entry = Entry.objects.get(verb="mail.bounced")
    assert entry.occurred_at == mail.bounced_at
    assert entry.recorded_at > entry.occurred_at
    report(**DELIVERED)
    mail.refresh_from_db()
    assert mail.state == MailState.BOUNCED


def test_an_event_may_overtake_the_sender(clock: HandClock) -> None:
    mail = mails.queued(now=clock())
    OutgoingMail.objects.filter(pk=mail.pk).update(esp_id="postmark-1")
    report(**BOUNCED)
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at) == (MailState.BOUNCED, mail.bounced_at)
    assert deliver(clock=clock).sent == 0


def test_plain_smtp_through_a_provider_that_reports_is_unknown_no_more(mail: OutgoingMail) -> None:
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.UNKNOWN)
    report(**DELIVERED | {"MessageID": mail.message_id.strip("<>")})
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_a_spam_complaint_is_a_refusal_of_optional_messages(mail: OutgoingMail) -> None:
    report(**BOUNCED | {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "TypeCode": 100001})
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert OptOut.objects.get().recipient_key == mail.recipient_key


def test_the_mail_of_another_application_is_left_alone(mail: OutgoingMail) -> None:
    report(**BOUNCED | {"MessageID": "somebody-else"})
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def _forged(path: str = WEBHOOK) -> int:
    event = json.dumps({"MessageID": "postmark-1", "Recipient": "ines1@exemple.fr"} | BOUNCED)
    return Client(raise_request_exception=False).post(path, data=event, content_type="application/json").status_code


def test_a_stranger_cannot_declare_a_mail_returned(mail: OutgoingMail, settings: Settings) -> None:
    assert _forged() == 400
    settings.ANYMAIL = {}
    assert _forged() == 404
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_a_provider_whose_library_is_here_by_chance_still_asks_for_the_secret() -> None:
    """boto3, which the storage of files may bring, is all that Amazon's view needs to exist."""
    assert _forged("/anymail/amazon_ses/tracking/") in {401, 404}


@pytest.mark.parametrize("esp", ["mailgun", "mailersend", "nobody"])
def test_a_provider_that_is_not_set_up_has_no_address_here(esp: str) -> None:
    assert _forged(f"/anymail/{esp}/tracking/") == 404
    assert Client(raise_request_exception=False).get(f"/anymail/{esp}/tracking/").status_code == 404
