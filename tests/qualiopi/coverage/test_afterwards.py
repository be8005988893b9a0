"""The appointment at thirty days and the action chosen for them support the accompaniment; nobody owes them."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.offboarding.services import note_follow_up, tell_outcome, write_action
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import CallPurpose
from lms_onboarding.welcome.models import Booking
from lms_onboarding.welcome.services import CallNote, CallOffer, book_call, note_outcome, offer_slots
from qualiopi.coverage.matrix import Matrix
from qualiopi.coverage.reviewing import fingerprints
from qualiopi.export.labels import told
from qualiopi.indicators.collectors import contents
from qualiopi.indicators.kinds import kinds
from qualiopi.indicators.pieces import Author, Piece
from tests.factories.sessions import karim

from .conftest import at

pytestmark = pytest.mark.django_db
Compute = Callable[..., Matrix]
ENDED = at("2026-12-07 18:00")
JANUARY = at("2027-01-06 11:00")
WORDS = "Refaire le quiz avec Malik avant mardi."


def held_call(learner: Enrolment, *, purpose: CallPurpose, outcome: str = "held", action: str = "") -> Booking:
    """Offered, booked and noted by the verbs of the rooms; before the session when it is the welcome."""
    offered = ENDED if purpose == CallPurpose.FOLLOW_UP else at("2026-11-30 09:00")
    starts = JANUARY if purpose == CallPurpose.FOLLOW_UP else at("2026-12-03 11:00")
    starts += timedelta(hours=learner.pk % 5)
    slot = offer_slots(
        learner.session, CallOffer(trainer=karim(), starts=[starts], purpose=purpose), by="user/3", now=offered
    )[0]
    booking = book_call(enrolment=learner.pk, slot=slot.pk, by=learner.person.key, now=offered)
    note = CallNote(outcome=outcome, next_step="none", agreed="Relire le rapport." if outcome == "held" else "")
    after = starts + timedelta(minutes=30)
    if purpose == CallPurpose.FOLLOW_UP:
        return note_follow_up(booking=booking, note=note, action=action, by="user/3", now=after)
    return note_outcome(booking=booking.pk, note=note, by="user/3", now=after)


def pieces(found: Matrix, kind: str) -> list[Piece]:
    return [one for one in found.pieces if one.kind == kind]


def test_a_follow_up_noted_is_a_piece_and_one_that_was_missed_is_not_enough(session: Session, matrix: Compute) -> None:
    first, second, _third = session.enrolments.order_by("pk")
    kept = held_call(first, purpose=CallPurpose.FOLLOW_UP)
    held_call(second, purpose=CallPurpose.FOLLOW_UP, outcome="no_answer")

    found = matrix("2027-01-31 09:00")
    one, other = sorted(pieces(found, "thirty_day_call"), key=lambda piece: piece.enrolment or 0)

    assert (one.enrolment, one.key, one.occurred_at) == (first.pk, f"call/{kept.pk}", kept.slot.starts_at)
    assert (one.author, one.complete, one.session) == (Author.TRAINER, True, session.pk)
    assert (other.complete, other.note) == (False, "l’échange n’a pas eu lieu")
    assert not pieces(found, "welcome_call"), "each purpose has its own kind"
    assert not pieces(matrix("2027-01-06 10:00"), "thirty_day_call"), "what is noted later is not seen"


def test_who_had_a_welcome_call_may_have_their_follow_up_noted(session: Session, matrix: Compute) -> None:
    """One held appointment of each purpose: the first did not stand in the way of the second before it was noted."""
    learner = session.enrolments.order_by("pk")[0]
    held_call(learner, purpose=CallPurpose.WELCOME)
    held_call(learner, purpose=CallPurpose.FOLLOW_UP)
    found = matrix("2027-01-31 09:00")
    assert [len(pieces(found, kind)) for kind in ("welcome_call", "thirty_day_call")] == [1, 1]


def test_an_action_is_a_piece_once_its_learner_says_where_it_stands(session: Session, matrix: Compute) -> None:
    learner = session.enrolments.order_by("pk")[0]
    plan = write_action(learner, text=WORDS, by=learner.person.key, now=ENDED)
    (chosen,) = pieces(matrix("2026-12-20 09:00"), "thirty_day_action")
    assert (chosen.complete, chosen.note, chosen.produced_at) == (False, "issue non dite", ENDED)

    tell_outcome(plan, outcome="dropped", by=learner.person.key, now=JANUARY)
    (told_one,) = pieces(matrix("2027-01-31 09:00"), "thirty_day_action")
    assert (told_one.complete, told_one.author, told_one.occurred_at) == (True, Author.LEARNER, ENDED)
    assert told_one.produced_at == JANUARY
    (before,) = pieces(matrix("2027-01-06 10:59"), "thirty_day_action")
    assert not before.complete


def test_the_sheet_says_the_outcome_and_none_of_the_words(session: Session) -> None:
    learner = session.enrolments.order_by("pk")[0]
    plan = write_action(learner, text=WORDS, by=learner.person.key, now=ENDED)
    key = f"action_plan/{plan.pk}"
    before = fingerprints([key])
    tell_outcome(plan, outcome="started", by=learner.person.key, now=JANUARY)
    sheet = dict(told(contents([key])[key]))
    assert (sheet["Issue"], sheet["Choisie le"][:10], sheet["Notée le"][:10]) == (
        "commencée",
        "2026-12-07",
        "2027-01-06",
    )
    assert "quiz" not in str(sheet)
    assert fingerprints([key]) != before, "a review looks again at what has changed"


def test_nobody_owes_them_and_they_are_no_appreciation(session: Session, matrix: Compute) -> None:
    found = matrix("2027-03-31 09:00")
    assert not {"thirty_day_call", "thirty_day_action"} & {lack.kind.id for lack in found.lacks}
    assert (kinds()["thirty_day_call"].proves, kinds()["thirty_day_action"].proves) == ((10,), (10, 11))
