"""A confidential report: what is kept of it, who opens it, and everything that must not. No script runs here."""

import logging

import pytest
from django.contrib.auth import get_user_model
from django.core import mail as outbox
from django.test import Client

from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import ProviderSettings
from qualiopi.registers import limits
from qualiopi.registers.models import ConfidentialRecipient, Report, ReportReply
from qualiopi.registers.services import end_designation
from tests.factories.sessions import SessionFactory
from tests.qualiopi.trust import (
    PASSPHRASE,
    SAFE,
    WORDS,
    delivered,
    draft,
    html_of,
    plain,
    present,
    reading_page,
    recipient,
    send,
    whole_database,
)
from tests.support.html import Page

pytestmark = pytest.mark.django_db

FORM = "/signalement/"


def test_without_a_recipient_the_page_says_so_and_nothing_is_stored(client: Client) -> None:
    page = Page(client.get(FORM).content.decode())
    assert page.problems == []
    assert "Personne n’est désigné" in page.words
    assert {"tel:17", "tel:112", "sms:114", "tel:3919", "tel:3928"} <= set(page.links)

    response = client.post(FORM, {"message": WORDS})

    assert response.status_code == 409
    assert "fermé la porte" in response.content.decode(), "what was written can still be copied"
    assert not Report.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert "fermé la porte" not in whole_database()


def test_the_form_is_sound_discreet_and_names_its_reader(client: Client, hugo: ConfidentialRecipient) -> None:
    response = client.get(FORM)
    page = Page(response.content.decode())

    assert page.problems == []
    assert "Hugo Martin, psychologue du travail, hors de l’organisme" in page.words
    assert "Quitter cette page" in page.words
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert client.session.keys() == set()


