"""Attendance at a distance: work, assessments and help; never a time of connection."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from time_machine import Traveller, travel

from courses.models import LessonPage
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import HumanHelp
from lms_onboarding.progress.services import (
    Answer,
    Call,
    Declaration,
    answer_stuck,
    attempt_check,
    declare_action,
    open_lesson,
    remote_record,
    report_stuck,
)
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory
from tests.factories.sessions import SessionFactory, karim
from tests.progress import lessons
from tests.progress.attendance.conftest import at

pytestmark = pytest.mark.django_db
NOTED = {"channel": "video", "day": "2026-12-07", "hour": "10:15", "subject": "Publier un module", "answer": "Fait."}


@pytest.fixture
def clock(provider: object) -> Iterator[Traveller]:
    with travel(at(12), tick=False) as traveller:
        yield traveller


@pytest.fixture
def ines(clock: Traveller) -> Enrolment:
    session = SessionFactory(code="LMS-CREATEUR-2026-12", modality="remote", opened=True)
    return EnrolmentFactory(session=session, person=people.person("Inès", "Berthier", "ines@exemple.fr"))


@pytest.fixture
def lesson(ines: Enrolment) -> LessonPage:
    return lessons.lesson(lessons.course(), lessons.check(), lessons.action())


def study(ines: Enrolment, lesson: LessonPage) -> None:
    """Opened at 9 h, nearly right then right, done in the LMS; stuck, and answered at 10 h."""
    person = ines.person
    open_lesson(person=person, page=lesson, now=at(9))
    for minutes, option in ((5, 2), (6, 1)):
        answer = Answer(block=lessons.uid(1), option=lessons.option(option), revision=lesson.live_revision_id)
        attempt_check(person=person, page=lesson.pk, answer=answer, now=at(9, minutes))
    declaration = Declaration(block=lessons.uid(90), revision=lesson.live_revision_id)
    declare_action(person=person, page=lesson.pk, declaration=declaration, now=at(9, 20))
    call = report_stuck(person=person, page=lesson.pk, call=Call(motive="time", text="Mots privés."), now=at(9, 30))
    answer_stuck(report=call.pk, text="Prenez le modèle.", author=karim(), now=at(10))


def signed_in(person: Person) -> Client:
    account, _made = get_user_model().objects.get_or_create(email=person.email)
    Person.objects.filter(pk=person.pk).update(account=account)
    client = Client()
    client.force_login(account)
    return client


def words(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_the_record_holds_work_assessments_and_help(ines: Enrolment, lesson: LessonPage) -> None:
    study(ines, lesson)
    record = remote_record(ines, as_of=at(12))
    assert [(work.title, work.at) for work in record.works] == [
        (lesson.title, at(9, 6)), ("Publier un module d’essai", at(9, 20)),
    ]  # fmt: skip
    (assessed,) = record.assessments
    assert (assessed.tries, assessed.succeeded, assessed.at) == (2, True, at(9, 6))
    (help_,) = record.helps
    assert (help_.author, help_.answered_at, help_.answer) == ("Karim Haddad", at(10), "Prenez le modèle.")
    assert "Mots privés" not in str(record)


def test_the_record_is_that_of_the_instant_asked(ines: Enrolment, lesson: LessonPage) -> None:
    study(ines, lesson)
    assert remote_record(ines, as_of=at(8)).is_empty
    early = remote_record(ines, as_of=at(9, 5))
    assert [work.result for work in early.works] == ["leçon ouverte"]
    assert (early.assessments[0].tries, early.assessments[0].succeeded, early.helps) == (1, False, [])


def test_a_trainer_reads_the_record_and_notes_an_exchange_once(ines: Enrolment, lesson: LessonPage) -> None:
    study(ines, lesson)
    trainer, path = signed_in(karim()), f"/presence/distance/{ines.pk}/"
    shown = words(trainer.get(path))
    assert "2 essais, la meilleure réponse est trouvée" in shown
    assert "Le temps de connexion n’est ni demandé ni gardé" in shown
    for _ in range(2):
        assert "L’échange est noté." in words(trainer.post(path, NOTED, follow=True))
    noted = HumanHelp.objects.get()
    assert (noted.at, noted.by, noted.recorded_at) == (at(10, 15), karim(), at(12))
    assert Entry.objects.get(verb="attendance.help_noted").occurred_at == at(10, 15)
    assert "Publier un module" in words(trainer.get(path))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"subject": " "}, "Dites en quelques mots l’objet"),
        ({"hour": "13:00"}, "pas encore eu lieu"),
        ({"day": ""}, "Choisissez un jour"),
        ({"hour": "x"}, "Donnez une heure"),
    ],
)
def test_an_exchange_that_cannot_be_is_refused(ines: Enrolment, change: dict[str, str], sentence: str) -> None:
    answer = signed_in(karim()).post(f"/presence/distance/{ines.pk}/", {**NOTED, **change})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not HumanHelp.objects.exists()


def test_nobody_reads_the_record_of_somebody_else_s_session(ines: Enrolment, clock: Traveller) -> None:
    path = f"/presence/distance/{ines.pk}/"
    assert signed_in(PersonFactory()).get(path).status_code == 404
    assert signed_in(ines.person).get(path).status_code == 404
    assert Client().get(path).status_code == 302
    clock.shift(timedelta(days=1))
    assert signed_in(karim()).get(path).status_code == 200


def test_the_sheet_of_a_half_day_at_a_distance_leads_to_it(ines: Enrolment) -> None:
    slot = ines.session.slots.order_by("day")[0]
    assert f"/presence/distance/{ines.pk}/" in words(signed_in(karim()).get(f"/presence/{slot.pk}/"))
