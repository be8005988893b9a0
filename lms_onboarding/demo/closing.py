"""Closing in the demonstration: objectives assessed, bilans released, then what learners do of them.

The sessions beside the main ones and the main ones alike, as far as the days are played.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.french import day as in_words
from lms_onboarding.enrolments.enums import AbandonCause
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import abandon
from lms_onboarding.offboarding.models import ActionPlan, Bilan, Recall
from lms_onboarding.offboarding.services import (
    Signer,
    Wording,
    city_of,
    note_answered,
    open_closing,
    release,
    save_bilan,
    tell_outcome,
    validate_bilans,
    write_action,
)
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.progress.enums import Level
from lms_onboarding.progress.services import Judgement, assess, goals_of
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import save_draft, sheet_of, submit

from .acts import BY, Act
from .cast import load
from .dates import CALENDAR, month_of, slot_day
from .models import DemoState

# Results by learner, then by objective: they come round again. The second learner acquires everything, and has
# finished the lessons by then (`badges`): their badge is given at release.
RESULTS: Final = (
    (Level.ACQUIRED, Level.ACQUIRED, Level.ACQUIRED, Level.IN_PROGRESS, Level.ACQUIRED),
    (Level.ACQUIRED,),
    (Level.ACQUIRED, Level.ACQUIRED, Level.IN_PROGRESS, Level.NOT_ACQUIRED, Level.ACQUIRED),
    (Level.ACQUIRED, Level.IN_PROGRESS, Level.ACQUIRED, Level.ACQUIRED, Level.ACQUIRED),
)
LEVELS: Final = (4, 3, 4, 2, 5)  # what learners say of themselves at the end
LEAVES: Final = "long_ended"  # the side of which the last learner stops after the first day
WORD: Final = "Vous posez la bonne question avant de toucher aux réglages. Gardez ce réflexe."


@dataclass(frozen=True)
class Plan:
    """A session and its days."""

    name: str
    code: str
    days: Sequence[date]  # each half-day

    @property
    def last_day(self) -> date:
        return max(self.days)


def closing_acts(state: DemoState) -> Iterator[Act]:
    for plan in plans(state):
        yield from _endings(plan)
        if plan.name == LEAVES:
            yield Act(plan.days[1] + timedelta(days=1), time(9, 15), _Leave(plan.code))


def plans(state: DemoState) -> Iterator[Plan]:
    courses = {one["code"]: one for one in load("courses")}
    month = month_of(state.anchor)
    for code, course in courses.items():
        days = [state.anchor + timedelta(days=slot["day"]) for slot in course["slots"]]
        yield Plan("main", f"LMS-{code}-{month}", days)
    for name, side in load("sides").items():
        if not side.get("cancelled"):
            start = date.fromisoformat(state.plan[name])
            slots = courses[side["course"]]["slots"]
            days = [slot_day(start, slot["day"]) for slot in slots]
            yield Plan(name, f"LMS-{side['course']}-{month}-{side['suffix']}", days)


def _endings(plan: Plan) -> Iterator[Act]:
    """Where they place themselves, what the trainer saw, then the release on the next business day."""
    last, after = plan.last_day, CALENDAR.add_business_days(plan.last_day, 1)
    yield Act(last, time(17, 20), _PlaceThemselves(plan.code))
    yield Act(last, time(17, 40), _Assess(plan.code))
    yield Act(after, time(9, 40), _Release(plan.code))
    yield Act(after + timedelta(days=1), time(12, 30), _Choose(plan.code))
    yield Act(last + timedelta(days=8), time(12, 40), _Remember(plan.code))
    yield Act(after + timedelta(days=33), time(12, 50), _SayWhere(plan.code))


def learners_of(code: str) -> list[Enrolment]:
    rows = Enrolment.objects.confirmed().filter(session__code=code).select_related("person", "session")
    return list(rows.order_by("pk"))


def _trainer(session: Session) -> Person | None:
    first = session.trainers.select_related("person").order_by("position", "pk").first()
    return first.person if first else None


@dataclass(frozen=True)
class _Leave:
    code: str

    def __call__(self, now: datetime) -> None:
        learners = learners_of(self.code)
        if learners:
            abandon(learners[-1], cause=AbandonCause.WORKLOAD, by=BY, now=now)


@dataclass(frozen=True)
class _PlaceThemselves:
    """Two learners out of three answer the statements of the start again."""

    code: str

    def __call__(self, now: datetime) -> None:
        for place, one in enumerate(learners_of(self.code)):
            asked = Invitation.objects.unanswered().filter(about=one.key, occasion="exit").select_related("version")
            for invitation in asked if place % 3 != 2 else ():
                given = self._given(invitation, place)
                save_draft(invitation, given, fields=list(given), now=now)
                submit(invitation, now=now)

    def _given(self, invitation: Invitation, place: int) -> dict[str, list[str]]:
        given: dict[str, list[str]] = {}
        for item in sheet_of(invitation).asked:
            if item.question.repeated and item.question.required:
                given[item.field] = [str(LEVELS[(place + len(given)) % len(LEVELS)])]
            elif item.choices and item.question.required:
                given[item.field] = [item.choices[0].key]
        return given


@dataclass(frozen=True)
class _Assess:
    code: str

    def __call__(self, now: datetime) -> None:
        session = Session.objects.get(code=self.code)
        trainer, goals = _trainer(session), goals_of(session)
        if trainer is None:
            return
        on = local_date(now, provider().zone)
        for place, one in enumerate(learners_of(self.code)):
            results = RESULTS[place % len(RESULTS)]
            sheet = [
                Judgement(
                    objective=goal.ref,
                    level=results[rank % len(results)],
                    assessed_on=on,
                    evidence=f"Mise en situation du {in_words(on, weekday=False, year=False)}.",
                    criteria=goal.criteria if results[rank % len(results)] == Level.ACQUIRED else goal.criteria[:1],
                )
                for rank, goal in enumerate(goals)
            ]
            assess(one, sheet, assessor=trainer, by=f"user/{trainer.account_id}", now=now)


@dataclass(frozen=True)
class _Release:
    """Drafts, a word for the first learner, validation, release."""

    code: str

    def __call__(self, now: datetime) -> None:
        session = Session.objects.get(code=self.code)
        trainer = _trainer(session)
        if trainer is None or session.released_at:
            return
        by = f"user/{trainer.account_id}"
        open_closing(session, by=by, now=now)
        rows = list(Bilan.objects.current().filter(enrolment__session=session).select_related("enrolment"))
        for row in rows[:1]:
            said = ([one["text"] for one in part] for part in (row.strengths, row.axes))
            strengths, axes = said
            wording = Wording(strengths=strengths, axes=axes, action=row.action["text"], word=WORD)
            save_bilan(row, wording, by=by, now=now)
        validate_bilans(rows, validator=trainer, by=by, now=now)
        house = provider()
        signer = Signer(name=house.signatory, quality=house.signatory_quality, place=city_of(house.address))
        release(session, signer, by=by, now=now)


def _ended(code: str) -> list[Enrolment]:
    rows = Enrolment.objects.filter(session__code=code, state="completed").select_related("person", "session")
    return list(rows.order_by("pk"))


@dataclass(frozen=True)
class _Choose:
    """Two learners take an action over: the one proposed, and one of their own."""

    code: str

    def __call__(self, now: datetime) -> None:
        for place, one in enumerate(_ended(self.code)[:2]):
            bilan = Bilan.objects.current().get(enrolment=one)
            text = bilan.action["text"] if place == 0 else "Montrer mon module à deux collègues avant la fin du mois."
            write_action(one, text=text, by=one.person.key, now=now)


@dataclass(frozen=True)
class _Remember:
    code: str

    def __call__(self, now: datetime) -> None:
        for recall in Recall.objects.filter(enrolment__in=_ended(self.code)[:1], days=7, mail__isnull=False):
            note_answered(recall, by=recall.enrolment.person.key, now=now)


@dataclass(frozen=True)
class _SayWhere:
    code: str

    def __call__(self, now: datetime) -> None:
        for plan in ActionPlan.objects.filter(enrolment__in=_ended(self.code)[:1]).select_related("enrolment__person"):
            tell_outcome(plan, outcome="done", by=plan.enrolment.person.key, now=now)
