"""Badges in the demonstration: a trainer examines what a learner finished after the release, then gives the badge."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

from badges.enums import AwardState
from badges.models import Award
from badges.services import Facts, award, class_for, taken_away
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.offboarding.models import Paper

from .acts import Act
from .closing import plans
from .dates import CALENDAR
from .models import DemoState

EXAMINED: Final = 4  # business days after the last one: the closing mail has said what was left


def badge_acts(state: DemoState) -> Iterator[Act]:
    for plan in plans(state):
        yield Act(CALENDAR.add_business_days(plan.last_day, EXAMINED), time(14, 20), _Examine(plan.code))


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
class _Examine:
    """The first learner of the session shows what was still missing; whoever trained them decides."""

    code: str

    def __call__(self, now: datetime) -> None:
        done = Enrolment.objects.filter(session__code=self.code, state="completed").select_related("person", "session")
        one = done.order_by("pk").first()
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
