"""The mails of the first week, as they are received: the digest, the referent, whoever leaves, the message."""

from collections.abc import Callable, Iterator
from datetime import datetime, time
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from io import StringIO

import pytest
from django.core import mail as outbox
from django.core.management import call_command

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.enums import ActionKind, CaseOutcome
from lms_onboarding.followup.models import Alert
from lms_onboarding.followup.services import (
    Ending,
    Hand,
    Message,
    choose_digest,
    close,
    note_contact,
    send_message,
    sweep,
)
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import Person
from tests.followup.traces import at, case, marked, morning

Learner = Callable[..., Enrolment]


def received() -> Iterator[tuple[str, str, str]]:
    """(address, subject, text) of what left, with ordinary spaces."""
    for one in outbox.outbox:
        parsed = BytesParser(policy=default).parsebytes(one.message().as_bytes())
        assert isinstance(parsed, EmailMessage)
        body = parsed.get_body(("plain",))
        assert body is not None
        text = f"{parsed['Subject']}\n{body.get_content()}".replace("\u00a0", " ").replace("\u202f", " ")
        yield str(parsed["To"]).split("<")[-1].strip(">"), text.split("\n", 1)[0], text.split("\n", 1)[1]


def to(address: str) -> list[tuple[str, str]]:
    return [(subject, text) for who, subject, text in received() if who == address]


def work(now: datetime) -> None:
    sweep(now=now)
    deliver(clock=lambda: now)


@pytest.fixture
def silent(learner: Learner, trainer: Person) -> Alert:
    learner()
    found = learner(days=(), before=(), person__first_name="Malik", person__last_name="Traoré")
    marked(found)
    work(at("2026-12-10 00:15"))
    outbox.outbox.clear()
    return case(found)


def test_one_digest_a_day_at_eight_and_none_when_nobody_waits(silent: Alert, trainer: Person) -> None:
    for hour in ("07:45", "08:00", "08:15", "14:00"):
        work(at(f"2026-12-10 {hour}"))
    ((subject, text),) = to(trainer.email)
    assert subject == "Une personne attend un signe de vous"
    assert "Malik Traoré : absence non excusée, lundi 7 décembre. À appeler aujourd’hui." in text
    assert "ils ne prédisent rien" in text
    assert "point" not in text.lower()  # facts, never a score
    assert "Et aussi" not in text
    outbox.outbox.clear()
    note_contact(Hand(silent.pk, trainer), kind=ActionKind.CALLED, now=at("2026-12-10 15:00"))
    work(at("2026-12-11 08:00"))
    assert to(trainer.email) == []


def test_the_digest_follows_the_hour_and_the_number_that_its_reader_chose(
    silent: Alert, learner: Learner, trainer: Person
) -> None:
    for _number in range(10):
        learner(days=(), before=())
    choose_digest(trainer, hour=time(10), most=3, now=morning(3))
    work(at("2026-12-10 09:00"))
    assert to(trainer.email) == []
    work(at("2026-12-10 10:00"))
    ((subject, text),) = to(trainer.email)
    assert subject == "11 personnes attendent un signe de vous"
    assert text.count("- ") == 3
    assert "huit autres alertes vous attendent" in text


def test_no_digest_on_a_sunday(silent: Alert, trainer: Person) -> None:
    work(at("2026-12-13 09:00"))
    assert to(trainer.email) == []


def test_the_referent_is_told_why_since_when_and_what_was_done(silent: Alert, trainer: Person) -> None:
    work(at("2026-12-11 09:00"))
    referent = "solene.legoff@passerelle.example.fr"
    subject, text = next(one for one in to(referent) if one[0].startswith("Une alerte"))
    assert subject == "Une alerte attend depuis un jour"
    assert "absence non excusée, lundi 7 décembre" in text
    assert "aucun échange noté" in text
    assert "Karim Haddad la garde aussi dans sa file" in text


def test_an_escalation_that_came_too_late_is_held_back(silent: Alert, trainer: Person) -> None:
    sweep(now=at("2026-12-11 21:00"))  # after the hours of sending
    note_contact(Hand(silent.pk, trainer), kind=ActionKind.CALLED, now=at("2026-12-11 21:10"))
    deliver(clock=lambda: at("2026-12-12 09:00"))
    mail = OutgoingMail.objects.get(message="followup.escalation_to_referent")
    assert (mail.state, mail.reason) == (MailState.SUPPRESSED, "l’alerte a été prise en charge entre-temps")


def test_the_message_is_what_the_trainer_wrote_and_nothing_else(silent: Alert, trainer: Person) -> None:
    written = "Bonjour Malik,\n\nOù en êtes-vous ?\n\n* pas une liste *\n[ni](http://lien) un lien\n\nKarim"
    message = Message("Par où commencer", written, target="ma leçon", url="https://exemple.fr/lecon")
    send_message(Hand(silent.pk, trainer), message=message, now=at("2026-12-10 10:00"))
    deliver(clock=lambda: at("2026-12-10 10:00"))
    assert to(silent.enrolment.person.email) == []
    deliver(clock=lambda: at("2026-12-10 10:01"))
    ((subject, text),) = to(silent.enrolment.person.email)
    assert subject == "Par où commencer"
    for words in (
        "Bonjour Malik,",
        "Où en êtes-vous ?",
        "* pas une liste *",
        "Ouvrir ma leçon : https://exemple.fr/lecon",
    ):
        assert words in text
    assert "http://lien)" in text  # as typed: no link is made of it


def test_whoever_leaves_is_told_once_with_one_question(silent: Alert, trainer: Person) -> None:
    call_command("load_questionnaires", stdout=StringIO())
    now = at("2026-12-10 10:00")
    close(Hand(silent.pk, trainer), ending=Ending(CaseOutcome.ABANDONED, cause="workload"), now=now)
    work(now)
    work(at("2026-12-11 10:00"))
    ((subject, text),) = to(silent.enrolment.person.email)
    assert subject == "Votre départ de la formation est enregistré"
    assert "depuis le jeudi 10 décembre" in text
    assert "Répondre à la question : http" in text
    assert "charge" not in text.lower()  # the cause stays in the tool


def test_the_administrator_is_told_of_a_silent_source(learner: Learner) -> None:
    learner(days=(), before=())
    work(at("2026-12-10 09:00"))
    found = [text for _who, subject, text in received() if subject == "Pas d’activité reçue pour LMS-1"]
    assert len(found) == 1
    assert "depuis le début de la session" in found[0]
    assert "Un apprenant est suivi dans cette session." in found[0]
