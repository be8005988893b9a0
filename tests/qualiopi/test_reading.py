"""Opening a report and answering it: the passphrase, the recovery code, the follow-up code, and nothing else."""

from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client

from qualiopi.registers import codes, limits
from qualiopi.registers.models import ConfidentialRecipient, Report, ReportReply
from qualiopi.registers.services import end_designation
from tests.qualiopi.trust import (
    PASSPHRASE,
    SAFE,
    WORDS,
    delivered,
    plain,
    present,
    reading_page,
    recipient,
    send,
    whole_database,
)
from tests.support.html import Page

pytestmark = pytest.mark.django_db

FOLLOW = "/suivi/"


def test_the_recipient_reads_it_with_the_passphrase_asked_each_time(
    client: Client, hugo: ConfidentialRecipient
) -> None:
    send(client, hugo, position="witness", ongoing="ongoing_yes", wishes=["listen"], contact="page")
    reader = Client()
    page = reading_page(reader, hugo)
    locked = reader.get(page)
    assert Page(locked.content.decode()).problems == []
    assert "fermé la porte" not in locked.content.decode()
    assert Report.objects.get().read_at is None, "a page view is not a reading: a mail scanner causes one"

    response = reader.post(page, {"secret": PASSPHRASE})

    body = plain(response.content)
    assert response.status_code == 200
    assert Page(response.content.decode()).problems == []
    assert WORDS in body
    assert "Après avoir vu ou entendu quelque chose" in body
    assert "Parler à quelqu’un" in body
    assert PASSPHRASE not in body
    assert "no-store" in response.headers["Cache-Control"]
    assert Report.objects.get().read_at == present()
    assert reader.session.keys() == set()
    assert "fermé la porte" not in reader.get(page).content.decode(), "asked again"


def test_a_wrong_passphrase_opens_nothing_and_says_what_to_do(client: Client, hugo: ConfidentialRecipient) -> None:
    send(client, hugo)
    page = reading_page(client, hugo)

    response = client.post(page, {"secret": "quatre mots sans rapports"})

    assert response.status_code == 422
    assert "Ce n’est ni votre phrase secrète, ni votre clé de secours." in plain(response.content)
    assert "fermé la porte" not in response.content.decode()
    assert Report.objects.get().read_at is None
    assert client.post(page, {"secret": ""}).status_code == 422


def test_the_recovery_code_opens_it_when_the_passphrase_is_lost(client: Client) -> None:
    hugo, code = recipient()
    send(client, hugo)
    page = reading_page(client, hugo)

    assert WORDS in plain(client.post(page, {"secret": codes.grouped(code).lower()}).content)
    assert client.post(page, {"secret": codes.new_recovery_code()}).status_code == 422


def test_guessing_is_stopped_after_five_tries_and_reading_is_not(
    client: Client, hugo: ConfidentialRecipient, moment: Any
) -> None:
    send(client, hugo)
    page = reading_page(client, hugo)
    for _try in range(limits.SECRETS.places + 1):
        assert client.post(page, {"secret": PASSPHRASE}).status_code == 200, "what succeeds does not count"
    for _try in range(limits.SECRETS.places):
        assert client.post(page, {"secret": "faux"}).status_code == 422

    response = client.post(page, {"secret": PASSPHRASE})

    assert response.status_code == 429
    assert "Attendez un quart d’heure" in plain(response.content)
    moment.shift(limits.SECRETS.seconds + 1)
    assert client.post(page, {"secret": PASSPHRASE}).status_code == 200


def test_a_report_altered_in_the_database_is_refused_and_said(client: Client, hugo: ConfidentialRecipient) -> None:
    send(client, hugo)
    report = Report.objects.get()
    page = reading_page(client, hugo)
    box = bytearray(report.box)
    box[60] ^= 1
    Report.objects.update(box=bytes(box))

    response = client.post(page, {"secret": PASSPHRASE})

    assert response.status_code == 422
    assert "a été altéré dans la base de données" in plain(response.content)
    assert Report.objects.get().read_at is None


def test_boxes_exchanged_between_two_reports_no_longer_open(client: Client, hugo: ConfidentialRecipient) -> None:
    send(client, hugo)
    first = Report.objects.get()
    page = reading_page(client, hugo)
    send(client, hugo, message="Autre chose.")
    Report.objects.filter(pk=first.pk).update(box=Report.objects.exclude(pk=first.pk).get().box)

    assert "altéré" in client.post(page, {"secret": PASSPHRASE}).content.decode()


