"""« Je suis bloqué »: from the call to the answer that is read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from courses.models import LessonPage
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import StuckReport
from lms_onboarding.progress.services import (
    AlreadyAnswered,
    Call,
    CallRefused,
    LessonClosed,
    NotTheirs,
    answer_stuck,
    mark_answer_read,
    report_stuck,
    settle_stuck,
)
from lms_onboarding.sessions.models import SessionTrainer
from tests.factories import people
from tests.factories.sessions import karim
from tests.progress.calls import SECRET, call, send

PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.django_db


def test_pressing_twice_is_one_call(ines: Person, report: StuckReport, lesson: LessonPage, now: datetime) -> None:
    again = call(ines, lesson, now=now)
    assert again.pk == report.pk
    assert again.text == SECRET
    assert OutgoingMail.objects.count() == 3
    assert Entry.objects.filter(verb="stuck.reported").count() == 1


def test_other_words_are_added_and_the_promise_stays(
    ines: Person, report: StuckReport, lesson: LessonPage, later: datetime
) -> None:
    again = report_stuck(
        person=ines, page=lesson.pk, call=Call(motive="broken", text="La page est blanche."), now=later
    )
    assert (again.pk, again.motive) == (report.pk, "broken")
    assert again.text == f"{SECRET}\n\nLa page est blanche."
    assert (again.reported_at, again.answer_due_at) == (report.reported_at, report.answer_due_at)
    assert OutgoingMail.objects.count() == 3


@pytest.mark.parametrize(
    ("motive", "text", "field"), [("", "", "motive"), ("lazy", "", "motive"), ("time", "x" * 2001, "text")]
)
def test_a_call_that_cannot_be_kept_says_why(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, motive: str, text: str, field: str
) -> None:
    now = datetime(2026, 11, 30, 9, tzinfo=PARIS)
    with pytest.raises(CallRefused) as refused:
        report_stuck(person=ines, page=lesson.pk, call=Call(motive=motive, text=text), now=now)
    assert refused.value.field == field
    assert not StuckReport.objects.exists()


def test_help_is_heard_even_when_the_lesson_was_withdrawn(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    lesson.unpublish()
    assert call(ines, lesson, now=now).is_open


def test_nobody_calls_without_a_place(ines: Person, lesson: LessonPage, now: datetime) -> None:
    with pytest.raises(LessonClosed):
        call(ines, lesson, now=now)


def test_the_answer_is_published_once(report: StuckReport, solene: Person, now: datetime, later: datetime) -> None:
    answer_stuck(report=report.pk, text="En haut à droite.", author=karim(), now=now)
    with pytest.raises(AlreadyAnswered, match="Karim Haddad a déjà répondu"):
        answer_stuck(report=report.pk, text="À gauche.", author=solene, now=later)
    kept = StuckReport.objects.get()
    assert (kept.answer, kept.answered_by, kept.answered_at) == ("En haut à droite.", karim(), now)


def test_an_empty_answer_is_refused(report: StuckReport, now: datetime) -> None:
    with pytest.raises(CallRefused, match="Écrivez votre réponse"):
        answer_stuck(report=report.pk, text="  ", author=karim(), now=now)


def test_an_answer_is_read_once_and_by_its_learner(
    ines: Person, report: StuckReport, now: datetime, later: datetime
) -> None:
    assert not mark_answer_read(report=report.pk, reader=ines, now=now)
    answer_stuck(report=report.pk, text="En haut à droite.", author=karim(), now=now)
    with pytest.raises(NotTheirs):
        mark_answer_read(report=report.pk, reader=karim(), now=now)
    assert mark_answer_read(report=report.pk, reader=ines, now=later)
    assert not mark_answer_read(report=report.pk, reader=ines, now=later + timedelta(days=1))
    assert StuckReport.objects.get().read_at == later


def test_a_learner_who_found_waits_for_nobody(
    ines: Person, report: StuckReport, lesson: LessonPage, now: datetime, later: datetime
) -> None:
    with pytest.raises(NotTheirs):
        settle_stuck(report=report.pk, learner=karim(), now=now)
    assert settle_stuck(report=report.pk, learner=ines, now=now)
    assert not settle_stuck(report=report.pk, learner=ines, now=now)
    send(now)
    assert OutgoingMail.objects.filter(state=MailState.SUPPRESSED).count() == 2
    assert call(ines, lesson, now=later).pk != report.pk


@pytest.mark.parametrize("pk", [0, 987_654])
def test_a_call_that_does_not_exist(ines: Person, now: datetime, pk: int) -> None:
    with pytest.raises(NotTheirs):
        mark_answer_read(report=pk, reader=ines, now=now)


def test_after_one_business_day_a_call_is_unanswered(report: StuckReport, now: datetime) -> None:
    due = now + timedelta(days=1)
    for at, late in ((now, False), (due, False), (due + timedelta(seconds=1), True)):
        assert report.is_unanswered(at) == late
        assert StuckReport.objects.unanswered(at).exists() == late
    answer_stuck(report=report.pk, text="En haut à droite.", author=karim(), now=due + timedelta(hours=1))
    assert not StuckReport.objects.unanswered(due + timedelta(days=9)).exists()


def test_only_who_runs_the_session_may_answer(report: StuckReport, solene: Person) -> None:
    other = people.person("Awa", "Diallo", "awa@exemple.fr")
    assert list(StuckReport.objects.answerable_by(karim())) == [report]
    assert list(StuckReport.objects.answerable_by(solene)) == [report]  # the session names no referent: the provider’s
    assert not StuckReport.objects.answerable_by(other).exists()
    assert not StuckReport.objects.answerable_by(report.person).exists()
    assert report.enrolment is not None
    report.enrolment.session.referent = other
    report.enrolment.session.save()
    SessionTrainer.objects.create(session=report.enrolment.session, person=other)
    assert list(StuckReport.objects.answerable_by(other)) == [report]
    assert not StuckReport.objects.answerable_by(solene).exists()


def test_the_database_keeps_one_open_call(report: StuckReport, now: datetime) -> None:
    report.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        report.save(force_insert=True)


def test_a_call_costs_a_constant_number_of_queries(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    with django_assert_max_num_queries(22):
        call(ines, lesson, now=now)
