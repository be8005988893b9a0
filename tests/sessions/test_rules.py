"""What can be a schedule and what cannot; each refusal names the half-day and the remedy."""

from datetime import date, time

import pytest

from lms_onboarding.sessions.enums import Half
from lms_onboarding.sessions.services import (
    HalfDayTaken,
    Period,
    SessionEndsBeforeItStarts,
    SessionRefused,
    SlotEndsBeforeItStarts,
    SlotOutsideSession,
    SlotPlan,
    refuse_impossible,
)

MONDAY, FRIDAY = date(2026, 12, 7), date(2026, 12, 18)
MORNING = SlotPlan(MONDAY, time(9), time(12, 30))
AFTERNOON = SlotPlan(MONDAY, time(13, 30), time(17))


def test_a_session_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(SessionEndsBeforeItStarts) as refusal:
        Period(FRIDAY, MONDAY)
    assert "7\xa0décembre 2026, avant de commencer le 18\xa0décembre 2026" in refusal.value.sentence
    assert "inversez" in refusal.value.sentence


@pytest.mark.parametrize(
    ("slots", "refused", "said"),
    [
        ([SlotPlan(MONDAY, time(17), time(13, 30))], SlotEndsBeforeItStarts, "avant d’avoir commencé"),
        ([SlotPlan(MONDAY, time(9), time(9))], SlotEndsBeforeItStarts, "inversez les deux heures"),
        ([MORNING, SlotPlan(date(2027, 12, 7), time(9), time(12))], SlotOutsideSession, "hors de la session"),
        ([MORNING, SlotPlan(MONDAY, time(10), time(11))], HalfDayTaken, "Réunissez-les en un seul"),
        ([SlotPlan(MONDAY, time(14), time(15)), AFTERNOON], HalfDayTaken, "même demi-journée"),
    ],
)
def test_an_impossible_half_day_is_refused(slots: list[SlotPlan], refused: type[SessionRefused], said: str) -> None:
    with pytest.raises(refused, match=said):
        refuse_impossible(slots, Period(MONDAY, FRIDAY))


@pytest.mark.parametrize(
    ("start", "half"), [(time(8), Half.MORNING), (time(11, 59), Half.MORNING), (time(12), Half.AFTERNOON)]
)
def test_the_starting_hour_tells_the_half_day(start: time, half: Half) -> None:
    assert SlotPlan(MONDAY, start, time(18)).on_half == half


def test_a_half_day_may_be_given() -> None:
    refuse_impossible([SlotPlan(MONDAY, time(9), time(11)), SlotPlan(MONDAY, time(11), time(12), half=Half.AFTERNOON)])