def test_the_code_reads_the_answer_and_nothing_else_does(client: Client, hugo: ConfidentialRecipient) -> None:
    code = send(client, hugo)
    assert "n’a pas encore été lu" in client.post(FOLLOW, {"code": code}).content.decode()
    reader = Client()
    page = reading_page(reader, hugo)

    answered = reader.post(page, {"reply": "Je vous crois.\nVoyons-nous <jeudi>.", "secret": PASSPHRASE})

    assert "Votre réponse est enregistrée." in plain(answered.content)
    assert "Je vous crois." not in whole_database()
    response = client.post(FOLLOW, {"code": f" {code.lower()} "})
    body = plain(response.content)
    assert Page(response.content.decode()).problems == []
    assert "Je vous crois.\nVoyons-nous &lt;jeudi&gt;." in body
    assert "fermé la porte" not in body, "somebody may be looking over a shoulder"
    assert "no-store" in response.headers["Cache-Control"]
    assert client.get(FOLLOW).content.decode().count("Je vous crois") == 0, "the code is asked each time"
    # the recipient finds it again, with the passphrase
    assert "Je vous crois." in reader.post(page, {"secret": PASSPHRASE}).content.decode()


def test_an_answer_needs_the_passphrase_and_is_kept_once(client: Client, hugo: ConfidentialRecipient) -> None:
    send(client, hugo)
    page = reading_page(client, hugo)

    wrong = client.post(page, {"reply": "Je vous crois.", "secret": "faux"})

    assert wrong.status_code == 422
    assert "Je vous crois." in wrong.content.decode(), "nothing typed is lost"
    assert Page(wrong.content.decode()).problems == []
    for _time in range(2):
        client.post(page, {"reply": "Je vous crois.", "secret": PASSPHRASE})
    assert ReportReply.objects.count() == 1


def test_an_answer_is_announced_neutrally_only_if_asked(client: Client, hugo: ConfidentialRecipient) -> None:
    send(client, hugo, contact="mail", safe_address=SAFE)
    delivered()
    outbox.outbox.clear()
    client.post(reading_page(client, hugo), {"reply": "Je vous crois.", "secret": PASSPHRASE})

    assert delivered().sent == 1
    assert outbox.outbox[0].to == [SAFE]
    assert "crois" not in str(outbox.outbox[0].message())
    assert SAFE not in whole_database()


@pytest.mark.parametrize("code", ["", "ABCD", "0000-0000-0000-0000-0000", "<script>"])
def test_a_wrong_code_opens_nothing(client: Client, hugo: ConfidentialRecipient, code: str) -> None:
    send(client, hugo)

    response = client.post(FOLLOW, {"code": code})

    assert response.status_code == 422
    assert Page(response.content.decode()).problems == []
    assert "<script>" not in response.content.decode()


def test_codes_are_not_guessed_at_leisure(client: Client, hugo: ConfidentialRecipient) -> None:
    code = send(client, hugo)
    for _try in range(limits.FOLLOW_UPS.places):
        client.post(FOLLOW, {"code": "0" * 20})

    assert client.post(FOLLOW, {"code": code}).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").post(FOLLOW, {"code": code}).status_code == 200


def test_scripts_are_read_as_words(client: Client, hugo: ConfidentialRecipient) -> None:
    send(client, hugo, message="<script>alert(1)</script>", contact="phone", safe_address="<b>06</b>")

    body = client.post(reading_page(client, hugo), {"secret": PASSPHRASE}).content.decode()

    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert "<b>06" not in body


def test_older_reports_stay_with_the_person_who_received_them(client: Client, hugo: ConfidentialRecipient) -> None:
    send(client, hugo)
    end_designation(hugo, by="user/1", now=present())
    recipient("lea.roy@exemple.fr", name="Léa Roy")

    assert client.post(reading_page(client, hugo), {"secret": PASSPHRASE}).status_code == 200


def test_the_box_lists_dates_and_no_words(client: Client, hugo: ConfidentialRecipient) -> None:
    send(client, hugo)
    page = reading_page(client, hugo)
    box = page.rsplit("/", 2)[0] + "/"

    listed = client.get(box).content.decode()

    assert Page(listed).problems == []
    assert "à lire" in listed
    assert "fermé la porte" not in listed
    client.post(page, {"reply": "Je vous crois.", "secret": PASSPHRASE})
    assert "vous avez répondu" in client.get(box).content.decode()
