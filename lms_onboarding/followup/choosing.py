"""What is set: by a trainer for themselves, by the provider for a course or a session."""

from collections.abc import Sequence
from datetime import datetime, time

from django.db import transaction

from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session

from .models import DigestChoice, FollowupThresholds
from .rules import Thresholds
from .watching.frames import merged


def choose_digest(person: Person, *, hour: time, most: int, now: datetime) -> DigestChoice:
    """At what hour, and how many cases by name. The next digest follows it."""
    with transaction.atomic():
        choice, _made = DigestChoice.objects.update_or_create(person=person, defaults={"hour": hour, "most": most})
        record(Fact("digest.chosen", person.key, now, person.key, {"hour": f"{hour:%H:%M}", "most": most}), now=now)
    return choice


def thresholds_of(sessions: Sequence[Session]) -> list[tuple[Session, Thresholds]]:
    """What holds in each session. One query."""
    rows = list(FollowupThresholds.objects.all())
    courses = {row.course_id: row for row in rows if row.course_id}
    own = {row.session_id: row for row in rows if row.session_id}
    return [(one, merged(courses.get(one.course_id), own.get(one.pk))) for one in sessions]
