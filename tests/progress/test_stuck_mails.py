"""What the mails about a call for help say, to whom, when; and never the words of the learner."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox
from wagtail.models import Page

from courses.models import HelpArticlePage, HelpIndexPage, HelpLesson, LessonPage
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import StuckReport
from lms_onboarding.progress.services import (
    STUCK_SCOPE,
    answer_stuck,
    mark_answer_read,
)
from lms_onboarding.sessions.models import SessionTrainer
from tests.factories import people
from tests.factories.sessions import karim
from tests.progress.calls import call, send, to
from tests.progress.gestures import answer

PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.django_db


def test_the_call_reaches_trainer_and_referent_and_is_acknowledged(
    ines: Person, solene: Person, report: StuckReport, now: datetime
) -> None:
    send(now)
    assert {letter.to[0].split("<")[-1].strip(">") for letter in outbox.outbox} == {
        ines.email, karim().email, solene.email
    }  # fmt: skip
    assert "demain à 9\u00a0h" in to(ines.email)
    assert "Karim Haddad vous répond" in to(ines.email)
    assert "Inès Berthier demande de l’aide." in to(solene.email)
    assert "aujourd’hui à 9\u00a0h" in to(karim().email)


def test_the_words_of_the_learner_never_travel(
    ines: Person, report: StuckReport, now: datetime, later: datetime
) -> None:
    answer_stuck(report=report.pk, text="Le bouton est en haut à droite.", author=karim(), now=now)
    send(later)
    everything = "".join(f"{letter.subject}{letter.message()}" for letter in outbox.outbox)
    stored = "".join(str(row) for row in OutgoingMail.objects.values_list("variables", "subject", "text", "html"))
    journal = "".join(str(row) for row in Entry.objects.values_list("codes", flat=True))
    for place in (everything, stored, journal):
        assert "bouton" not in place


def test_each_of_the_team_holds_their_own_link(
    solene: Person, report: StuckReport, now: datetime, later: datetime
) -> None:
    send(now)
    send(later)
    links = PersonalLink.objects.filter(scope=STUCK_SCOPE, object_key=str(report.pk))
    assert {link.holder_key for link in links} == {karim().key, solene.key}
    assert links.count() == 2
    assert all(link.expires_at == now + timedelta(days=30) for link in links)


def test_at_night_only_the_acknowledgement_leaves(
    ines: Person, solene: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    night = now.replace(hour=23)
    call(ines, lesson, now=night)
    send(night)
    assert [letter.to[0].endswith(f"{ines.email}>") for letter in outbox.outbox] == [True]
    assert "mercredi 2\u00a0décembre à 8\u00a0h" in to(ines.email)
    send(datetime(2026, 12, 1, 8, tzinfo=PARIS))
    assert "hier à 23\u00a0h" in to(karim().email)


def test_what_was_tried_is_said(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime, later: datetime
) -> None:
    for minute in (0, 1):
        answer(ines, lesson, 2, now=now + timedelta(minutes=minute))
    call(ines, lesson, now=later)
    send(later)
    assert "deux\u00a0essais du quiz" in to(karim().email)


def test_nothing_tried_leaves_no_empty_line(report: StuckReport, now: datetime) -> None:
    send(now)
    assert "Déjà essayé" not in to(karim().email)


def test_the_article_tied_to_the_lesson_is_offered(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    index = HelpIndexPage(title="Aide", slug="aide")
    Page.objects.get(depth=2).add_child(instance=index)
    article = HelpArticlePage(
        title="Un module invisible", slug="module-invisible", summary="Il n’est pas dans la liste.",
        problem="<p>Il manque.</p>", checks=[("point", {"title": "Le compte", "text": "<p>Le bon ?</p>"})],
        reviewed_on=now.date(),
    )  # fmt: skip
    article.lessons = [HelpLesson(lesson=lesson)]
    index.add_child(instance=article)
    call(ines, lesson, now=now)
    send(now)
    assert "Un module invisible" in to(ines.email)
    assert "une\u00a0minute de lecture" in to(ines.email)
    assert "/aide/module-invisible/" in to(ines.email)


def test_the_answer_brings_back_to_the_lesson(
    ines: Person, report: StuckReport, lesson: LessonPage, now: datetime
) -> None:
    send(now)
    outbox.outbox.clear()
    answer_stuck(report=report.pk, text="En haut à droite.", author=karim(), now=now)
    send(now)
    (letter,) = outbox.outbox
    assert "Karim Haddad a répondu à votre question" in letter.body
    assert f"/micro-cours/creator-0/{lesson.slug}/" in letter.body
    assert letter.from_email.startswith("Karim Haddad")
    assert letter.reply_to == [karim().email]


def test_once_answered_the_team_is_left_in_peace(report: StuckReport, now: datetime) -> None:
    answer_stuck(report=report.pk, text="En haut à droite.", author=karim(), now=now)
    send(now)
    held = OutgoingMail.objects.filter(message="progress.stuck_to_trainer")
    assert {row.state for row in held} == {MailState.SUPPRESSED}
    assert {row.reason for row in held} == {"une réponse a déjà été donnée"}


def test_an_answer_already_read_is_not_announced(ines: Person, report: StuckReport, now: datetime) -> None:
    answer_stuck(report=report.pk, text="En haut à droite.", author=karim(), now=now)
    mark_answer_read(report=report.pk, reader=ines, now=now)
    send(now)
    assert OutgoingMail.objects.get(message="progress.stuck_answered").state == MailState.SUPPRESSED


def test_without_a_team_the_provider_is_told(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    SessionTrainer.objects.all().delete()
    people.provider(pedagogical_referent=None, administrative_referent=None)
    call(ines, lesson, now=now)
    send(now)
    assert "Inès Berthier demande de l’aide." in to("contact@passerelle.example.fr")
    assert "Passerelle Formation vous répond" in to(ines.email)


def test_a_trainer_who_learns_is_not_asked_to_answer_herself(
    enrolment: Enrolment, lesson: LessonPage, solene: Person, now: datetime
) -> None:
    enrolment.person = karim()
    enrolment.save()
    call(karim(), lesson, now=now)
    mails = OutgoingMail.objects.filter(message="progress.stuck_to_trainer")
    assert [row.recipient_key for row in mails] == [solene.key]


def test_the_administrative_contact_is_the_last_resort(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    SessionTrainer.objects.all().delete()
    people.provider(pedagogical_referent=None)
    call(ines, lesson, now=now)
    send(now)
    assert "Inès Berthier demande de l’aide." in to("nadia.ferrand@passerelle.example.fr")


def test_a_lesson_deleted_meanwhile_leads_home(
    ines: Person, report: StuckReport, lesson: LessonPage, now: datetime
) -> None:
    lesson.delete()
    answer_stuck(report=report.pk, text="En haut à droite.", author=karim(), now=now)
    send(now)
    assert "« Choisir le bon format »" in outbox.outbox[-1].body.replace("\u00a0", " ")
    assert "/portail/" in outbox.outbox[-1].body
