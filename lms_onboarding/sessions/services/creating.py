"""Create a session, and keep what describes it up to date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session, SessionTrainer
from lms_onboarding.sessions.refusals import CodeTaken, ScheduleAnnounced, SessionCancelled, TrainerTwice
from lms_onboarding.sessions.rules import Period, SlotPlan, in_order, refuse_impossible

from .planning import is_announced, office_hours, plans_of, same_schedule, write_slots
from .snapshots import place_of, subject_of


@dataclass(frozen=True, slots=True)
class TrainerPlan:
    """Who runs the session, in the order to be shown, with the title or quality that the programme must show."""

    person: Person
    title: str = "formateur"
    quality: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What comes with a session. `None` leaves as it is; a period alone is enough until half-days are known."""

    slots: Sequence[SlotPlan] | None = None
    trainers: Sequence[TrainerPlan] | None = None
    period: Period | None = None


def create_session(session: Session, plan: Plan = Plan(), *, by: str, now: datetime) -> Session:
    """Keep a new session built from its fields. Raises CodeTaken, TrainerTwice and the refusals of `plan_slots`."""
    _check(session, plan)
    with transaction.atomic():
        if plan.period and not plan.slots:
            session.starts_at, session.ends_at = office_hours(plan.period)
        session.created_at = now
        session.save(force_insert=True)
        _write(session, plan)
        record(Fact("session.created", subject_of(session), occurred_at=now, actor=by), now=now)
    return session


def save_details(session: Session, plan: Plan = Plan(), *, by: str, now: datetime) -> Session:
    """Keep the fields of a session, with its half-days and trainers when given.

    Raises SessionCancelled, CodeTaken, TrainerTwice, the refusals of `plan_slots`, and ScheduleAnnounced when dates,
    hours or place differ from what learners were told: `reschedule` is the way.
    """
    _check(session, plan)
    with transaction.atomic():
        before = Session.objects.select_for_update().get(pk=session.pk)
        if before.cancelled_at:
            raise SessionCancelled(before.code)
        if is_announced(before) and _moves(before, session, plan):
            raise ScheduleAnnounced
        _keep_the_past(before, session)
        if plan.period and not plan.slots and not before.slots.exists():
            session.starts_at, session.ends_at = office_hours(plan.period)
        session.save()
        _write(session, plan)
        record(Fact("session.updated", subject_of(session), occurred_at=now, actor=by), now=now)
    return session


def _check(session: Session, plan: Plan) -> None:
    refuse_impossible(plan.slots or (), plan.period)
    if Session.objects.filter(code=session.code).exclude(pk=session.pk).exists():
        raise CodeTaken(session.code)
    seen: set[int] = set()
    for trainer in plan.trainers or ():
        if trainer.person.pk in seen:
            raise TrainerTwice(trainer.person.full_name)
        seen.add(trainer.person.pk)


def _moves(before: Session, after: Session, plan: Plan) -> bool:
    if place_of(before) != place_of(after):
        return True
    return plan.slots is not None and not same_schedule(plans_of(before), in_order(plan.slots))


def _keep_the_past(before: Session, session: Session) -> None:
    """A form open for an hour must not undo what happened meanwhile: only the verbs write these fields."""
    for name in ("starts_at", "ends_at", "schedule_no", "opened_at", "programme", "released_at", "created_at"):
        setattr(session, name, getattr(before, name))


def _write(session: Session, plan: Plan) -> None:
    if plan.slots is not None:
        write_slots(session, plan.slots)
    if plan.trainers is not None:
        _write_trainers(session, plan.trainers)


def _write_trainers(session: Session, trainers: Sequence[TrainerPlan]) -> None:
    rows = {row.person_id: row for row in SessionTrainer.objects.filter(session=session)}
    wanted = []
    for position, trainer in enumerate(trainers):
        row = rows.pop(trainer.person.pk, None) or SessionTrainer(session=session, person=trainer.person)
        row.title, row.quality, row.position = trainer.title, trainer.quality, position
        wanted.append(row)
    SessionTrainer.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
    SessionTrainer.objects.bulk_update([row for row in wanted if row.pk], ["title", "quality", "position"])
    SessionTrainer.objects.bulk_create([row for row in wanted if not row.pk])
