"""States of an enrolment: the moves that exist, those refused, and everything a hundred random moves may not break."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from lms_onboarding.enrolments.enums import AbandonCause, EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import (
    AlreadyEnrolled,
    EnrolmentOver,
    EnrolmentRefused,
    NothingToAbandon,
    Seat,
    SessionHasStarted,
    SessionTakesNobody,
    abandon,
    cancel,
    confirm,
    enrol,
)
from lms_onboarding.journal.models import Entry
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import cancel as cancel_session
from tests.factories.people import PersonFactory
from tests.factories.sessions import SessionFactory

BEFORE = datetime(2026, 11, 2, 8, tzinfo=UTC)
STARTS = datetime(2026, 12, 7, 8, tzinfo=UTC)  # 9 h in Paris
FINAL = (EnrolmentState.CANCELLED, EnrolmentState.ABANDONED, EnrolmentState.COMPLETED)


def _enrolled(*, invited: bool = False) -> Enrolment:
    return enrol(Seat(SessionFactory(), PersonFactory()), invited=invited, by="user/1", now=BEFORE)


def _verbs(enrolment: Enrolment) -> list[str]:
    return list(Entry.objects.about(enrolment.key).values_list("verb", flat=True))


@pytest.mark.django_db
def test_a_confirmed_place_opens_the_session() -> None:
    enrolment = _enrolled()
    session = Session.objects.get(pk=enrolment.session_id)
    assert (enrolment.state, enrolment.confirmed_at) == (EnrolmentState.CONFIRMED, BEFORE)
    assert session.opened_at == BEFORE
    assert session.programme["title"] == session.course.title
    assert _verbs(enrolment) == ["enrolment.confirmed"]


@pytest.mark.django_db
def test_an_invitation_opens_nothing_until_confirmed() -> None:
    enrolment = _enrolled(invited=True)
    assert Session.objects.get(pk=enrolment.session_id).opened_at is None

    confirm(enrolment, by="user/1", now=BEFORE + timedelta(days=1))
    confirm(enrolment, by="user/1", now=BEFORE + timedelta(days=2))

    assert Session.objects.get(pk=enrolment.session_id).opened_at == BEFORE + timedelta(days=1)
    assert _verbs(enrolment) == ["enrolment.invited", "enrolment.confirmed"]


@pytest.mark.django_db
def test_one_enrolment_per_person_and_session() -> None:
    enrolment = _enrolled()
    with pytest.raises(AlreadyEnrolled) as refusal, transaction.atomic():
        enrol(Seat(enrolment.session, enrolment.person), by="user/1", now=BEFORE)
    assert refusal.value.known == enrolment
    assert enrolment.person.full_name in refusal.value.sentence


@pytest.mark.django_db
def test_a_cancelled_session_takes_nobody() -> None:
    enrolment = _enrolled(invited=True)
    cancel_session(enrolment.session, reason="Trop peu d’inscrits", options="", by="user/1", now=BEFORE)
    with pytest.raises(SessionTakesNobody):
        confirm(enrolment, by="user/1", now=BEFORE)
    with pytest.raises(SessionTakesNobody):
        enrol(Seat(enrolment.session, PersonFactory()), by="user/1", now=BEFORE)


@pytest.mark.django_db
def test_before_the_start_a_place_is_cancelled_and_after_it_is_abandoned() -> None:
    enrolment = _enrolled()
    with pytest.raises(NothingToAbandon):
        abandon(enrolment, cause=AbandonCause.WORKLOAD, by="user/1", now=STARTS - timedelta(seconds=1))
    with pytest.raises(SessionHasStarted):
        cancel(enrolment, by="user/1", now=STARTS)

    abandoned = abandon(enrolment, cause=AbandonCause.WORKLOAD, by="user/1", now=STARTS)

    assert (abandoned.state, abandoned.abandon_cause, abandoned.ended_at) == (
        EnrolmentState.ABANDONED,
        AbandonCause.WORKLOAD,
        STARTS,
    )
    assert Entry.objects.about(enrolment.key).last().codes["cause"] == "workload"  # type: ignore[union-attr]


@pytest.mark.django_db
def test_a_place_in_a_cancelled_session_may_be_cancelled_even_after_its_date() -> None:
    enrolment = _enrolled()
    cancel_session(enrolment.session, reason="Trop peu d’inscrits", options="", by="user/1", now=BEFORE)
    with pytest.raises(NothingToAbandon):
        abandon(enrolment, cause=AbandonCause.OTHER, by="user/1", now=STARTS)
    assert cancel(enrolment, by="user/1", now=STARTS).state == EnrolmentState.CANCELLED


@pytest.mark.django_db
def test_cancelling_twice_is_cancelling_once() -> None:
    enrolment = _enrolled()
    cancel(enrolment, by="user/1", now=BEFORE)
    cancel(enrolment, by="user/1", now=BEFORE + timedelta(days=1))
    enrolment.refresh_from_db()
    assert enrolment.ended_at == BEFORE
    assert _verbs(enrolment) == ["enrolment.confirmed", "enrolment.cancelled"]


@pytest.mark.django_db
@pytest.mark.parametrize("state", [EnrolmentState.CANCELLED, EnrolmentState.COMPLETED])
def test_final_states_are_final(state: EnrolmentState) -> None:
    enrolment = _enrolled()
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state, ended_at=BEFORE)
    with pytest.raises(EnrolmentOver):
        confirm(enrolment, by="user/1", now=BEFORE)
    with pytest.raises(EnrolmentOver):
        abandon(enrolment, cause=AbandonCause.OTHER, by="user/1", now=STARTS)


class Life(RuleBasedStateMachine):
    """Random moves at random moments against a model of four lines."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now = BEFORE
        self.state = EnrolmentState.INVITED

    @initialize(invited=st.booleans())
    def enrolled(self, invited: bool) -> None:
        self.enrolment = _enrolled(invited=invited)
        self.state = EnrolmentState.INVITED if invited else EnrolmentState.CONFIRMED

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule()
    def confirmed(self) -> None:
        self._move(
            lambda: confirm(self.enrolment, by="user/1", now=self.now),
            EnrolmentState.CONFIRMED,
            self.state not in FINAL,
        )

    @rule()
    def cancelled(self) -> None:
        allowed = self.state in (EnrolmentState.CANCELLED, EnrolmentState.INVITED)
        allowed = allowed or (self.state == EnrolmentState.CONFIRMED and self.now < STARTS)
        self._move(lambda: cancel(self.enrolment, by="user/1", now=self.now), EnrolmentState.CANCELLED, allowed)

    @rule(cause=st.sampled_from(AbandonCause))
    def abandoned(self, cause: AbandonCause) -> None:
        allowed = self.state == EnrolmentState.ABANDONED
        allowed = allowed or (self.state == EnrolmentState.CONFIRMED and self.now >= STARTS)
        self._move(
            lambda: abandon(self.enrolment, cause=cause, by="user/1", now=self.now), EnrolmentState.ABANDONED, allowed
        )

    @invariant()
    def the_record_tells_the_same_story(self) -> None:
        if not hasattr(self, "enrolment"):
            return
        row = Enrolment.objects.get(pk=self.enrolment.pk)
        assert row.state == self.state
        assert (row.ended_at is not None) == (row.state in FINAL)
        assert bool(row.abandon_cause) == (row.state == EnrolmentState.ABANDONED)
        verbs = _verbs(row)
        assert verbs[-1] == f"enrolment.{row.state}"
        assert len(verbs) == len(set(verbs))

    def _move(self, move: object, state: EnrolmentState, allowed: bool) -> None:
        assert callable(move)
        if allowed:
            move()
            self.state = state
        else:
            with pytest.raises(EnrolmentRefused):
                move()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)


@pytest.mark.django_db
def test_no_sequence_of_moves_breaks_an_enrolment() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=25,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
