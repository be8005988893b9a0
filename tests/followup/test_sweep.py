"""ON-6: each morning, who needs a sign. One case per learner and session, opened, followed, proposed for closing."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.enums import CaseState, Proposal, SignalKind, Stuck
from lms_onboarding.followup.models import Alert, Closure, FollowupThresholds
from lms_onboarding.followup.rules import RULES_VERSION
from lms_onboarding.followup.services import sweep
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import Presence
from lms_onboarding.sessions.models import Session
from tests.factories.sessions import SessionFactory
from tests.followup.traces import active, at, case, day, history, kinds, marked, morning, stuck

Learner = Callable[..., Enrolment]


def test_somebody_silent_has_a_case_from_day_three_and_the_others_have_none(learner: Learner, trainer: Person) -> None:
    learner()
    silent = learner(days=(), before=())
    assert [sweep(now=morning(number)).cases.opened for number in (0, 1, 2, 3)] == [0, 0, 0, 1]
    alert = case(silent)
    assert (alert.state, alert.points, alert.owner, alert.rules_version) == (
        CaseState.TODO,
        7,
        trainer,
        RULES_VERSION,
    )
    assert alert.due_at == morning(4)
    assert kinds(alert) == {SignalKind.FEW_ACTIVE_DAYS, SignalKind.FEW_VISITS_BEFORE, SignalKind.NO_CONTENT}
    assert history(alert) == ["opened"]
    assert Entry.objects.filter(verb="alert.opened", subject=silent.key).count() == 1


def test_swept_twice_one_case(learner: Learner) -> None:
    learner()
    silent = learner(days=(), before=())
    sweep(now=morning(3))
    again = sweep(now=morning(3))
    assert (again.cases.opened, again.cases.changed, again.watched) == (0, 0, 1)
    assert Alert.objects.count() == 1
    assert history(case(silent)) == ["opened"]


def test_nobody_is_flagged_on_arrival(learner: Learner) -> None:
    learner()
    late = learner(days=(), before=(), created_at=at("2026-12-09 10:00"))
    assert sweep(now=morning(3)).cases.opened == 0  # enrolled on the Wednesday: his own J+1
    assert sweep(now=morning(5)).cases.opened == 1
    assert SignalKind.FEW_VISITS_BEFORE not in kinds(case(late))  # he had no time for any


def test_moved_to_another_session_mid_week_a_learner_starts_again(learner: Learner, session: Session) -> None:
    other = SessionFactory(starts=day(2), opened=True, slots=None)
    moved = learner(days=(), before=())
    Enrolment.objects.filter(pk=moved.pk).update(state=EnrolmentState.CANCELLED, ended_at=at("2026-12-09 10:00"))
    learner(session=other, days=(2,))
    there = learner(session=other, person=moved.person, created_at=at("2026-12-09 10:00"), days=(), before=())
    sweep(now=morning(2))
    assert not Alert.objects.exists()
    sweep(now=morning(4))
    assert [alert.enrolment for alert in Alert.objects.all()] == [there]


def test_an_absence_opens_a_case_the_next_morning_and_a_late_arrival_none(learner: Learner) -> None:
    absent, late = learner(), learner()
    marked(absent)
    marked(late, presence=Presence.LATE)
    sweep(now=morning(1))
    assert [alert.enrolment for alert in Alert.objects.all()] == [absent]
    signal = case(absent).signals.get()
    assert (signal.kind, signal.observed, signal.threshold) == (SignalKind.ABSENCE, 1, 1)
    assert signal.since == at("2026-12-07 18:00")


def test_who_was_in_the_room_is_not_silent(learner: Learner) -> None:
    learner()
    there = learner(days=(), before=())
    for slot in (0, 1):
        marked(there, slot, presence=Presence.PRESENT)
    assert sweep(now=morning(3)).cases.opened == 0
    absent = learner(days=(), before=())
    assert sweep(now=morning(3)).cases.opened == 1
    assert case(absent).points == 7


def test_an_excuse_entered_later_lifts_the_signal_and_proposes_to_close(learner: Learner) -> None:
    absent = learner(days=(0,))
    marked(absent)
    sweep(now=morning(1))
    marked(absent, presence=Presence.EXCUSED, when=at("2026-12-08 10:00"), correction_reason="Justificatif reçu")
    report = sweep(now=at("2026-12-08 12:00"))
    alert = case(absent)
    assert report.cases.proposed == 1
    assert (kinds(alert), alert.proposal, alert.state) == (set(), Proposal.EXPLAINED, CaseState.TODO)
    assert history(alert) == ["opened", "signal_ended", "closure_proposed"]


def test_a_closure_entered_later_takes_the_absence_away(learner: Learner, session: Session) -> None:
    absent = learner(days=(0,))
    marked(absent)
    sweep(now=morning(1))
    Closure.objects.create(first_day=day(0), last_day=day(0), label="Inondation", session=session)
    sweep(now=at("2026-12-08 12:00"))
    assert kinds(case(absent)) == set()


def test_excused_days_leave_too_little_to_say_anything(learner: Learner) -> None:
    learner()
    away = learner(days=(), before=())
    for slot in (0, 1):
        marked(away, slot, presence=Presence.EXCUSED)
    assert sweep(now=morning(3)).cases.opened == 0  # one day counted out of three
    assert sweep(now=morning(5)).cases.opened == 1


@pytest.mark.parametrize(
    ("state", "kind"),
    [("", SignalKind.ACCESS_MISSING), (MailState.BOUNCED, SignalKind.ACCESS_BOUNCED)],
)
def test_access_not_sent_or_returned_is_a_fact(learner: Learner, state: str, kind: SignalKind) -> None:
    found = learner(kit_state=state)
    sweep(now=morning(1))
    assert kinds(case(found)) == {kind}
    assert not case(found).first


def test_a_call_for_help_comes_first_and_weighs_more_after_a_business_day(learner: Learner) -> None:
    asked = learner()
    stuck(asked, at("2026-12-11 10:00"))  # a Friday
    sweep(now=at("2026-12-11 12:00"))
    assert (case(asked).first, case(asked).signals.get().observed) == (True, Stuck.WAITING)
    sweep(now=at("2026-12-14 09:00"))  # Monday: less than one business day
    assert case(asked).signals.get().observed == Stuck.WAITING
    sweep(now=at("2026-12-14 11:00"))
    assert case(asked).signals.get().observed == Stuck.OVERDUE


def test_an_answer_that_its_learner_does_not_read_is_a_fact(learner: Learner, trainer: Person) -> None:
    asked = learner()
    stuck(
        asked, at("2026-12-08 10:00"), answer="Ouvrez le menu", answered_at=at("2026-12-08 11:00"), answered_by=trainer
    )
    sweep(now=at("2026-12-09 10:00"))
    assert not Alert.objects.exists()
    sweep(now=at("2026-12-09 12:00"))
    assert kinds(case(asked)) == {SignalKind.REPLY_UNREAD}


def test_who_comes_back_is_proposed_for_closing_with_the_reason(learner: Learner) -> None:
    learner()
    silent = learner(days=(), before=())
    sweep(now=morning(3))
    active(silent, 4)
    report = sweep(now=at("2026-12-11 15:00"))
    alert = case(silent)
    assert (report.cases.proposed, alert.proposal, alert.outcome) == (1, Proposal.BACK, "")
    assert alert.actions.get(kind="closure_proposed").codes == {"proposal": "back"}
    assert sweep(now=at("2026-12-11 15:15")).cases.proposed == 0


def test_who_was_absent_and_comes_to_the_next_half_day_is_back(learner: Learner) -> None:
    absent = learner(days=(0,))
    marked(absent)
    sweep(now=morning(1))
    marked(absent, 2, presence=Presence.PRESENT)
    sweep(now=at("2026-12-10 19:00"))
    assert case(absent).proposal == Proposal.BACK


def test_a_return_after_the_fortnight_is_seen_too(learner: Learner) -> None:
    learner()
    silent = learner(days=(), before=())
    sweep(now=morning(3))
    active(silent, 20)
    report = sweep(now=at("2026-12-27 15:00"))
    assert (report.aged.back, case(silent).proposal) == (1, Proposal.BACK)


def test_two_facts_come_first(learner: Learner) -> None:
    both = learner(kit_state=MailState.BOUNCED)
    sweep(now=morning(1))
    assert not case(both).first
    marked(both, 1)
    sweep(now=morning(2))
    assert case(both).first
    assert history(case(both)) == ["opened", "signal_added"]


def test_activity_from_the_future_does_not_count(learner: Learner) -> None:
    learner()
    silent = learner(days=(), before=())
    active(silent, 9, 10, 11, 12)
    sweep(now=morning(3))
    assert case(silent).points == 7


def test_thresholds_of_the_session_prevail_over_those_of_the_course(learner: Learner, session: Session) -> None:
    learner()
    watched = learner(days=(1,), before=())  # four points
    FollowupThresholds.objects.create(course=session.course, contact_from=7, watch_from=3)
    assert sweep(now=morning(3)).cases.opened == 0
    FollowupThresholds.objects.create(session=session, contact_from=4)
    assert sweep(now=morning(3)).cases.opened == 1
    assert case(watched).points == 4


def test_a_short_session_is_read_against_its_own_days(learner: Learner) -> None:
    """ON-6 for one day: absent data apart, who did nothing on the only day is seen the next morning."""
    short = SessionFactory(starts=date(2026, 12, 7), opened=True)
    learner(session=short, days=(0,), before=())
    nobody = learner(session=short, days=(), before=())
    sweep(now=morning(1))
    assert [alert.enrolment for alert in Alert.objects.all()] == [nobody]
    assert case(nobody).signals.get(kind=SignalKind.FEW_ACTIVE_DAYS).threshold == 1


def test_a_public_holiday_is_no_day_of_silence(learner: Learner, organisation: Any) -> None:
    """From Thursday 24 December, in Alsace-Moselle: the 25th and the 26th are off."""
    organisation.holiday_region = "57"
    organisation.save()
    long = SessionFactory(starts=date(2026, 12, 24), opened=True, modality="blended", slots=None)
    Session.objects.filter(pk=long.pk).update(ends_at=at("2027-01-15 17:00"))
    learner(session=long, before=(), days=(17,))
    quiet = learner(session=long, days=(), before=())
    assert sweep(now=at("2026-12-27 08:00")).cases.opened == 0
    assert sweep(now=at("2026-12-29 08:00")).cases.opened == 1
    assert case(quiet).points == 7


@pytest.mark.parametrize("start", [date(2026, 10, 22), date(2026, 3, 26)])
def test_the_change_of_hour_is_a_day_like_another(start: date, learner: Learner) -> None:
    session = SessionFactory(starts=start, opened=True, modality="blended")
    Session.objects.filter(pk=session.pk).update(ends_at=session.ends_at + timedelta(days=20))
    fields = {"session": session, "created_at": at(f"{start.year}-01-05 08:00"), "before": (), "days": ()}
    active(learner(**fields), (start - day(0)).days)
    learner(**fields)
    dawn = datetime.combine(start + timedelta(days=3), datetime.min.time(), tzinfo=at("2026-01-01 00:00").tzinfo)
    assert sweep(now=dawn - timedelta(minutes=1)).cases.opened == 0
    assert sweep(now=dawn + timedelta(minutes=1)).cases.opened == 1


def test_after_the_fortnight_nothing_opens(learner: Learner) -> None:
    learner()
    learner(days=(), before=())
    assert sweep(now=morning(15)).cases.opened == 0
    assert sweep(now=morning(14)).cases.opened == 1


def test_somebody_who_left_is_proposed_for_closing(learner: Learner) -> None:
    learner()
    silent = learner(days=(), before=())
    sweep(now=morning(3))
    Enrolment.objects.filter(pk=silent.pk).update(state=EnrolmentState.CANCELLED, ended_at=morning(4))
    assert sweep(now=morning(4)).aged.left == 1
    assert case(silent).proposal == Proposal.LEFT


def _queries(learner: Learner, count: int) -> None:
    for number in range(count):
        gone = learner(days=(), before=(), kit_state=MailState.BOUNCED if number % 2 else MailState.SENT)
        marked(gone)
        stuck(gone, at("2026-12-08 10:00"))


def test_as_many_queries_for_five_learners_as_for_one(
    learner: Learner, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    learner()
    _queries(learner, 1)
    with django_assert_max_num_queries(60) as first:
        sweep(now=morning(2))
    _queries(learner, 5)
    with django_assert_max_num_queries(len(first)):
        assert sweep(now=morning(2)).cases.opened == 5
