"""Attendance at a distance: work, assessments and help; never a time of connection."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from time_machine import Traveller, travel

from courses.models import LessonPage
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import Standing, verify_file
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import Presence
from lms_onboarding.progress.models import HumanHelp
from lms_onboarding.progress.services import (
    Answer,
    Call,
    Declaration,
    Finding,
    Judgement,
    answer_stuck,
    assess,
    attempt_check,
    declare_action,
    goals_of,
    mark_attendance,
    open_lesson,
    remote_record,
    report_stuck,
)
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory
from tests.factories.sessions import SessionFactory, karim
from tests.progress import lessons
from tests.progress.attendance.conftest import at, sign
from tests.support import pdf

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


def paper(client: Client, path: str) -> tuple[Any, bytes]:
    """What a button answers, and the first file of the page it leads to."""
    page = client.post(path, follow=True)
    link = re.search(r'href="(/presence/[^"]+\.pdf)"', page.content.decode())
    return page, b"".join(client.get(link[1])) if link else b""


@pytest.mark.services("pdftotext")
def test_the_statement_says_every_mandatory_field_is_sealed_and_issued_once(
    ines: Enrolment, lesson: LessonPage, tmp_path: Path
) -> None:
    study(ines, lesson)
    trainer, slot = signed_in(karim()), ines.session.slots.order_by("day")[0]
    trainer.post(f"/presence/distance/{ines.pk}/", NOTED)
    sign(ines, slot, now=at(9, 1))
    mark_attendance(slot=slot.pk, findings=[Finding(ines.pk, Presence.PRESENT)], author=karim(), now=at(11))
    goal = goals_of(ines.session)[0]
    seen = Judgement(objective=goal.ref, level="acquired", assessed_on=at(9).date(), evidence="Module publié.")
    assess(ines, [seen], assessor=karim(), by="user/3", now=at(11, 30))
    page, content = paper(trainer, f"/presence/distance/{ines.pk}/releve/")
    assert "est prêt, sous le n° RA-2026-0001" in words(page)
    said = pdf.words(content)
    for field in (
        *("Passerelle Formation", "812 345 678 00021", "52 44 08123 44", "Inès Berthier", ines.session.code),
        *("Du 7 au 8 décembre 2026", "au lundi 7 décembre 2026 à 11 h 30, dernière trace connue"),
        *("Classe virtuelle, lundi 7 décembre 2026, 9 h à 12 h 30", "3 h 30", "une leçon de"),
        *("07/12/2026, 9 h 06", "leçon terminée", "présent, signé à 9 h 01", "deux essais", goal.text[:40]),
        *("Karim Haddad", "Prenez le modèle.", "Publier un module", "visioconférence"),
        *("Aucun temps de connexion n’est mesuré", "inactivité", "Heures retenues 3 h 30"),
        *("Claire Fontaine", "directrice de Passerelle Formation", "Fait à Nantes"),
    ):
        assert field in said, f"{field} is missing from {said}"
    assert verify_file(content, now=at(12)).standing is Standing.AUTHENTIC
    assert paper(trainer, f"/presence/distance/{ines.pk}/releve/")[1] == content
    assert IssuedDocument.objects.filter(kind="assiduite_foad").count() == 1
    assert not pdf.words_out_of_place(content, tmp_path)


def test_the_papers_of_a_session_are_asked_by_who_trains_it(ines: Enrolment) -> None:
    """At a distance nothing is signed on paper: the page says so, and gives the sheet."""
    path, trainer = f"/presence/session/{ines.session_id}/", signed_in(karim())
    assert path in words(trainer.get("/presence/"))
    refused = trainer.post(f"{path}papier/")
    assert refused.status_code == 409
    assert "il n’y a rien à signer sur papier" in words(refused)
    page, content = paper(trainer, f"{path}feuille/")
    assert "« Feuille d’émargement de la session » est prêt" in words(page)
    assert content.startswith(b"%PDF")
    other, file = signed_in(PersonFactory()), f"{path}E-2026-0001.pdf"
    assert trainer.get(file).status_code == 200
    assert [other.get(one).status_code for one in (path, file)] == [404, 404]
    assert other.post(f"{path}feuille/").status_code == 404
    assert trainer.post(f"{path}autre/").status_code == 404
