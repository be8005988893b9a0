"""A server says no, or says nothing: what is tried again, what comes back to the team, with which words."""

from datetime import timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused, AnymailUnsupportedFeature
from pytest_django import Settings

from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.sending.outcomes import Verdict, judge
from lms_onboarding.mailing.services import Delivered, deliver
from tests.factories import mails
from tests.mailing.conftest import HandClock
from tests.support.commands import free_port
from tests.support.smtp import Sink


@pytest.mark.django_db
def test_the_ladder_is_climbed_step_by_step_then_the_mail_fails(sink: Sink, clock: HandClock) -> None:
    sink.at_recipient["ines1@exemple.fr"] = "450 4.2.1 Mailbox busy"
    start = clock()
    mail = mails.queued(now=start)
    waits = []
    for _step in range(6):
        assert deliver(clock=clock) == Delivered(retried=1)
        mail.refresh_from_db()
        assert mail.state == MailState.QUEUED
        waits.append(mail.due_at - clock())
        clock.now = mail.due_at - timedelta(seconds=1)
        assert deliver(clock=clock) == Delivered(), "not before its step"
        clock.now = mail.due_at
    assert waits == [
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=15),
        timedelta(hours=1),
        timedelta(hours=4),
        timedelta(hours=12),
    ]
    assert deliver(clock=clock) == Delivered(failed=1)
    mail.refresh_from_db()
    assert (mail.state, mail.tries, mail.reason) == (MailState.FAILED, 7, "boîte désactivée (450 4.2.1)")
    assert [entry.verb for entry in Entry.objects.all()] == ["mail.failed"]


@pytest.mark.django_db
def test_a_refused_address_is_final_and_says_why_in_french(sink: Sink, clock: HandClock) -> None:
    sink.at_recipient["ines1@exemple.fr"] = "550 5.1.1 <ines1@exemple.fr> unknown user"
    mail = mails.queued(1, now=clock())
    mails.queued(2, now=clock())
    assert deliver(clock=clock) == Delivered(bounced=1, sent=1)
    mail.refresh_from_db()
    assert (mail.state, mail.bounced_at, mail.sent_at) == (MailState.BOUNCED, clock(), None)
    assert mail.reason == "adresse inconnue de sa messagerie (550 5.1.1)"
    assert Entry.objects.filter(verb="mail.bounced", subject="enrolment/1").exists()
    assert sink.connections == 1, "the conversation goes on after a refused address"


@pytest.mark.django_db
def test_a_content_refused_is_a_failure_not_a_bounce(sink: Sink, clock: HandClock) -> None:
    sink.at_data["ines1@exemple.fr"] = "554 5.7.1 Message looks like spam"
    mail = mails.queued(1, now=clock())
    mails.queued(2, now=clock())
    assert deliver(clock=clock) == Delivered(failed=1, sent=1)
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == (MailState.FAILED, "refusé par une règle de la messagerie (554 5.7.1)")


@pytest.mark.django_db
def test_a_silent_server_ends_the_run_and_costs_only_the_first_mail_a_step(
    clock: HandClock, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    for number in (1, 2, 3):
        mails.queued(number, now=clock())
    assert deliver(clock=clock) == Delivered(retried=1)
    assert sorted(OutgoingMail.objects.values_list("tries", "reason")) == [
        (0, ""),
        (0, ""),
        (1, "serveur d’envoi injoignable"),
    ]


@pytest.mark.django_db
def test_a_server_that_closes_long_conversations_gets_a_new_one_without_costing_a_step(
    sink: Sink, clock: HandClock
) -> None:
    sink.mails_per_connection = 2
    for number in range(1, 6):
        mails.queued(number, now=clock())
    assert deliver(clock=clock) == Delivered(sent=5)
    assert sink.connections == 3
    assert set(OutgoingMail.objects.values_list("tries", flat=True)) == {1}


@pytest.mark.parametrize(
    ("error", "verdict", "words"),
    [
        (SMTPRecipientsRefused({"x": (552, b"5.2.2 Over quota")}), Verdict.BOUNCED, "boîte pleine (552 5.2.2)"),
        (SMTPRecipientsRefused({"x": (550, b"No")}), Verdict.BOUNCED, "adresse refusée par sa messagerie (550)"),
        (SMTPRecipientsRefused({"x": (599, b"No")}), Verdict.BOUNCED, "refusé par la messagerie (599)"),
        (SMTPRecipientsRefused({"x": (451, b"Greylisted")}), Verdict.RETRY, "la messagerie demande d’attendre (451)"),
        (SMTPSenderRefused(553, b"Not yours", "f@x.fr"), Verdict.FAILED, "adresse mal formée (553)"),
        (SMTPDataError(452, b"Later"), Verdict.RETRY, "boîte pleine ou serveur saturé (452)"),
        (SMTPAuthenticationError(535, b"No"), Verdict.RETRY, "identifiants du serveur d’envoi refusés"),
        (SMTPServerDisconnected("gone"), Verdict.RETRY, "serveur d’envoi injoignable"),
        (SMTPException("?"), Verdict.RETRY, "réponse illisible du serveur d’envoi"),
        (TimeoutError(), Verdict.RETRY, "serveur d’envoi injoignable"),
        (ValueError("Invalid address"), Verdict.FAILED, "adresse ou en-tête impossible à écrire"),
        (AnymailRecipientsRefused(), Verdict.BOUNCED, "adresse refusée par le prestataire d’envoi"),
        (AnymailUnsupportedFeature("tags"), Verdict.FAILED, "message refusé par le prestataire d’envoi"),
        (AnymailAPIError("no answer"), Verdict.RETRY, "prestataire d’envoi injoignable"),
    ],
)
def test_what_each_refusal_means(error: Exception, verdict: Verdict, words: str) -> None:
    refusal = judge(error)
    assert (refusal.verdict, refusal.reason) == (verdict, words)


@pytest.mark.parametrize(
    ("status", "verdict"), [(429, Verdict.RETRY), (503, Verdict.RETRY), (401, Verdict.RETRY), (422, Verdict.FAILED)]
)
def test_what_each_status_of_a_provider_means(status: int, verdict: Verdict) -> None:
    error = AnymailAPIError("refused")
    error.status_code = status
    assert judge(error).verdict is verdict
