"""What is expected of whom, and when: pure decisions."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from qualiopi.coverage.expecting import expected_of
from qualiopi.coverage.states import Count, State, state_of
from qualiopi.indicators.frame import Group, Half, Learner
from qualiopi.indicators.kinds import Anchor, Kind, Owner, Per, kinds

from .conftest import at

START, END = at("2026-12-07 09:00"), at("2026-12-08 17:00")
EARLY = at("2026-10-01 10:00")


def learner(pk: int = 1, confirmed: datetime | None = EARLY, left: datetime | None = None) -> Learner:
    return Learner(pk, 1, pk, confirmed, left, was_invited=False)


def group(*learners: Learner) -> Group:
    halves = (Half(11, START, START + timedelta(hours=3)), Half(12, END - timedelta(hours=3), END))
    return Group(1, "S", "Cours", 1, "onsite", START, END, None, "", 14.0, (), halves, learners)


def kind(per: Per = Per.ENROLMENT, anchor: Anchor = Anchor.START, days: int = -7) -> Kind:
    return Kind(
        id="kit",
        title="Kit",
        plural="Kits",
        per=per,
        anchor=anchor,
        days=days,
        owner=Owner.TRAINER,
        expected=True,
        first=(9,),
        also=(),
        does_not_prove="",
    )


def test_each_active_learner_owes_one_at_the_milestone() -> None:
    found = expected_of(kind(), group(learner(1), learner(2)))
    assert [unit.enrolment for unit in found.units] == [1, 2]
    assert {unit.due for unit in found.units} == {START - timedelta(days=7)}


def test_who_left_before_the_milestone_is_excluded_and_counted() -> None:
    gone, stayed = learner(1, left=START - timedelta(days=8)), learner(2, left=START - timedelta(days=6))
    found = expected_of(kind(), group(gone, stayed))
    assert [unit.enrolment for unit in found.units] == [2]
    assert found.excluded == 1


def test_a_late_enrolment_owes_nothing_before_it_exists() -> None:
    late = START - timedelta(days=2)
    (unit,) = expected_of(kind(), group(learner(1, confirmed=late))).units
    assert unit.due == late


def test_an_invitation_that_was_never_confirmed_owes_nothing() -> None:
    assert expected_of(kind(), group(learner(1, confirmed=None))).units == ()


def test_what_precedes_a_final_enrolment_is_not_held_and_never_owed() -> None:
    invited = replace(learner(1), was_invited=True)
    found = expected_of(kind(anchor=Anchor.CONFIRMED, days=0), group(invited, learner(2)))
    assert [unit.enrolment for unit in found.units] == [1]
    assert found.not_held == 1


def test_a_half_day_owes_its_own() -> None:
    found = expected_of(kind(per=Per.SLOT, days=2), group(learner()))
    assert [(unit.half, unit.due) for unit in found.units] == [
        (11, START + timedelta(days=2, hours=3)),
        (12, END + timedelta(days=2)),
    ]


def test_a_session_without_learners_owes_nothing() -> None:
    assert expected_of(kind(per=Per.SESSION), group()).units == ()


def test_a_session_without_dates_owes_nothing_yet() -> None:
    undated = replace(group(learner()), starts_at=None, ends_at=None)
    assert expected_of(kind(), undated).units == ()


@pytest.mark.parametrize(
    ("count", "state"),
    [
        (Count(held=3, due=3), State.PRESENT),
        (Count(held=2, due=3), State.PARTIAL),
        (Count(flawed=1, due=3), State.PARTIAL),
        (Count(due=3), State.ABSENT),
        (Count(to_come=3), State.TO_COME),
        (Count(), State.NOT_APPLICABLE),
        (Count(held=3, due=3, doubted=1), State.TO_REVIEW),
        (Count(held=1, due=1, to_come=2), State.PRESENT),
    ],
)
def test_the_state_follows_from_the_count(count: Count, state: State) -> None:
    assert state_of(count) is state


def test_what_never_proves_never_does() -> None:
    """No bilan, badge, attestation or assessment under thirty; a form without synthesis is not an analysis."""
    for one in kinds().values():
        if 30 in one.proves:
            assert not {"bilan", "badge", "attestation", "assessment"} & set(one.id.split("_"))
    assert kinds()["needs_answers"].first == ()
    assert 4 not in kinds()["kit"].proves


def test_every_kind_says_what_it_does_not_prove() -> None:
    assert all(one.does_not_prove.endswith(".") and one.title and one.plural for one in kinds().values())
