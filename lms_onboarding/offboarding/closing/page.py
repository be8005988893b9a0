"""The learner's page of the end, from what was frozen: the same facts as the documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from badges.models import Award
from badges.services import given_for, way_to
from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.offboarding.alumni.reading import next_event
from lms_onboarding.offboarding.campaigns.rules import QUESTIONNAIRE
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.offboarding.models import Announcement, PaperKind
from lms_onboarding.offboarding.pdf.bilan import RESULTS
from lms_onboarding.offboarding.pdf.certificat import RETENTION
from lms_onboarding.people.services import provider
from lms_onboarding.surveys.services import Following, waiting

from . import rules
from .freezing import OPINION
from .gathering import Learner
from .reading import OwnClosing, OwnPaper
from .route import Route, route_of

STEP = 20  # per cent of the track for each degree of the scale from 0 to 5


@dataclass(frozen=True)
class Skill:
    """An objective as the chart shows it; positions in per cent of the track."""

    objective: str
    level: str
    before: int | None
    after: int | None

    @property
    def result(self) -> str:
        return RESULTS[self.level]

    @property
    def is_axe(self) -> bool:
        return self.level != "acquired"

    @property
    def spoken(self) -> str:
        if self.after is None:
            return self.result
        start = f"de {self.before} " if self.before is not None else ""
        return f"{start}à {self.after} sur 5, {self.result}"

    @property
    def before_at(self) -> str:
        return "" if self.before is None else f"{self.before * STEP}%"

    @property
    def after_at(self) -> str:
        return "" if self.after is None else f"{self.after * STEP}%"


@dataclass(frozen=True)
class ClosingPage:
    own: OwnClosing
    bilan: OwnPaper | None
    data: Mapping[str, Any]
    skills: Sequence[Skill]
    action_by: date | None
    asks_outcome: bool
    closes_on: date | None
    badge: Award | None = None
    badge_way: str = ""
    opinion: Following | None = None
    opinion_by: date | None = None
    route: Route | None = None
    news: Announcement | None = None
    steps: Sequence[Mapping[str, str]] = ()

    @property
    def is_self_assessed(self) -> bool:
        """Whether the learner placed themselves at the end: without it there is nothing to draw."""
        return any(skill.after is not None for skill in self.skills)

    @property
    def acquired(self) -> int:
        return sum(skill.level == "acquired" for skill in self.skills)


def page_of(own: OwnClosing, *, now: datetime) -> ClosingPage:
    """Without any bilan (somebody who left), `data` is empty and the page shows the documents alone."""
    found = own.papers.get(str(PaperKind.BILAN))
    data = found.data if found else {}
    skills = [Skill(one["objective"], one["level"], one["before"], one["after"]) for one in data.get("progress", ())]
    zone = provider().zone
    ends_at = own.enrolment.session.ends_at
    given = given_for(own.enrolment.key)
    asked = _opinion(own, now)
    written = local_date(own.plan.written_at, zone) if own.plan else None
    return ClosingPage(
        own=own,
        bilan=found,
        data=data,
        skills=skills,
        action_by=written + timedelta(days=rules.ACTION_DAYS) if written else None,
        asks_outcome=bool(own.plan and (own.plan.mail_id or own.plan.outcome)),
        closes_on=local_date(ends_at, zone) if ends_at else None,
        badge=given,
        badge_way=way_to(given, now=now) if given else "",
        opinion=asked,
        opinion_by=local_date(asked.closes_at, zone) if asked else None,
        route=route_of(own.enrolment, zone=zone) if found else None,
        news=next_event(now=now) if found else None,
        steps=[one for one in data.get("next_steps", ()) if one["what"] != OPINION],  # the page knows if it waits
    )


def _opinion(own: OwnClosing, now: datetime) -> Following | None:
    """The survey that waits for this learner, the first to close first; None once answered, closed or not asked."""
    one = own.enrolment
    wanted = {QUESTIONNAIRE[Party.HOT], QUESTIONNAIRE[Party.COLD]}
    found = waiting(about=one.key, respondent=one.person.key, now=now)
    return next((survey for survey in found if survey.questionnaire in wanted), None)


def skills_of(learner: Learner) -> list[Skill]:
    """The same chart before anything is frozen, for who writes the bilan; empty without self-assessment at the end."""
    goals = learner.facts.goals
    if all(goal.after is None for goal in goals):
        return []
    return [Skill(goal.text, goal.level, goal.before, goal.after) for goal in goals]


def said_by(paper: OwnPaper) -> dict[str, Any]:
    """What its twin page says otherwise than the frozen data: dates in words, results in words."""
    data = paper.data
    results = [{**one, "result": RESULTS[one["level"]]} for one in data.get("results", ())]
    days = [date.fromisoformat(data[name]) for name in ("start", "end") if name in data]
    return {"results": results, "dates": french.period(*days) if len(days) > 1 else "", "retention": RETENTION}
