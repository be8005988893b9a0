"""Assess the objectives of a session, learner by learner. Attestations and badges read nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import local_date
from lms_onboarding.enrolments.enums import ONCE_PLACED
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record_many
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.progress.enums import AssessedBy, Level
from lms_onboarding.progress.models import Assessment
from lms_onboarding.progress.refusals import AssessmentRefused
from lms_onboarding.sessions.models import Session

LONGEST: Final = 300
SAID: Final = ("level", "criteria", "evidence", "assessed_on")


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective frozen with its session, the criteria by which it is assessed, the lesson whose quiz may do it."""

    ref: str
    text: str
    criteria: tuple[str, ...] = ()
    quiz: int | None = None


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a trainer saw. `criteria` are those observed, by their words; `reason` is asked of a correction."""

    objective: str
    level: str
    assessed_on: date
    evidence: str = ""
    criteria: Sequence[str] = ()
    reason: str = ""


def goals_of(session: Session) -> tuple[Goal, ...]:
    """The objectives frozen when the session opened, in their order; none before."""
    return tuple(
        Goal(str(one["ref"]), str(one["text"]), tuple(one.get("criteria") or ()), one.get("quiz"))
        for one in session.programme.get("objectives", ())
    )


def assessment_was_planned(session: Session) -> bool:
    """Whether the programme promised one: its own words, or a grid or a quiz on an objective."""
    promised = str(session.programme.get("assessment") or "").strip()
    return bool(promised) or any(goal.criteria or goal.quiz for goal in goals_of(session))


def assess(
    enrolment: Enrolment, judgements: Iterable[Judgement], *, assessor: Person, by: str, now: datetime
) -> list[Assessment]:
    """Keep what was found, all or nothing; the same again changes nothing, something else supersedes with its reason.

    Raises AssessmentRefused. Returns the rows that were written.
    """
    wanted = list(judgements)
    with transaction.atomic():
        learner = Enrolment.objects.select_for_update(of=("self",)).select_related("session").get(pk=enrolment.pk)
        goals = {goal.ref: goal for goal in goals_of(learner.session)}
        current = {row.objective: row for row in Assessment.objects.current().filter(enrolment=learner)}
        for one in wanted:
            _refuse(one, learner, goals, current.get(one.objective), today=local_date(now, provider().zone))
        rows = [_row(one, learner, goals[one.objective], current) for one in wanted]
        fresh = [row for row in rows if not _says_the_same(row, current.get(row.objective))]
        for row in fresh:
            row.source, row.assessor = AssessedBy.TRAINER, assessor
        write(fresh, current, by=by, now=now)
    return fresh


def write(rows: Sequence[Assessment], current: Mapping[str, Assessment], *, by: str, now: datetime) -> None:
    """Supersede what these rows replace, and add them. The caller holds the learner."""
    old = [current[row.objective].pk for row in rows if row.objective in current]
    Assessment.objects.filter(pk__in=old).update(superseded_at=now)
    for row in rows:
        row.recorded_at, row.recorded_by = now, by
    Assessment.objects.bulk_create(rows)
    record_many([_fact(row, by=by, now=now) for row in rows], now=now)


def assessments_of(enrolments: Iterable[int]) -> dict[int, dict[str, Assessment]]:
    """Enrolment → objective → the last word on it. One query."""
    found: dict[int, dict[str, Assessment]] = {}
    for row in Assessment.objects.current().of(enrolments).select_related("assessor"):
        found.setdefault(row.enrolment_id, {})[row.objective] = row
    return found


def _refuse(
    one: Judgement, learner: Enrolment, goals: Mapping[str, Goal], current: Assessment | None, *, today: date
) -> None:
    goal = goals.get(one.objective)
    if goal is None:
        raise AssessmentRefused(_("Cet objectif n’est pas de cette session. Rechargez la page."), field=one.objective)
    if learner.state not in ONCE_PLACED:
        raise AssessmentRefused(_("Cette inscription est annulée : il n’y a rien à évaluer."), field=one.objective)
    if sentence := _wrong(one, learner, goal, today) or _unexplained(one, current):
        raise AssessmentRefused(sentence, field=one.objective)


def _wrong(one: Judgement, learner: Enrolment, goal: Goal, today: date) -> str:
    starts_at = learner.session.starts_at
    if one.level not in Level.values:
        return _("« %(goal)s » : choisissez acquis, en cours ou non acquis.") % {"goal": goal.text}
    if set(one.criteria) - set(goal.criteria):
        return _("« %(goal)s » : sa grille a changé. Rechargez la page.") % {"goal": goal.text}
    if starts_at is None or not local_date(starts_at, provider().zone) <= one.assessed_on <= today:
        return _("« %(goal)s » : donnez le jour de l’évaluation, entre le premier jour et aujourd’hui.") % {
            "goal": goal.text
        }
    if len(one.evidence.strip()) > LONGEST:
        return _("« %(goal)s » : dites ce qui le montre en %(longest)d caractères au plus.") % {
            "goal": goal.text,
            "longest": LONGEST,
        }
    if one.level == Level.ACQUIRED and not one.evidence.strip():
        return _("« %(goal)s » : dites ce qui montre qu’il est acquis (un exercice, une production, sa date).") % {
            "goal": goal.text
        }
    return ""


def _unexplained(one: Judgement, current: Assessment | None) -> str:
    """A correction of what a trainer said gives its reason; what a quiz found needs none."""
    if current is None or current.source == AssessedBy.QUIZ or current.level == one.level or one.reason.strip():
        return ""
    return _("« %(goal)s » était « %(level)s » : donnez la raison de la correction.") % {
        "goal": current.text,
        "level": current.get_level_display(),
    }


def _row(one: Judgement, learner: Enrolment, goal: Goal, current: Mapping[str, Assessment]) -> Assessment:
    return Assessment(
        enrolment=learner,
        objective=goal.ref,
        text=goal.text,
        level=one.level,
        criteria=[name for name in goal.criteria if name in set(one.criteria)],
        evidence=one.evidence.strip(),
        assessed_on=one.assessed_on,
        reason=one.reason.strip()[:LONGEST] if goal.ref in current else "",
    )


def _says_the_same(row: Assessment, current: Assessment | None) -> bool:
    if current is None or current.source == AssessedBy.QUIZ:
        return False
    return all(getattr(row, name) == getattr(current, name) for name in SAID)


def _fact(row: Assessment, *, by: str, now: datetime) -> Fact:
    codes: dict[str, Any] = {"assessment": row.pk, "level": row.level, "source": row.source}
    return Fact("objective.assessed", f"enrolment/{row.enrolment_id}", occurred_at=now, actor=by, codes=codes)