def test_a_report_leaves_its_words_nowhere(
    client: Client, hugo: ConfidentialRecipient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    code = send(client, hugo, contact="phone", safe_address="01 99 00 45 99", wishes=["listen", "act"])

    report = Report.objects.get()
    secrets = ("fermé la porte", "ferm\\u00e9 la porte", "99 00 45", "listen", code, code.replace("-", ""))
    delivered()
    kept = {
        "box": bytes(report.box).decode("latin-1"),
        "database": whole_database(),
        "logs": caplog.text,
        "mails": "".join(str(letter.message()) for letter in outbox.outbox),
    }
    assert [(place, secret) for place, text in kept.items() for secret in secrets if secret in text] == []
    assert client.session.keys() == set()
    assert len(outbox.outbox) == 1


def test_the_journal_does_not_know_that_one_came(client: Client, hugo: ConfidentialRecipient) -> None:
    before = list(Entry.objects.values_list("verb", flat=True))
    send(client, hugo, contact="mail", safe_address=SAFE)
    delivered()

    assert list(Entry.objects.values_list("verb", flat=True)) == before


def test_its_mails_are_neutral_in_no_list_and_forget_their_address(
    client: Client, hugo: ConfidentialRecipient, provider: ProviderSettings
) -> None:
    send(client, hugo, contact="mail", safe_address=SAFE)
    superuser = Client()
    superuser.force_login(get_user_model().objects.create_superuser("root@exemple.fr"))

    mails = OutgoingMail.objects.filter(message__startswith="reports.")

    def listed() -> str:
        pages = [f"/admin/courriers/inspect/{mail.pk}/" for mail in mails]
        assert {superuser.get(page).status_code for page in pages} == {404}
        return "".join(superuser.get(f"/admin/{path}/").content.decode() for path in ("courriers", "journal"))

    assert SAFE not in listed(), "not even while it waits"
    assert delivered().sent == 2
    ack = next(letter for letter in outbox.outbox if letter.to == [SAFE])
    assert ack.from_email == "formation@exemple.fr", "no name of the organisation in the sender"
    said = f"{ack.subject} {ack.body} {html_of(ack)}"
    assert not [word for word in ("Passerelle", "signal", "violence", "harc", "confiden", "fermé") if word in said]
    assert "/suivi/" in said
    assert not mails.exclude(to_email="", to_name="", text="", html="", variables={}).exists()
    assert SAFE not in whole_database()
    assert "reports." not in listed()


def test_it_is_in_no_administration_and_no_account_reads_it(client: Client, hugo: ConfidentialRecipient) -> None:
    send(client, hugo)
    report = Report.objects.get()
    superuser = Client()
    superuser.force_login(get_user_model().objects.create_superuser("root@exemple.fr"))

    for path in (f"/signalement/boite/{hugo.pk}/", f"/signalement/boite/{hugo.pk}/{report.pk}/"):
        assert superuser.get(path).status_code == 404
    assert superuser.post(f"/signalement/boite/{hugo.pk}/{report.pk}/", {"secret": PASSPHRASE}).status_code == 404
    pages = ("/admin/", "/django-admin/", "/admin/journal/", "/admin/courriers/", "/admin/reports/site-history/")
    bodies = "".join(superuser.get(page).content.decode() for page in (*pages, "/signalement/destinataires/"))
    assert str(report.pk) not in bodies
    assert not [model for model in (Report, ReportReply) if model._meta.default_permissions]


def test_a_network_that_floods_is_asked_to_wait_and_loses_nothing(client: Client, hugo: ConfidentialRecipient) -> None:
    for _rank in range(limits.REPORTS.places):
        send(client, hugo)

    response = client.post(FORM, {"draft": draft(client), "recipient": str(hugo.pk), "message": WORDS})

    assert response.status_code == 429
    assert "fermé la porte" in response.content.decode()
    assert Report.objects.count() == limits.REPORTS.places


def test_the_same_page_sent_twice_is_one_report_with_one_code(client: Client, hugo: ConfidentialRecipient) -> None:
    once = draft(client)

    assert send(client, hugo, draft=once) == send(client, hugo, draft=once)
    assert Report.objects.count() == 1
    assert OutgoingMail.objects.filter(message="reports.notice_recipient").count() == 1


def test_an_invented_draft_is_not_trusted(client: Client, hugo: ConfidentialRecipient) -> None:
    assert send(client, hugo, draft="1234") != send(client, hugo, draft="1234")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"message": " "}, "Écrivez au moins quelques mots"),
        ({"message": "x" * 5001}, "la limite est de 5000"),
        ({"contact": "mail", "safe_address": "ines"}, "Indiquez une adresse complète"),
        ({"contact": "mail"}, "Indiquez une adresse complète"),
        ({"contact": "phone"}, "Indiquez le numéro où vous appeler"),
        ({"recipient": "999"}, "Choisissez une réponse."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_stored(
    client: Client, hugo: ConfidentialRecipient, fields: dict[str, str], sentence: str
) -> None:
    answers = {"draft": draft(client), "recipient": str(hugo.pk), "message": WORDS, "safe_time": "le soir", **fields}

    response = client.post(FORM, answers)

    assert response.status_code == 422
    assert sentence in plain(response.content)
    assert "le soir" in response.content.decode()
    assert Page(response.content.decode()).problems == []
    assert not Report.objects.exists()


def test_each_message_goes_to_the_person_chosen_and_to_no_other(client: Client, hugo: ConfidentialRecipient) -> None:
    lea, _code = recipient("lea.roy@exemple.fr", name="Léa Roy", title="référente égalité")
    offered = client.get(FORM).content.decode()
    assert "Hugo Martin" in offered
    assert "Léa Roy" in offered

    send(client, lea)

    report = Report.objects.get()
    assert report.recipient == lea
    page = reading_page(client, lea)
    assert client.post(page, {"secret": PASSPHRASE}).status_code == 200
    # the link of one recipient does not open the box of another
    assert client.get(f"/signalement/boite/{hugo.pk}/{report.pk}/").status_code == 404


def test_a_recipient_gone_meanwhile_receives_nothing(client: Client, hugo: ConfidentialRecipient) -> None:
    recipient("lea.roy@exemple.fr", name="Léa Roy")
    answers = {"draft": draft(client), "recipient": str(hugo.pk), "message": WORDS}
    end_designation(hugo, by="user/1", now=present())

    response = client.post(FORM, answers)

    assert response.status_code == 422
    assert "fermé la porte" in response.content.decode()
    assert not Report.objects.exists()


def test_a_trainer_whose_session_is_not_over_is_not_offered(client: Client) -> None:
    karim, _code = recipient("karim.haddad@passerelle.example.fr", name="Karim Haddad")
    SessionFactory(opened=True)

    assert "Personne n’est désigné" in plain(client.get(FORM).content)
    assert client.post(FORM, {"recipient": str(karim.pk), "message": WORDS}).status_code == 409
    assert not Report.objects.exists()
