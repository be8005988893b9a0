"""A request to the disability referent: told by a mail that names nobody, read by them alone, noted as done."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.surveys.models import Invitation, RestrictedAnswer
from lms_onboarding.surveys.services import (
    ReadingReserved,
    mark_handled,
    restricted_answers,
    save_draft,
    submit,
    tell_readers,
)
from tests.factories.people import PersonFactory, provider
from tests.factories.surveys import NOW, content, invited, published, question

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 30, 9, tzinfo=UTC)  # 10 h in Paris
CHOICES = [{"key": "no", "label": "Non, merci"}, {"key": "yes", "label": "Oui, contactez-moi", "asks": True}]


@pytest.fixture(autouse=True)
def referent() -> Person:
    published(
        content(question("q_call", "single", restricted="disability_referent", choices=CHOICES), question("q_more"))
    )
    person = provider().disability_referent
    assert person is not None
    return person


def answered(number: int = 1, said: str = "yes", now: datetime = NOW) -> Invitation:
    row = invited(number=number)
    save_draft(row, {"q_call": said}, fields=["q_call"], now=now)
    return submit(row, now=now)


def plain(response: Any) -> str:
    return str(response.content.decode()).replace("\u00a0", " ")


def told() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(message="surveys.private_request").order_by("pk"))


def test_the_referent_is_told_once_and_nobody_is_named(referent: Person, mailoutbox: list[EmailMessage]) -> None:
    answered()
    assert tell_readers(now=MORNING) == 1
    assert tell_readers(now=MORNING) == 0

    deliver(lane=Lane.NORMAL, clock=lambda: MORNING)

    (letter,) = mailoutbox
    said = str(letter.subject) + str(letter.body)
    assert referent.email in str(letter.to)
    assert "/besoins/demandes-confidentielles/" in said
    assert "Inès 1" not in said
    assert "handicap" not in said
    (row,) = told()
    assert (row.about, row.to_email, row.text) == ("private-requests", "", ""), "no list can show what left"
    assert not Entry.objects.filter(subject="private-requests").exists()


def test_no_is_told_to_nobody_and_listed_nowhere(referent: Person) -> None:
    answered(said="no")

    assert tell_readers(now=MORNING) == 0
    assert restricted_answers(reader=referent) == []


def test_a_request_taken_back_before_the_mail_leaves_is_not_told(
    referent: Person, mailoutbox: list[EmailMessage]
) -> None:
    row = answered()
    tell_readers(now=MORNING)
    save_draft(row, {"q_call": "no"}, fields=["q_call"], now=MORNING)
    submit(row, now=MORNING)

    deliver(lane=Lane.NORMAL, clock=lambda: MORNING)

    assert not mailoutbox
    assert told()[0].state == "suppressed"


def test_another_referent_is_told_of_what_still_waits(referent: Person) -> None:
    answered(1)
    answered(2)
    tell_readers(now=MORNING)
    (first, _second) = restricted_answers(reader=referent)
    assert mark_handled(first.pk, reader=referent, handled=True, now=MORNING)
    ProviderSettings.objects.update(disability_referent=PersonFactory())

    assert tell_readers(now=MORNING + timedelta(days=1)) == 1
    with pytest.raises(ReadingReserved):
        mark_handled(first.pk, reader=referent, handled=False, now=MORNING)


def test_without_anybody_designated_a_request_waits_for_somebody(referent: Person) -> None:
    ProviderSettings.objects.update(disability_referent=None)
    answered()
    assert tell_readers(now=MORNING) == 0

    ProviderSettings.objects.update(disability_referent=referent)

    assert tell_readers(now=MORNING) == 1


def test_sending_the_same_answer_again_keeps_what_was_done(referent: Person) -> None:
    row = answered()
    (request,) = restricted_answers(reader=referent)
    mark_handled(request.pk, reader=referent, handled=True, now=MORNING)
    later = MORNING + timedelta(hours=2)

    save_draft(row, {"q_more": "Autre chose"}, fields=["q_more"], now=later)
    submit(row, now=later)
    kept = RestrictedAnswer.objects.get()
    assert (kept.handled_at, kept.submitted_at) == (MORNING, NOW)

    for said in ("no", "yes"):
        save_draft(row, {"q_call": said}, fields=["q_call"], now=later)
        submit(row, now=later)
    asked_again = RestrictedAnswer.objects.get()
    assert (asked_again.handled_at, asked_again.submitted_at, asked_again.asks) == (None, later, True)


def test_the_page_lists_who_waits_and_takes_note(referent: Person, client: Client, django_user_model: Any) -> None:
    answered()
    user = django_user_model.objects.create_user("thomas@passerelle.exemple.fr")
    Person.objects.filter(pk=referent.pk).update(account=user)
    client.force_login(user)
    page = "/besoins/demandes-confidentielles/"

    shown = plain(client.get(page))
    assert "Une personne attend un signe de vous" in shown
    assert "Inès 1" in shown
    request = RestrictedAnswer.objects.get()
    done = plain(client.post(page, {"request": request.pk}, follow=True))
    assert "Aucune demande n’attend" in done
    assert "Contacts pris" in done
    undone = plain(client.post(page, {"request": request.pk, "do": "undo"}, follow=True))
    assert "Une personne attend un signe de vous" in undone
    for nonsense in ("", "x", "9" * 30, "0"):
        assert client.post(page, {"request": nonsense}).status_code == 302


def test_to_anybody_else_the_page_does_not_exist(client: Client, admin_client: Client) -> None:
    answered()
    request = RestrictedAnswer.objects.get()
    page = "/besoins/demandes-confidentielles/"

    assert admin_client.get(page).status_code == 404
    assert admin_client.post(page, {"request": request.pk}).status_code == 404
    assert client.get(page).status_code == 302
    assert RestrictedAnswer.objects.get().handled_at is None


def test_telling_costs_the_same_for_one_or_for_many() -> None:
    def cost(numbers: range) -> int:
        for number in numbers:
            answered(number)
        with CaptureQueriesContext(connection) as queries:
            assert tell_readers(now=MORNING) == len(numbers)
        return len(queries)

    assert cost(range(1, 2)) == cost(range(2, 30))
