"""A complaint: written without an account, numbered, acknowledged, read by the right person. No script runs here."""

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse

from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.portal import teams
from qualiopi.registers import limits, paths
from qualiopi.registers.models import Complaint
from tests.qualiopi.trust import delivered, draft, follow_link, html_of, plain
from tests.support.html import Page

pytestmark = pytest.mark.django_db

FORM = "/reclamation/ecrire/"
FACTS = "Deux d’entre nous sont restés debout."
COMPLETE = {
    "stakeholder": "learner",
    "topic": "organisation",
    "session_words": "LMS, du 7 décembre",
    "facts": FACTS,
    "wish": "explain",
    "name": "Yann Petit",
    "email": "yann.petit@exemple.fr",
}


def send(client: Client, **fields: Any) -> Any:
    return client.post(FORM, {"draft": draft(client, FORM), **COMPLETE, **fields})


def member_of(team: str, email: str) -> Any:
    user = get_user_model().objects.create_user(email)
    user.groups.add(Group.objects.get(name=team))
    return user


def test_the_page_every_mail_names_leads_to_the_form_and_to_the_confidential_one(
    client: Client, provider: ProviderSettings
) -> None:
    page = Page(client.get(reverse("lmso_portal:complaint")).content.decode())

    assert page.problems == []
    assert {FORM, "/signalement/"} <= set(page.links)


def test_the_form_is_sound_and_writes_nothing(client: Client, provider: ProviderSettings) -> None:
    page = Page(client.get(FORM).content.decode())

    assert page.problems == []
    assert "Ma réclamation met en cause Nadia Ferrand" in page.words
    assert page.words.count("(facultatif)") == 4
    assert not Complaint.objects.exists()


def test_a_complaint_is_numbered_kept_and_shown_to_its_author(client: Client, provider: ProviderSettings) -> None:
    response = send(client)

    complaint = Complaint.objects.get()
    assert response.headers["Location"] == f"/reclamation/{complaint.pk}/"
    assert (complaint.number, complaint.kind, complaint.channel) == ("R-2026-0001", "written", "form")
    assert complaint.facts == FACTS
    assert str(complaint.due_on) == "2026-12-14", "ten business days"
    assert complaint.handler == provider.administrative_referent
    page = Page(client.get(response.headers["Location"]).content.decode())
    assert page.problems == []
    assert "R-2026-0001" in page.words
    assert "Lecture par Nadia Ferrand" in page.words
    assert "d’ici au lundi 14 décembre 2026" in page.words
    entry = Entry.objects.get(verb="complaint.received")
    assert (entry.subject, entry.codes["number"]) == (complaint.key, "R-2026-0001")


def test_nobody_else_opens_it(client: Client, provider: ProviderSettings) -> None:
    path = send(client).headers["Location"]

    for pk in (path, "/reclamation/999/", "/reclamation/99999999999999999999/"):
        assert Client().get(pk).status_code == 404
    assert client.get(path).status_code == 200


def test_it_is_acknowledged_and_notified_without_its_words(client: Client, provider: ProviderSettings) -> None:
    send(client)

    assert delivered().sent == 2
    ack, notice = sorted(outbox.outbox, key=lambda letter: "Petit" not in letter.to[0])
    assert ack.to == ["Yann Petit <yann.petit@exemple.fr>"]
    assert ack.reply_to == ["nadia.ferrand@passerelle.example.fr"]
    assert notice.to == ["Nadia Ferrand <nadia.ferrand@passerelle.example.fr>"]
    for letter in (ack, notice):
        assert "R-2026-0001" in letter.subject
        for body in (str(letter.body), html_of(letter)):
            assert "debout" not in body
            assert "7 décembre" not in body.replace("\u00a0", " ")
    assert "/registres/fait/" in str(notice.body)
    assert Complaint.objects.get().acknowledged_at is not None
    other = Client()
    path = follow_link(other, paths.COMPLAINT, Complaint.objects.get().pk)
    assert FACTS in other.get(path).content.decode()


def test_without_an_address_it_is_kept_and_says_that_no_answer_can_come(
    client: Client, provider: ProviderSettings
) -> None:
    path = send(client, email="", name="").headers["Location"]

    assert "sans pouvoir vous répondre" in client.get(path).content.decode()
    assert [mail.message for mail in OutgoingMail.objects.all()] == ["complaints.notice_internal"]


def test_without_any_referent_it_is_kept_all_the_same(client: Client) -> None:
    assert send(client).status_code == 302

    complaint = Complaint.objects.get()
    assert complaint.handler is None
    assert [mail.message for mail in OutgoingMail.objects.all()] == ["complaints.acknowledged"]
    assert delivered().sent == 1


