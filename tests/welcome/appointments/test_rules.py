"""When a call is offered, may be changed, is announced: the wall clock of Paris, both changes of the clocks."""

import pytest

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.welcome.appointments import keys, words
from lms_onboarding.welcome.appointments.rules import (
    free_seat,
    hours_of,
    invite_from,
    may_change,
    offer_from,
    overlap,
)

from .conftest import PARIS, at, plain

WINDOW = SendWindow.parse("08:00-20:00@Europe/Paris")


@pytest.mark.parametrize(
    ("kit", "start", "due"),
    [
        ("2026-11-29 09:00", "2026-12-07 09:00", "2026-12-01 09:00"),
        ("2026-12-02 15:30", "2026-12-07 09:00", "2026-12-04 15:30"),  # five days remain: it waits
        ("2026-12-03 15:30", "2026-12-07 09:00", "2026-12-03 15:30"),  # four: with the kit
        ("2026-10-24 09:00", "2026-11-02 09:00", "2026-10-26 09:00"),  # over the October change: 49 hours
        ("2026-03-27 09:00", "2026-04-06 09:00", "2026-03-29 09:00"),  # over the March change: 47 hours
        ("2026-03-27 02:30", "2026-04-06 09:00", "2026-03-29 03:30"),  # an hour that the clocks skip
    ],
)
def test_an_offer_follows_the_kit_by_two_days_at_the_same_hour(kit: str, start: str, due: str) -> None:
    assert offer_from(at(kit), at(start), PARIS) == at(due)


def test_an_invitation_leaves_a_week_before_on_the_same_wall_clock() -> None:
    assert invite_from(at("2026-10-29 12:30"), PARIS) == at("2026-10-22 12:30")


@pytest.mark.parametrize(
    ("now", "starts", "possible"),
    [
        ("2026-12-02 08:30", "2026-12-02 09:30", True),
        ("2026-12-02 08:31", "2026-12-02 09:30", False),
        ("2026-03-29 01:30", "2026-03-29 03:30", True),  # one real hour: the clocks skip one
        ("2026-03-29 01:31", "2026-03-29 03:30", False),
    ],
)
def test_a_call_changes_until_one_hour_before(now: str, starts: str, *, possible: bool) -> None:
    assert may_change(at(now), at(starts)) is possible


def test_the_hour_that_happens_twice_is_told_apart() -> None:
    second = at("2026-10-25 02:30").replace(fold=1)
    assert may_change(at("2026-10-25 02:30"), second)
    assert not overlap((at("2026-10-25 02:30"), at("2026-10-25 02:40")), (second, at("2026-10-25 03:00")))


@pytest.mark.parametrize(
    ("now", "starts", "waits"),
    [
        ("2026-11-30 22:00", "2026-12-02 09:30", True),
        ("2026-11-30 22:00", "2026-12-01 09:00", True),
        ("2026-11-30 22:00", "2026-12-01 08:59", False),
        ("2026-11-30 10:00", "2026-12-02 09:30", True),
    ],
)
def test_news_wait_for_the_hours_of_sending_unless_too_late(now: str, starts: str, *, waits: bool) -> None:
    assert (hours_of(at(now), at(starts), WINDOW) is WINDOW) is waits


def test_slots_may_follow_each_other_and_never_overlap() -> None:
    one = (at("2026-12-02 09:30"), at("2026-12-02 09:40"))
    assert not overlap(one, (at("2026-12-02 09:40"), at("2026-12-02 09:50")))
    assert overlap(one, (at("2026-12-02 09:39"), at("2026-12-02 09:50")))


def test_the_lowest_free_seat_is_taken_first() -> None:
    assert [free_seat(taken, 3) for taken in ({1}, {2}, {1, 2}, {1, 2, 3})] == [2, 1, 3, None]


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        (keys.offer(12, 3), (12, 0, 0)),
        (keys.booking(7, keys.changed(2)), (7, 0, 2)),
        (keys.for_trainer(7, keys.changed(2)) + "/resend/1", (7, 0, 2)),
        (keys.for_trainer(7, keys.left(2)), (7, 0, 2)),
        (keys.invitation(12, 9), (12, 9, 0)),
        (keys.meeting(9, keys.changed(4)), (0, 9, 4)),
    ],
)
def test_a_key_says_what_it_is_about(key: str, numbers: tuple[int, int, int]) -> None:
    assert (keys.first_number(key), keys.slot_of(key), keys.sequence_of(key)) == numbers


def test_hours_and_lengths_are_said_in_french() -> None:
    assert plain(words.hour_of(at("2026-12-01 09:30"), PARIS)) == "mardi 1er décembre à 9 h 30"
    assert plain(words.choice_of(at("2026-12-01 09:30"), PARIS)) == "mardi 1er à 9 h 30"
    assert plain(words.choice_of(at("2026-11-25 17:00"), PARIS)) == "mercredi 25 à 17 h"
    assert [plain(words.minutes(count)) for count in (10, 15, 25, 30)] == [
        "dix minutes",
        "quinze minutes",
        "25 minutes",
        "trente minutes",
    ]
