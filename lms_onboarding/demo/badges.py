"""Badges in the demonstration: one is earned at release, another once a trainer has examined what was missing.

Its provider has one of the three badges renewed each quarter: those who hold it are reminded before it ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import ceil
from pathlib import Path
from typing import Any, Final

from badges.enums import AwardState
from badges.models import Award
from badges.services import Facts, Wording, award, class_for, current_class, given_for, save_badge_class, taken_away
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.offboarding.models import Paper

from .acts import BY, Act
from .closing import learners_of, plans
from .dates import CALENDAR
from .lessons import left_to, study
from .models import DemoState

FINISHES: Final = 1  # rank of the learner who acquires everything (`closing.RESULTS`)
EVENINGS: Final = 3  # in which this learner finishes the lessons that were left
EXAMINED: Final = 4  # business days after the last one: the closing mail has said what was left
QUARTERLY: Final = "badge-manager"
RENEWAL: Final = "lire avec votre équipe les chiffres d’un nouveau trimestre."


def badge_acts(state: DemoState) -> Iterator[Act]:
    for plan in plans(state):
        for left in range(EVENINGS, 0, -1):
            yield Act(plan.last_day - timedelta(days=left), time(18, 30), _Finish(plan.code, left))
        yield Act(CALENDAR.add_business_days(plan.last_day, EXAMINED), time(14, 20), _Examine(plan.code))


def renew_quarterly(*, now: datetime) -> None:
    """What this provider decided of its managers' badge."""
    badge = current_class(QUARTERLY)
    if badge is None or badge.validity_months:
        return
    wording = Wording(
        name=badge.name,
        short_name=badge.short_name,
        role=badge.role,
        summary=badge.summary,
        description=badge.description,
        criteria=badge.criteria,
        examined=badge.examined,
        limits=badge.limits,
        skills=badge.skills,
        image=badge.image,
        drawing=badge.drawing,
        validity_months=3,
        renewal=RENEWAL,
    )
    save_badge_class(QUARTERLY, wording, by=BY, now=now)


def write_badges(folder: Path) -> int:
    """`<badge>_<identifier>.png` and `.jwt` for each that stands; how many badges. The same award, the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    awards = Award.objects.filter(state=AwardState.VALID).select_related("badge_class__image").order_by("pk")
    for one in awards.iterator(chunk_size=200):
        name = f"{one.badge_class.slug}_{one.uuid}"
        (folder / f"{name}.png").write_bytes(taken_away(one))
        (folder / f"{name}.jwt").write_text(one.credential)
    return awards.count()


@dataclass(frozen=True)
class _Finish:
    """A share of the lessons that one learner has left, `evenings` being those that remain."""

    code: str
    evenings: int

    def __call__(self, now: datetime) -> None:
        for one in learners_of(self.code)[FINISHES : FINISHES + 1]:
            left = left_to(one)
            for place, (course, rank) in enumerate(left[: ceil(len(left) / self.evenings)]):
                study(one, course=course, rank=rank, now=now + timedelta(minutes=20 * place))


@dataclass(frozen=True)
class _Examine:
    """The first learner left without a badge shows what was still missing; whoever trained them decides."""

    code: str

    def __call__(self, now: datetime) -> None:
        done = Enrolment.objects.filter(session__code=self.code, state="completed").select_related("person", "session")
        one = next((one for one in done.order_by("pk") if given_for(one.key) is None), None)
        badge = class_for(one.role) if one else None
        if one is None or badge is None:
            return
        trainer = one.session.trainers.select_related("person").order_by("position", "pk").first()
        by = f"user/{trainer.person.account_id}" if trainer and trainer.person.account_id else "system"
        paper = Paper.objects.filter(enrolment=one, kind="attestation_fin").order_by("-version").first()
        said: dict[str, Any] = paper.data if paper else {"results": [], "hours": ""}
        facts = Facts(
            person=one.person,
            about=one.key,
            earned_at=now,
            objectives_acquired=[goal["objective"] for goal in said["results"]],
            hours=str(said["hours"]),
            examined_by=by,
        )
        award(facts, badge_class=badge, by=by, now=now)
