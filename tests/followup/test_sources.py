"""Absent data belongs to a source for a session: the administrator is told once, and no learner is blamed."""

from collections.abc import Callable

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.models import SourceAlert
from lms_onboarding.followup.services import sweep
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.progress.enums import Source
from lms_onboarding.progress.models import ActivitySource
from lms_onboarding.sessions.models import Session
from tests.followup.traces import active, at, day, morning

Learner = Callable[..., Enrolment]


def test_absent_data_is_one_alert_to_the_administrator_and_none_on_learners(
    learner: Learner, session: Session
) -> None:
    learner(days=(), before=())
    learner(days=(), before=())
    report = sweep(now=morning(3))
    assert (report.cases.opened, report.sources) == (0, 1)
    row = SourceAlert.objects.get()
    assert (row.session, row.source) == (session, "")
    assert OutgoingMail.objects.filter(message="followup.source_silent").count() == 1
    assert sweep(now=morning(4)).sources == 0


def test_a_file_older_than_forty_eight_hours_suspends_the_points_of_its_session(
    learner: Learner, session: Session
) -> None:
    learner(days=(), before=())
    active(learner(days=(), before=()), 0, source=Source.FILE)
    arrival = ActivitySource.objects.create(
        session=session, source=Source.FILE, last_arrival_at=at("2026-12-07 20:00"), last_day=day(0)
    )
    assert sweep(now=at("2026-12-10 08:00")).cases.opened == 0
    assert SourceAlert.objects.get().source == Source.FILE
    arrival.last_arrival_at = at("2026-12-10 09:00")
    arrival.save()
    assert sweep(now=at("2026-12-10 10:00")).cases.opened == 1
    assert SourceAlert.objects.get().resolved_at == at("2026-12-10 10:00")
