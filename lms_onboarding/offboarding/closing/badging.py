"""The badge at the end of a path: decided at release with everything else, given by the sweep that follows."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from badges.models import BadgeClass, Issuer
from badges.services import Facts, award_many, current_class, missing, open_ways, public_address
from lms_onboarding.common import french
from lms_onboarding.common.refusals import Refused
from lms_onboarding.documents.printing.frozen import thaw
from lms_onboarding.offboarding.models import Handover, Paper, PaperKind
from lms_onboarding.offboarding.pdf.badge import Badge

from .gathering import Group, Learner

log = logging.getLogger(__name__)


def badges_of(group: Group, *, released_at: datetime) -> dict[int, Badge]:
    """By enrolment, for those whose role has a badge. What was decided once stays: a correction changes no badge.

    Three queries at most. Nothing when nobody is described as issuing badges.
    """
    if not Issuer.objects.exists():
        return {}
    classes = {one.role: one for one in BadgeClass.objects.current().exclude(role="")}
    known = _frozen([one.enrolment.pk for one in group.learners])
    found = {}
    for one in group.learners:
        badge = classes.get(one.enrolment.role)
        if one.enrolment.pk in known:
            found[one.enrolment.pk] = known[one.enrolment.pk]
        elif badge is not None:
            found[one.enrolment.pk] = _decided(one, badge, released_at)
    return found


def award_badges(*, now: datetime) -> bool:
    """Give the badges decided at release, before anybody is told. Twice is once.

    False when they cannot be given now (no issuer, a key that does not open): nobody is told meanwhile.
    """
    waiting = Handover.objects.filter(told_at__isnull=True, version=1).values("enrolment")
    rows = Paper.objects.filter(kind=PaperKind.ATTESTATION, enrolment__in=waiting, data__badge__isnull=False)
    by_badge: dict[str, list[Facts]] = defaultdict(list)
    by = ""
    for paper in rows.select_related("enrolment__person", "closing").order_by("pk"):
        badge = _thawed(paper.data)
        if badge is not None and badge.uuid:
            by = paper.closing.released_by
            by_badge[badge.slug].append(_facts_of(paper, badge))
    try:
        for slug, facts in by_badge.items():
            _give(slug, facts, by=by, now=now)
    except (Refused, RuntimeError) as problem:
        log.error("badges cannot be given, closing mails wait: %s", problem)
        return False
    return True


def _give(slug: str, facts: Sequence[Facts], *, by: str, now: datetime) -> None:
    badge_class = current_class(slug)
    if badge_class is None:
        return
    done = award_many(facts, badge_class=badge_class, by=by, now=now, tell=False)
    open_ways(done.given, now=now)


def _decided(learner: Learner, badge: BadgeClass, released_at: datetime) -> Badge:
    facts = learner.facts
    left = facts.lessons - facts.lessons_done
    done = french.counted(facts.lessons_done, "leçon menée au bout", "leçons menées au bout", feminine=True)
    asked = Facts(
        person=learner.enrolment.person,
        earned_at=released_at,
        released_at=released_at,
        objectives_acquired=[goal.name for goal in facts.goals if goal.level == "acquired"],
        objectives_missing=[goal.name for goal in facts.goals if goal.level != "acquired"],
        courses_completed=[done] if facts.lessons_done else [],
        courses_missing=[french.out_of(left, facts.lessons, "leçon", feminine=True)] if left else [],
    )
    lines = missing(asked)
    if lines or not asked.objectives_acquired:
        return Badge(badge.name, badge.slug, missing=tuple(lines))
    uuid = uuid4()
    courses = tuple(asked.courses_completed)
    art = badge.slug if badge.drawing_id else ""  # ours are those that have a drawing: an image received has none
    return Badge(badge.name, badge.slug, uuid=str(uuid), url=public_address(uuid), courses=courses, art=art)


def _facts_of(paper: Paper, badge: Badge) -> Facts:
    """From what was frozen: the badge says what the attestation says."""
    released_at = paper.closing.released_at or paper.frozen_at
    return Facts(
        person=paper.enrolment.person,
        about=paper.enrolment.key,
        earned_at=released_at,
        released_at=released_at,
        objectives_acquired=[one["objective"] for one in paper.data["results"] if one["level"] == "acquired"],
        courses_completed=badge.courses,
        hours=str(paper.data["hours"]),
        uuid=UUID(badge.uuid),
    )


def _frozen(enrolments: Sequence[int]) -> dict[int, Badge]:
    rows = Paper.objects.filter(kind=PaperKind.ATTESTATION, enrolment__in=enrolments)
    found = {pk: _thawed(data) for pk, data in rows.values_list("enrolment", "data")}
    return {pk: badge for pk, badge in found.items() if badge is not None}


def _thawed(data: Mapping[str, Any]) -> Badge | None:
    return thaw(Badge, data["badge"]) if data.get("badge") else None
