"""Every date of the demonstration follows from its anchor and the last day first asked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_onboarding.demo.dates import CALENDAR, default_anchor, default_until, first_day, side_dates, slot_day

MONDAYS = st.integers(min_value=0, max_value=520).map(lambda week: date(2025, 1, 6) + timedelta(weeks=week))


@pytest.mark.parametrize(
    ("today", "anchor"),
    [
        (date(2026, 11, 22), date(2026, 11, 30)),  # a Sunday: eight days ahead
        (date(2026, 11, 23), date(2026, 11, 30)),  # a Monday: exactly seven days ahead
        (date(2026, 11, 24), date(2026, 12, 7)),
    ],
)
def test_default_anchor_is_the_first_monday_seven_days_ahead(today: date, anchor: date) -> None:
    assert default_anchor(today) == anchor


def test_default_until_is_the_later_of_today_and_a_week_before_the_anchor() -> None:
    assert default_until(date(2026, 11, 1), date(2026, 12, 7)) == date(2026, 11, 30)
    assert default_until(date(2027, 3, 1), date(2026, 12, 7)) == date(2027, 3, 1)


@given(anchor=MONDAYS, gap=st.integers(min_value=-30, max_value=120))
def test_sessions_beside_stand_where_they_are_told(anchor: date, gap: int) -> None:
    until = anchor + timedelta(days=gap)
    sides = side_dates(anchor, until)
    assert anchor not in sides.starts()
    assert all(CALENDAR.is_business_day(day) for day in sides.starts())
    assert timedelta() <= until - sides.first_week <= timedelta(days=11)
    assert slot_day(sides.just_ended, 11) < until
    assert sides.moved_from < sides.just_ended
    assert timedelta(days=55) <= until - slot_day(sides.long_ended, 11) <= timedelta(days=70)
    assert first_day(anchor, sides.starts()) <= anchor - timedelta(days=21)


def test_a_session_that_starts_on_another_day_skips_weekends_and_holidays() -> None:
    friday = date(2026, 12, 18)
    assert [slot_day(friday, offset) for offset in (0, 1, 3, 7)] == [
        date(2026, 12, 18),
        date(2026, 12, 21),
        date(2026, 12, 23),
        date(2026, 12, 28),  # the 25th is a holiday, the 26th and 27th a weekend
    ]
