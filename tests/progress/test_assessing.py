"""Objectives assessed by the trainer, or fed by a quiz: what an attestation may read."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from courses.models import LessonPage
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import cancel
from lms_onboarding.journal.models import Entry
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import AssessedBy, Level
from lms_onboarding.progress.models import Assessment
from lms_onboarding.progress.services import (
    AssessmentRefused,
    Judgement,
    assess,
    assessment_was_planned,
    assessments_of,
    feed_from_quizzes,
    goals_of,
)
from lms_onboarding.sessions.models import Session
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import karim
from tests.progress import gestures

pytestmark = pytest.mark.django_db
CLOSING = datetime(2026, 12, 7, 16, tzinfo=UTC)
DAY = date(2026, 12, 7)
GRID = ["Choisit un seul besoin", "Fait relire par un collègue"]


@pytest.fixture
def trainer(enrolment: Enrolment) -> Person:
    person: Person = karim()
    return person


@pytest.fixture
def graded(enrolment: Enrolment) -> Enrolment:
    """The first objective has a grid."""
    session = enrolment.session
    session.programme["objectives"][0]["criteria"] = GRID
    session.save(update_fields=["programme"])
    return enrolment


def judged(session: Session, rank: int = 0, level: str = Level.ACQUIRED, **said: Any) -> Judgement:
    fields = {"evidence": "Module publié le 7 décembre.", "assessed_on": DAY, **said}
    return Judgement(objective=goals_of(session)[rank].ref, level=level, **fields)


def test_the_trainer_says_what_was_acquired_when_and_what_shows_it(graded: Enrolment, trainer: Person) -> None:
    one = judged(graded.session, criteria=GRID[:1])
    (row,) = assess(graded, [one], assessor=trainer, by="user/3", now=CLOSING)
    assert (row.level, row.criteria, row.assessed_on) == ("acquired", GRID[:1], DAY)
    assert row.text == "Concevoir un module court à partir d’un besoin de terrain"
    assert assessments_of([graded.pk])[graded.pk][one.objective].assessor == trainer
    assert Entry.objects.filter(verb="objective.assessed", subject=graded.key).count() == 1


def test_the_same_again_changes_nothing(graded: Enrolment, trainer: Person) -> None:
    one = judged(graded.session)
    for _ in range(2):
        assess(graded, [one], assessor=trainer, by="user/3", now=CLOSING)
    assert Assessment.objects.count() == 1


def test_a_correction_supersedes_and_says_why(graded: Enrolment, trainer: Person) -> None:
    assess(graded, [judged(graded.session, level=Level.NOT_ACQUIRED)], assessor=trainer, by="user/3", now=CLOSING)
    with pytest.raises(AssessmentRefused, match="donnez la raison"):
        assess(graded, [judged(graded.session)], assessor=trainer, by="user/3", now=CLOSING)
    corrected = judged(graded.session, reason="Module rendu le soir même.")
    assess(graded, [corrected], assessor=trainer, by="user/3", now=CLOSING)
    assert list(Assessment.objects.values_list("level", "superseded_at", "reason").order_by("pk")) == [
        ("not_acquired", CLOSING, ""),
        ("acquired", None, "Module rendu le soir même."),
    ]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"level": "parfait"}, "choisissez acquis, en cours ou non acquis"),
        ({"evidence": "  "}, "dites ce qui montre qu’il est acquis"),
        ({"assessed_on": date(2026, 12, 8)}, "entre le premier jour et aujourd’hui"),
        ({"assessed_on": date(2026, 12, 6)}, "entre le premier jour et aujourd’hui"),
        ({"criteria": ["Inventé"]}, "sa grille a changé"),
        ({"evidence": "x" * 301}, "300 caractères"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    graded: Enrolment, trainer: Person, said: dict[str, Any], sentence: str
) -> None:
    sheet = [judged(graded.session, 1), judged(graded.session, **said)]
    with pytest.raises(AssessmentRefused, match=sentence):
        assess(graded, sheet, assessor=trainer, by="user/3", now=CLOSING)
    assert not Assessment.objects.exists()


def test_nobody_assesses_who_never_came(graded: Enrolment, trainer: Person, now: datetime) -> None:
    cancel(graded, by="user/3", now=now)
    with pytest.raises(AssessmentRefused, match="annulée"):
        assess(graded, [judged(graded.session)], assessor=trainer, by="user/3", now=CLOSING)


def test_an_objective_of_another_session_is_refused(graded: Enrolment, trainer: Person) -> None:
    other = EnrolmentFactory()
    with pytest.raises(AssessmentRefused, match="n’est pas de cette session"):
        assess(graded, [judged(other.session)], assessor=trainer, by="user/3", now=CLOSING)


def test_an_assessment_is_planned_by_the_programme_a_grid_or_a_quiz(graded: Enrolment) -> None:
    session = graded.session
    assert assessment_was_planned(session)
    session.programme["assessment"] = ""
    assert assessment_was_planned(session)
    session.programme["objectives"][0]["criteria"] = []
    assert not assessment_was_planned(session)


def test_many_learners_are_read_in_one_query(
    graded: Enrolment, trainer: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    others: list[Enrolment] = [EnrolmentFactory(session=graded.session) for _ in range(4)]
    for one in [graded, *others]:
        assess(one, [judged(graded.session)], assessor=trainer, by="user/3", now=CLOSING)
    for some in ([graded.pk], [graded.pk, *(one.pk for one in others)]):
        with django_assert_num_queries(1):
            assert len(assessments_of(some)) == len(some)


# --- fed by a quiz ---
@pytest.fixture
def quizzed(enrolment: Enrolment, lesson: LessonPage) -> Enrolment:
    session = enrolment.session
    session.programme["objectives"][1]["quiz"] = lesson.pk
    session.save(update_fields=["programme"])
    return enrolment


@pytest.mark.parametrize(("tries", "level"), [((1,), "acquired"), ((2, 1), "in_progress")])
def test_a_quiz_named_by_the_course_feeds_the_assessment(
    quizzed: Enrolment, lesson: LessonPage, now: datetime, tries: tuple[int, ...], level: str
) -> None:
    for rank in tries:
        gestures.answer(quizzed.person, lesson, rank, now=now)
    assert [feed_from_quizzes(quizzed.session, now=CLOSING) for _ in range(2)] == [1, 0]
    row = Assessment.objects.get()
    assert (row.level, row.source, row.assessed_on) == (level, AssessedBy.QUIZ, now.date())
    assert "premier coup" in row.evidence


def test_a_quiz_not_finished_says_nothing(quizzed: Enrolment, lesson: LessonPage, now: datetime) -> None:
    gestures.answer(quizzed.person, lesson, 2, now=now)
    assert feed_from_quizzes(quizzed.session, now=CLOSING) == 0


def test_what_the_trainer_said_is_never_replaced_by_a_quiz(
    quizzed: Enrolment, lesson: LessonPage, trainer: Person, now: datetime
) -> None:
    seen = judged(quizzed.session, 1, Level.NOT_ACQUIRED)
    assess(quizzed, [seen], assessor=trainer, by="user/3", now=CLOSING)
    gestures.answer(quizzed.person, lesson, 1, now=now)
    assert feed_from_quizzes(quizzed.session, now=CLOSING) == 0
    assert Assessment.objects.get().level == Level.NOT_ACQUIRED


def test_a_quiz_gives_way_to_the_trainer_without_a_reason(
    quizzed: Enrolment, lesson: LessonPage, trainer: Person, now: datetime
) -> None:
    gestures.answer(quizzed.person, lesson, 1, now=now)
    feed_from_quizzes(quizzed.session, now=CLOSING)
    assess(quizzed, [judged(quizzed.session, 1, Level.IN_PROGRESS)], assessor=trainer, by="user/3", now=CLOSING)
    assert Assessment.objects.current().get().source == AssessedBy.TRAINER
