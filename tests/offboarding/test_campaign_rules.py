"""When each party is asked and reminded, on plain dates."""

from dataclasses import replace
from datetime import time

import pytest

from lms_onboarding.common.calendar import BusinessCalendar, SendWindow
from lms_onboarding.offboarding.campaigns.rules import (
    House,
    Timing,
    asked_at,
    asked_key,
    closes_at,
    funders_asked_at,
    ids_of,
    is_due,
    party_of,
    reminded_at,
)
from lms_onboarding.offboarding.enums import Party

from .conftest import PARIS, at

BUSINESS = BusinessCalendar()
HOUSE = House(PARIS, BUSINESS, SendWindow(time(8), time(20), PARIS, BUSINESS))
HOT = Timing(delay=0, open_days=7, reminder=5, hour=time(9))
COLD = replace(HOT, delay=60, open_days=14, reminder=7)


@pytest.mark.parametrize(
    ("ended", "asked"),
    [
        ("2026-12-03 17:00", "2026-12-03 17:00"),  # as soon as the last half-day ends
        ("2026-12-04 20:30", "2026-12-07 08:00"),  # a Friday evening: Monday
        ("2026-12-05 12:30", "2026-12-07 08:00"),  # a Saturday
        ("2026-12-24 20:00", "2026-12-28 08:00"),  # over Christmas, a Friday
        ("2026-03-28 12:30", "2026-03-30 08:00"),  # over the change of hour
    ],
)
def test_without_delay_people_are_asked_when_the_last_half_day_ends(ended: str, asked: str) -> None:
    assert asked_at(at(ended), HOT, HOUSE) == at(asked)


@pytest.mark.parametrize(
    ("ended", "asked"),
    [
        ("2026-12-03 17:00", "2027-02-01 09:00"),
        ("2026-12-02 17:00", "2027-02-01 09:00"),  # sixty days later is a Sunday
        ("2026-03-05 17:00", "2026-05-04 09:00"),
        ("2026-03-02 17:00", "2026-05-04 09:00"),  # 1 May is a holiday, and a Friday
        ("2026-08-27 17:00", "2026-10-26 09:00"),  # nine o'clock on the wall, whatever the change of hour
    ],
)
def test_a_delay_is_counted_in_days_and_lands_on_a_business_day(ended: str, asked: str) -> None:
    assert asked_at(at(ended), COLD, HOUSE) == at(asked)


def test_an_hour_outside_the_window_waits_for_it() -> None:
    assert asked_at(at("2026-12-03 17:00"), replace(COLD, hour=time(6)), HOUSE) == at("2027-02-01 08:00")


def test_what_was_due_weeks_ago_is_not_asked_any_more() -> None:
    moment = at("2026-12-03 17:00")
    cases = ["2026-12-03 16:59", "2026-12-03 17:00", "2026-12-17 16:59", "2026-12-17 17:00"]
    assert [is_due(moment, at(now)) for now in cases] == [False, True, True, False]


@pytest.mark.parametrize(
    ("asked", "closing"),
    [("2026-12-03 17:00", "2026-12-10 18:00"), ("2026-12-04 17:00", "2026-12-11 18:00")],
)
def test_it_closes_on_the_evening_of_a_business_day(asked: str, closing: str) -> None:
    assert closes_at(at(asked), HOT, HOUSE) == at(closing)


@pytest.mark.parametrize(
    ("sent", "closing", "reminded"),
    [
        ("2026-12-03 17:00", "2026-12-10 18:00", "2026-12-08 09:00"),
        ("2026-12-04 17:00", "2026-12-11 18:00", "2026-12-09 09:00"),
        ("2026-12-07 17:00", "2026-12-14 18:00", "2026-12-11 09:00"),  # its Saturday would be pushed to the last day
        ("2026-12-09 17:00", "2026-12-10 18:00", None),  # nothing is left in between
    ],
)
def test_the_reminder_comes_once_on_a_business_day_before_the_last(
    sent: str, closing: str, reminded: str | None
) -> None:
    assert reminded_at(at(sent), at(closing), HOT, HOUSE) == (at(reminded) if reminded else None)


def test_a_campaign_may_have_no_reminder() -> None:
    assert reminded_at(at("2026-12-03 17:00"), at("2026-12-10 18:00"), replace(HOT, reminder=0), HOUSE) is None


@pytest.mark.parametrize(
    ("now", "day", "month", "moment", "year"),
    [
        ("2026-12-01 09:00", 1, 12, "2026-12-01 09:00", 2026),
        ("2026-12-01 08:59", 1, 12, "2025-12-01 09:00", 2025),
        ("2026-05-10 12:00", 1, 5, "2026-05-04 09:00", 2025),  # 1 May, then a weekend; in spring it is about last year
    ],
)
def test_funders_are_asked_on_one_day_of_the_year(now: str, day: int, month: int, moment: str, year: int) -> None:
    assert funders_asked_at(at(now), month=month, day=day, hour=time(9), house=HOUSE) == (at(moment), year)


def test_a_key_says_who_is_asked_about_what() -> None:
    key = asked_key(Party.COMPANY, 3, 7)
    assert (key, party_of(key), ids_of(f"{key}/invitation")) == ("survey/company/3/7", Party.COMPANY, (3, 7))
