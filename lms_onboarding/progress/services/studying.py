"""What a learner does in a lesson: open it, answer its questions, declare the action done."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from courses.models import LessonPage
from lms_onboarding.common.calendar import PARIS, local_date
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.models import Person
from lms_onboarding.progress import daily
from lms_onboarding.progress.enums import CompletedBy, Outcome
from lms_onboarding.progress.models import ActionDone, CheckAttempt, LessonProgress
from lms_onboarding.progress.questions import Choice, action_of, is_still_asked, questions_of
from lms_onboarding.progress.refusals import ActionGone, QuestionChanged, UnknownOption
from lms_onboarding.progress.rules import QUIET, completed_by, declared

from .admission import Admission, admit
from .summing import LessonState


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of an answer: `choice` carries the words to show, `completed` is about the lesson."""

    choice: Choice
    completed: bool

    @property
    def outcome(self) -> Outcome:
        return self.choice.outcome


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`block` and `option` are ids of the stream, `revision` the one displayed (None for a page without revision)."""

    block: str
    option: str
    revision: int | None


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """`value` is what was typed; see `rules.declared` for what each kind of proof keeps."""

    block: str
    revision: int | None
    value: str = ""


def open_lesson(*, person: Person, page: int | LessonPage, now: datetime, zone: ZoneInfo = PARIS) -> LessonProgress:
    """The row of this person in this lesson, made at the first opening. Raises UnknownLesson, LessonClosed.

    A page read again within ten minutes writes nothing.
    """
    entry = admit(person=person, page=page, now=now)
    known = LessonProgress.objects.of(person).filter(page=entry.lesson.pk).first()
    if known is not None and now - known.last_opened_at < QUIET and known.revision == entry.lesson.live_revision_id:
        return known
    with transaction.atomic():
        row = _opened(person, entry, now=now, new=known is None)
        daily.count(entry.enrolment, "lessons", day=local_date(now, zone), at=now)
    return row


def enter_lesson(
    *, person: Person, entry: Admission, seen: LessonState | None, now: datetime, zone: ZoneInfo = PARIS
) -> bool:
    """The same for a page that has let the person in and read their summary. Returns whether it was written."""
    if seen is not None and now - seen.last_opened_at < QUIET:
        return False
    with transaction.atomic():
        _opened(person, entry, now=now, new=seen is None)
        daily.count(entry.enrolment, "lessons", day=local_date(now, zone), at=now)
    return True


def attempt_check(*, person: Person, page: int, answer: Answer, now: datetime, zone: ZoneInfo = PARIS) -> Attempt:
    """Keep one more try, and complete the lesson when it was the last question to be answered best.

    Raises UnknownLesson, LessonClosed, QuestionChanged, UnknownOption: then nothing is kept, and nothing is lost.
    """
    entry = admit(person=person, page=page, now=now)
    questions = questions_of(entry.lesson)
    question = questions.get(answer.block)
    if question is None or not is_still_asked(entry.lesson, block=answer.block, seen=answer.revision):
        raise QuestionChanged
    choice = question.choice(answer.option)
    if choice is None:
        raise UnknownOption
    with transaction.atomic():
        progress = _opened(person, entry, now=now)
        CheckAttempt.objects.create(
            person=person,
            enrolment_id=entry.enrolment,
            page_id=entry.lesson.pk,
            block=question.block,
            revision=answer.revision,
            option=choice.option,
            outcome=choice.outcome,
            at=now,
        )
        if choice.outcome == Outcome.BEST:
            succeeded = _succeeded(person, entry.lesson.pk)
            _complete(progress, completed_by(questions.keys(), succeeded, action_done=False), now=now)
        daily.count(entry.enrolment, "checks", day=local_date(now, zone), at=now)
    return Attempt(choice, progress.completed_at is not None)


def declare_action(
    *, person: Person, page: int, declaration: Declaration, now: datetime, zone: ZoneInfo = PARIS
) -> ActionDone:
    """Keep that the real action is done; declaring it again changes its value, not its date. It completes the lesson.

    Raises UnknownLesson, LessonClosed, ActionGone, ProofRefused.
    """
    entry = admit(person=person, page=page, now=now)
    action = action_of(entry.lesson)
    if action is None or action.block != declaration.block:
        raise ActionGone
    value = declared(action.proof, declaration.value)
    with transaction.atomic():
        progress = _opened(person, entry, now=now)
        done, made = ActionDone.objects.select_for_update().get_or_create(
            person=person,
            page_id=entry.lesson.pk,
            block=action.block,
            defaults={
                "enrolment_id": entry.enrolment,
                "revision": declaration.revision,
                "title": action.title[:150],
                "proof": action.proof,
                "value": value,
                "done_at": now,
                "changed_at": now,
            },
        )
        if made:
            record(_fact("action.declared", progress, now=now, proof=action.proof.value), now=now)
            daily.count(entry.enrolment, "actions", day=local_date(now, zone), at=now)
        elif done.value != value or done.proof != action.proof:
            done.value, done.proof, done.changed_at = value, action.proof, now
            done.save(update_fields=["value", "proof", "changed_at"])
        _complete(progress, completed_by((), (), action_done=True), now=now)
    return done


def _opened(person: Person, entry: Admission, *, now: datetime, new: bool = False) -> LessonProgress:
    """The row, held until the end of the transaction; two first openings at once make one."""
    lesson = entry.lesson
    rows = LessonProgress.objects.select_for_update().filter(person=person, page=lesson.pk)
    progress = None if new else rows.first()
    if progress is None:
        first = LessonProgress(
            person=person,
            enrolment_id=entry.enrolment,
            page_id=lesson.pk,
            title=lesson.title,
            revision=lesson.live_revision_id,
            opened_at=now,
            last_opened_at=now,
        )
        LessonProgress.objects.bulk_create([first], ignore_conflicts=True)
        return rows.get()
    progress.title, progress.revision = lesson.title, lesson.live_revision_id
    progress.last_opened_at = max(progress.last_opened_at, now)
    progress.enrolment_id = progress.enrolment_id or entry.enrolment
    progress.save(update_fields=["title", "revision", "last_opened_at", "enrolment"])
    return progress


def _succeeded(person: Person, page: int) -> set[str]:
    best = CheckAttempt.objects.filter(person=person, page=page, outcome=Outcome.BEST)
    return set(best.values_list("block", flat=True).distinct().order_by())


def _complete(progress: LessonProgress, how: CompletedBy | None, *, now: datetime) -> None:
    """Once and for good: what was completed stays so, whatever the lesson becomes."""
    if how is None or progress.completed_at is not None:
        return
    progress.completed_at, progress.completed_by = now, how
    progress.save(update_fields=["completed_at", "completed_by"])
    record(_fact("lesson.completed", progress, now=now, how=how.value), now=now)


def _fact(verb: str, progress: LessonProgress, *, now: datetime, **codes: str) -> Fact:
    subject = f"enrolment/{progress.enrolment_id}" if progress.enrolment_id else f"person/{progress.person_id}"
    actor = f"person/{progress.person_id}"
    return Fact(verb, subject, occurred_at=now, actor=actor, codes={"page": progress.page_id, **codes})
