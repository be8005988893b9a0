"""What the room has to do at `now`: ask, issue what was released, tell who it concerns, ask again later."""

from dataclasses import dataclass
from datetime import datetime

from lms_onboarding.offboarding.afterwards.actions import sweep_actions
from lms_onboarding.offboarding.afterwards.recalls import sweep_recalls
from lms_onboarding.offboarding.afterwards.self_assessment import ask_self_assessments
from lms_onboarding.people.services import provider_read_once

from .badging import award_badges
from .issuing import issue_papers
from .telling import tell_learners, tell_partners


@dataclass(frozen=True, kw_only=True)
class ClosingReport:
    issued: int = 0
    learners: int = 0
    partners: int = 0
    self_assessments: int = 0
    recalls: int = 0
    actions: int = 0


@provider_read_once()
def sweep_closings(*, now: datetime) -> ClosingReport:
    """Twice is once: documents and mails have natural keys."""
    given = award_badges(now=now)
    return ClosingReport(
        self_assessments=ask_self_assessments(now=now),
        issued=issue_papers(now=now),
        learners=tell_learners(now=now) if given else 0,
        partners=tell_partners(now=now),
        recalls=sweep_recalls(now=now),
        actions=sweep_actions(now=now),
    )
