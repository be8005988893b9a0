"""A first week in the demonstration: one absent, one late, one blocked, one kit returned, one silent, one who is back.

The trainer and the referent take each case from its opening to its outcome; the report tells them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from courses.models import LessonPage, MicroCoursePage
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.enums import ActionKind, CaseOutcome
from lms_onboarding.followup.models import Alert
from lms_onboarding.followup.services import (
    Ending,
    Hand,
    Message,
    close,
    note_contact,
    send_message,
    suggest,
    sweep,
)
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.progress.models import StuckReport
from lms_onboarding.progress.services import (
    Call,
    answer_stuck,
    mark_answer_read,
    open_lesson,
    report_stuck,
)
from lms_onboarding.welcome.models import WelcomeKit
from lms_onboarding.welcome.services import resend_kit

from .acts import Act, address
from .cast import load
from .dates import CALENDAR, month_of
from .models import DemoState
from .who import Named, trainer_of

SIDE: Final = "just_ended"
QUESTION: Final = "Je ne vois pas mon équipe dans la liste : je ne sais pas si c’est normal."
REPLY: Final = "Votre équipe n’était pas encore rattachée à votre compte. C’est fait : rechargez la page."


def first_week_code(state: DemoState) -> str:
    """The session whose first week is told."""
    side = load("sides")[SIDE]
    return f"LMS-{side['course']}-{month_of(state.anchor)}-{side['suffix']}"


def first_week_acts(state: DemoState) -> Iterator[Act]:
    """What people do from the first day on; `attendance` plays the half-days."""
    side, start = load("sides")[SIDE], date.fromisoformat(state.plan[SIDE])
    code = first_week_code(state)
    people = {one["week"]: Named(code, one) for one in side["learners"] if "week" in one}
    for after, at, do in _told(code, people):
        yield Act(CALENDAR.add_business_days(start, after) if after else start, at, do)


Told = tuple[int, time, Callable[[datetime], None]]


def _told(code: str, people: dict[str, Named]) -> Iterator[Told]:
    """Business days after the first one, hour, what is done."""
    yield 0, time(18, 30), _Opens(people["late"])
    yield 0, time(18, 40), _Opens(people["stuck"])
    yield (
        1,
        time(10, 15),
        _Contact(people["absent"], ActionKind.CALLED, "Déplacement imprévu. Rattrapage jeudi à 12 h 30."),
    )
    yield 1, time(11, 5), _Contact(people["bounced"], ActionKind.CALLED, "Nouvelle adresse donnée au téléphone.")
    yield 1, time(11, 10), _Resend(people["bounced"])
    yield 1, time(12, 30), _Opens(people["late"])
    yield 1, time(16, 20), _Ask(people["stuck"])
    yield 1, time(18, 30), _Close(people["bounced"], CaseOutcome.RESUMED)
    yield 2, time(9, 10), _Contact(people["stuck"], ActionKind.VIDEO, "Droits vérifiés ensemble, quinze minutes.")
    yield 2, time(9, 30), _Reply(people["stuck"], code)
    yield 2, time(10, 40), _Write(people["back"])
    yield 2, time(12, 45), _Read(people["stuck"])
    yield 2, time(18, 30), _Close(people["stuck"], CaseOutcome.RESUMED)
    yield 3, time(19, 15), _Opens(people["back"])
    yield 4, time(9, 20), _Close(people["back"], CaseOutcome.RESUMED)
    yield 4, time(9, 25), _Close(people["absent"], CaseOutcome.RESUMED)
    yield 4, time(15, 10), _Contact(people["silent"], ActionKind.NO_ANSWER, "Message laissé, rappel vendredi.")
    yield 7, time(14, 20), _Contact(people["silent"], ActionKind.CALLED, "Surcharge de travail, ne pourra pas suivre.")
    yield 7, time(14, 30), _Close(people["silent"], CaseOutcome.ABANDONED, "workload")


@dataclass(frozen=True)
class _Opens:
    """The first lesson of their role that they have not opened yet."""

    who: Named

    def __call__(self, now: datetime) -> None:
        enrolment = self.who.find()
        lesson = _first_lesson(enrolment)
        if enrolment is not None and lesson is not None:
            open_lesson(person=enrolment.person, page=lesson, now=now)


@dataclass(frozen=True)
class _Ask:
    who: Named

    def __call__(self, now: datetime) -> None:
        enrolment = self.who.find()
        lesson = _first_lesson(enrolment)
        if enrolment is not None and lesson is not None:
            report_stuck(person=enrolment.person, page=lesson.pk, call=Call(motive="unclear", text=QUESTION), now=now)
            sweep(now=now)


@dataclass(frozen=True)
class _Reply:
    who: Named
    code: str

    def __call__(self, now: datetime) -> None:
        report, trainer = _report(self.who), trainer_of(self.code)
        if report is not None and report.answered_at is None and trainer is not None:
            answer_stuck(report=report.pk, text=REPLY, author=trainer, now=now)


@dataclass(frozen=True)
class _Read:
    who: Named

    def __call__(self, now: datetime) -> None:
        report = _report(self.who)
        if report is not None:
            mark_answer_read(report=report.pk, reader=report.person, now=now)


@dataclass(frozen=True)
class _Contact:
    who: Named
    kind: ActionKind
    words: str

    def __call__(self, now: datetime) -> None:
        alert = _case(self.who)
        if alert is not None:
            note_contact(_hand(alert), kind=self.kind, words=self.words, now=now)


@dataclass(frozen=True)
class _Write:
    """The suggested message, read over and sent as it is."""

    who: Named

    def __call__(self, now: datetime) -> None:
        alert = _case(self.who)
        if alert is None:
            return
        hand = _hand(alert)
        found = suggest(alert, list(alert.signals.standing()), provider(), by=hand.by, unanswered=False, now=now)
        message = Message(found.subject, found.text, found.key, found.target, found.url)
        send_message(hand, message=message, now=now)


@dataclass(frozen=True)
class _Close:
    who: Named
    outcome: CaseOutcome
    cause: str = ""

    def __call__(self, now: datetime) -> None:
        alert = _case(self.who)
        if alert is not None:
            close(_hand(alert), ending=Ending(self.outcome, cause=self.cause), now=now)


@dataclass(frozen=True)
class _Resend:
    """The kit that came back, to the address given on the telephone."""

    who: Named

    def __call__(self, now: datetime) -> None:
        kits = WelcomeKit.objects.filter(superseded_at__isnull=True, mail__state=MailState.BOUNCED)
        enrolment = self.who.find()
        kit = kits.filter(enrolment=enrolment).select_related("mail", "enrolment__person").order_by("-pk").first()
        if kit is not None:
            by = _by(kit.enrolment)
            resend_kit(kit, email=address(self.who.learner, corrected=True), by=by, now=now)


def _case(who: Named) -> Alert | None:
    """The open case of this learner, if the sweep opened one."""
    rows = Alert.objects.open().select_related("enrolment__person", "enrolment__session__referent", "owner")
    return rows.filter(enrolment=who.find()).first()


def _hand(alert: Alert) -> Hand:
    """Whoever the case is with: the trainer, then the referent."""
    if alert.owner is None:
        msg = f"nobody follows {alert}"
        raise LookupError(msg)
    return Hand(alert.pk, alert.owner)


def _by(enrolment: Enrolment) -> str:
    trainer: Person | None = trainer_of(enrolment.session.code)
    return trainer.key if trainer else "system"


def _report(who: Named) -> StuckReport | None:
    rows = StuckReport.objects.filter(enrolment=who.find()).select_related("person")
    return rows.order_by("-pk").first()


def _first_lesson(enrolment: Enrolment | None) -> LessonPage | None:
    if enrolment is None:
        return None
    course = MicroCoursePage.objects.live().filter(audience=enrolment.role).order_by("path").first()
    first = course.lessons().first() if course else None
    return LessonPage.objects.get(pk=first.pk) if first else None
