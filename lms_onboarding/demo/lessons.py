"""Lessons in the demonstration: some read, answer and do; one asks for help, and is answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from courses.enums import Proof
from courses.models import LessonPage, MicroCoursePage
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import Outcome
from lms_onboarding.progress.models import LessonProgress, StuckReport
from lms_onboarding.progress.services import (
    Answer,
    Call,
    Declaration,
    action_of,
    answer_stuck,
    attempt_check,
    declare_action,
    open_lesson,
    questions_of,
    report_stuck,
)

from .acts import GUEST, ROLES, Act
from .cast import load
from .dates import month_of
from .models import DemoState
from .who import Named, Ranked, Who

SIDE: Final = "first_week"
PROOFS: Final = {
    Proof.NUMBER: "3",
    Proof.LINK: "https://lms.exemple.fr/modules/accueil-recolte",
    Proof.SHORT_TEXT: "Le module d’essai est visible du groupe test.",
}
# How far each reader of the side goes: lessons of the first micro-course finished, and the next one opened.
READERS: Final = {"Marie-Bénédicte": 3, "Jean-Christophe": 1, "Nguyên": 1}
ASKS: Final = "Nguyên"
# The same for the main sessions, by rank in the file.
MAIN_READERS: Final = (3, 1)
MAIN_ASKS: Final = "CREATEUR"
QUESTION: Final = "Le bouton « Publier » reste gris, alors que j’ai rempli toutes les étapes."
REPLY: Final = (
    "Bonjour,\n\nIl manque le titre de la dernière étape : tant qu’il est vide, le module ne peut pas être "
    "publié. Complétez-le, enregistrez, et le bouton s’active. On regarde ensemble demain si besoin."
)


def lesson_acts(state: DemoState) -> Iterator[Act]:
    """Each reader opens a lesson or two before the session; one is stuck, and answered the next morning."""
    for course in load("courses"):
        code = f"LMS-{course['code']}-{month_of(state.anchor)}"
        for rank, lessons in enumerate(MAIN_READERS):
            if (course["code"], rank) != GUEST:
                yield from _reading(Ranked(code, rank), state.anchor - timedelta(days=5), rank, lessons)
        if course["code"] == MAIN_ASKS:
            yield from _help(Ranked(code, 1), state.anchor)
    side = load("sides")[SIDE]
    code = f"LMS-{side['course']}-{month_of(state.anchor)}-{side['suffix']}"
    start = date.fromisoformat(state.plan[SIDE])
    for rank, learner in enumerate(side["learners"]):
        yield from _reading(Named(code, learner), start, rank, READERS.get(learner["first_name"], 0))
        if learner["first_name"] == ASKS:
            yield from _help(Named(code, learner), start)


def _reading(who: Who, start: date, rank: int, lessons: int) -> Iterator[Act]:
    """One lesson a day, from six days before `start`."""
    for done in range(lessons):
        yield Act(start - timedelta(days=6 - done), time(12, 40 + rank), _Study(who, done))


def _help(who: Who, start: date) -> Iterator[Act]:
    yield Act(start - timedelta(days=3), time(17, 10), _Ask(who))
    yield Act(start - timedelta(days=2), time(9, 20), _Reply(who))


def _lesson(code: str, rank: int) -> LessonPage | None:
    """The lesson of this rank in the first micro-course of the role."""
    return _lesson_of(next(role for course, role in ROLES.items() if f"-{course}-" in code), 0, rank)


def _lesson_of(audience: str, course: int, rank: int) -> LessonPage | None:
    found = MicroCoursePage.objects.live().filter(audience=audience).order_by("path")[course : course + 1].first()
    return found.lessons()[rank : rank + 1].first() if found else None


def study(enrolment: Enrolment, *, course: int, rank: int, now: datetime) -> None:
    """A first answer that is nearly right, the best one, the real action; then the next lesson, if any, is opened."""
    found = _lesson_of(enrolment.role, course, rank)
    if found is None:
        return
    person, lesson = enrolment.person, LessonPage.objects.get(pk=found.pk)
    open_lesson(person=person, page=lesson, now=now)
    for question in questions_of(lesson).values():
        best = sorted(question.choices, key=lambda choice: choice.outcome == Outcome.BEST)
        for minutes, choice in enumerate(best[-2:], 4):
            answer = Answer(block=question.block, option=choice.option, revision=lesson.live_revision_id)
            attempt_check(person=person, page=lesson.pk, answer=answer, now=now + timedelta(minutes=minutes))
    _declare(person, lesson, now + timedelta(minutes=12))
    following = _lesson_of(enrolment.role, course, rank + 1)
    if following is not None:
        open_lesson(person=person, page=following.pk, now=now + timedelta(minutes=14))


def left_to(enrolment: Enrolment) -> list[tuple[int, int]]:
    """Ranks of the micro-course and of the lesson, for each one of the role that this person has not finished."""
    done = set(LessonProgress.objects.of(enrolment.person).completed().values_list("page_id", flat=True))
    courses = MicroCoursePage.objects.live().filter(audience=enrolment.role).order_by("path")
    return [
        (course, rank)
        for course, page in enumerate(courses)
        for rank, lesson in enumerate(page.lessons())
        if lesson.pk not in done
    ]


@dataclass(frozen=True)
class _Study:
    who: Who
    rank: int

    def __call__(self, now: datetime) -> None:
        enrolment = self.who.find()
        if enrolment is not None:
            study(enrolment, course=0, rank=self.rank, now=now)


def _declare(person: Person, lesson: LessonPage, now: datetime) -> None:
    action = action_of(lesson)
    if action is not None:
        value = PROOFS.get(action.proof, "")
        declaration = Declaration(block=action.block, revision=lesson.live_revision_id, value=value)
        declare_action(person=person, page=lesson.pk, declaration=declaration, now=now)


@dataclass(frozen=True)
class _Ask:
    who: Who

    def __call__(self, now: datetime) -> None:
        enrolment, lesson = self.who.find(), _lesson(self.who.code, READERS[ASKS])
        if enrolment is not None and lesson is not None:
            call = Call(motive="broken", text=QUESTION)
            report_stuck(person=enrolment.person, page=lesson.pk, call=call, now=now)


@dataclass(frozen=True)
class _Reply:
    who: Who

    def __call__(self, now: datetime) -> None:
        enrolment = self.who.find()
        report = StuckReport.objects.of(enrolment.person).open().first() if enrolment else None
        trainer = enrolment.session.trainers.select_related("person").first() if enrolment else None
        if report is not None and trainer is not None:
            answer_stuck(report=report.pk, text=REPLY, author=trainer.person, now=now)