def test_the_same_page_sent_twice_is_one_complaint(client: Client, provider: ProviderSettings) -> None:
    fields = {"draft": draft(client, FORM), **COMPLETE}

    first, second = client.post(FORM, fields), client.post(FORM, fields)

    assert first.headers["Location"] == second.headers["Location"]
    assert Complaint.objects.count() == 1
    assert OutgoingMail.objects.count() == 2
    send(client)
    assert list(Complaint.objects.order_by("pk").values_list("number", flat=True)) == ["R-2026-0001", "R-2026-0002"]


def test_numbers_begin_again_with_the_year_in_paris(client: Client, provider: ProviderSettings, moment: Any) -> None:
    send(client)
    moment.move_to("2026-12-31T23:30:00Z")
    send(client)

    assert Complaint.objects.order_by("-pk")[0].number == "R-2027-0001"


def test_what_is_missing_is_said_at_the_top_and_beside_the_question(
    client: Client, provider: ProviderSettings
) -> None:
    response = send(client, stakeholder="", facts=" ", email="yann.petit", effect="Mal au dos.")
    body = plain(response.content)

    assert response.status_code == 422
    assert Page(response.content.decode()).problems == []
    assert "<title>Erreur : " in body
    assert 'role="alert" tabindex="-1" autofocus' in body
    assert '<a href="#id_stakeholder">Vous êtes…</a>' in body
    assert 'role="radiogroup" aria-required="true" aria-invalid="true" aria-describedby="id_stakeholder_error"' in body
    assert "Choisissez une réponse. Si vous hésitez, prenez la plus proche." in body
    assert "Indiquez une adresse complète, par exemple prenom.nom@entreprise.fr." in body
    assert "Mal au dos." in body
    assert 'value="yann.petit"' in body
    assert not Complaint.objects.exists()


def test_a_text_too_long_comes_back_whole_and_says_how_long_it_is(client: Client, provider: ProviderSettings) -> None:
    response = send(client, facts="long " * 700)

    assert response.status_code == 422
    assert "Ce texte compte 3499 caractères, la limite est de 3000" in plain(response.content)
    assert "long " * 600 in response.content.decode()


def test_scripts_are_shown_as_words(client: Client, provider: ProviderSettings) -> None:
    path = send(client, facts="<script>alert(1)</script>", session_words='"><img src=x onerror=alert(1)>').headers[
        "Location"
    ]

    body = client.get(path).content.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert "<img src=x" not in body


def test_a_network_that_floods_is_asked_to_wait_and_loses_nothing(client: Client, provider: ProviderSettings) -> None:
    for _rank in range(limits.COMPLAINTS.places):
        assert send(client).status_code == 302

    response = send(client)

    assert response.status_code == 429
    assert FACTS in response.content.decode()
    assert "dans dix minutes" in plain(response.content)
    assert Client(REMOTE_ADDR="192.0.2.7").post(FORM, COMPLETE).status_code == 302


def test_who_is_concerned_neither_handles_it_nor_reads_it(client: Client, provider: ProviderSettings) -> None:
    nadia, solene = provider.administrative_referent, provider.pedagogical_referent
    assert nadia
    nadia.account = member_of(teams.ADMINISTRATOR, nadia.email)
    nadia.save()
    other = member_of(teams.QUALITY, "claire@exemple.fr")
    send(client, concerns_handler="on")
    complaint = Complaint.objects.get()

    assert (complaint.handler, complaint.set_aside) == (solene, nadia)
    assert not OutgoingMail.objects.filter(to_email=nadia.email).exists()
    inspect = reverse("reclamations:inspect", args=[complaint.pk])
    for user, status, seen in ((nadia.account, 404, False), (other, 200, True)):
        reader = Client()
        reader.force_login(user)
        assert ("R-2026-0001" in reader.get(reverse("reclamations:index")).content.decode()) is seen
        assert reader.get(inspect).status_code == status


def test_the_quality_manager_reads_the_register_and_writes_nothing_in_it(
    client: Client, provider: ProviderSettings, django_assert_max_num_queries: Any
) -> None:
    reader = Client()
    reader.force_login(member_of(teams.QUALITY, "claire@exemple.fr"))
    for _rank in range(5):
        send(client)
    index = reverse("reclamations:index")
    reader.get(index)

    with django_assert_max_num_queries(16):
        body = reader.get(index).content.decode()

    assert body.count("R-2026-000") >= 5
    inspected = plain(reader.get(reverse("reclamations:inspect", args=[Complaint.objects.all()[0].pk])).content)
    assert FACTS in inspected
    assert "30 novembre 2026 09:00" in inspected, "the hour of Paris"
    assert not re.search(r"<dd>\s*None\s*</dd>", inspected)
    assert reader.get(f"{index}new/").status_code == 404
    assert reader.get(f"{index}?q=Petit").status_code == 200


@pytest.mark.parametrize("team", [teams.TRAINER, teams.REFERENT])
def test_other_teams_do_not_read_the_register(team: str, client: Client) -> None:
    client.force_login(member_of(team, "x@exemple.fr"))

    assert client.get(reverse("reclamations:index")).status_code == 302
