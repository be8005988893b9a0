"""Wall clocks, send windows and business days, against the worked dates of the reference and the two clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_onboarding.common.calendar import (
    PARIS,
    REGIONS,
    BusinessCalendar,
    CalendarRefused,
    SendWindow,
    days_before,
    deadline,
    hours_before,
    local_date,
    sends_open,
    wall_clock,
)

REUNION = ZoneInfo("Indian/Reunion")
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
FIRST, LAST = (datetime.combine(date(year, 1, 1), time()) for year in (2020, 2036))
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


def paris(text: str) -> datetime:
    """An instant written with its offset, checked to be what Paris clocks show."""
    moment = datetime.fromisoformat(text)
    assert moment.utcoffset() == moment.astimezone(PARIS).utcoffset()
    return moment


# --- Wall clock ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2026, 6, 10), time(9), "2026-06-10T09:00+02:00"),
        (date(2026, 12, 7), time(9), "2026-12-07T09:00+01:00"),
        (date(2026, 3, 29), time(1, 59), "2026-03-29T01:59+01:00"),
        (date(2026, 3, 29), time(2, 0), "2026-03-29T03:00+02:00"),  # skipped: forward by the skipped hour
        (date(2026, 3, 29), time(2, 30), "2026-03-29T03:30+02:00"),
        (date(2026, 10, 25), time(2, 30), "2026-10-25T02:30+02:00"),  # twice: the first
        (date(2026, 10, 25), time(2, 30, fold=1), "2026-10-25T02:30+02:00"),  # whatever fold came in
        (date(2026, 10, 25), time(3, 0), "2026-10-25T03:00+01:00"),
    ],
)
def test_a_wall_clock_is_one_instant_even_when_the_clocks_change(day: date, at: time, expected: str) -> None:
    moment = wall_clock(day, at, PARIS)
    assert moment.isoformat(timespec="minutes") == expected
    assert moment.tzinfo is PARIS


def test_a_wall_clock_time_carries_no_zone_of_its_own() -> None:
    with pytest.raises(ValueError, match="no time zone of its own"):
        wall_clock(date(2026, 6, 10), time(9, tzinfo=UTC), PARIS)


def test_the_local_date_changes_at_paris_midnight() -> None:
    assert local_date(datetime(2026, 12, 6, 22, 59, tzinfo=UTC), PARIS) == date(2026, 12, 6)
    assert local_date(datetime(2026, 12, 6, 23, 0, tzinfo=UTC), PARIS) == date(2026, 12, 7)
    assert local_date(datetime(2026, 6, 6, 22, 0, tzinfo=UTC), PARIS) == date(2026, 6, 7)


def test_nothing_is_computed_from_a_moment_without_a_zone() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        local_date(datetime(2026, 6, 10, 9), PARIS)  # noqa: DTZ001  the mistake under test


# --- J-7 ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-06-10T09:00+02:00", "2026-06-03T09:00+02:00"),
        ("2026-03-31T09:00+02:00", "2026-03-24T09:00+01:00"),
        ("2026-10-26T09:00+01:00", "2026-10-19T09:00+02:00"),
        ("2026-04-05T02:30+02:00", "2026-03-29T03:30+02:00"),  # J-7 falls in the skipped hour
        ("2028-03-07T09:00+01:00", "2028-02-29T09:00+01:00"),  # leap day
    ],
)
def test_seven_days_before_is_the_same_wall_clock(start: str, expected: str) -> None:
    assert deadline(paris(start), 7, PARIS).isoformat(timespec="minutes") == expected
    assert days_before(paris(start).astimezone(UTC), 7, PARIS) == paris(expected)


def test_over_the_october_change_seven_days_last_169_hours() -> None:
    start = paris("2026-10-26T09:00+01:00")
    assert start - deadline(start, 7, PARIS).astimezone(UTC) == timedelta(hours=169)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-06-10T09:00+02:00", "2026-06-02T09:00+02:00"),
        ("2026-06-10T13:30+02:00", "2026-06-02T09:00+02:00"),  # nine o'clock, whatever the hour of the session
        ("2026-10-26T09:00+01:00", "2026-10-18T09:00+02:00"),
    ],
)
def test_sends_open_the_day_before_the_deadline_at_nine(start: str, expected: str) -> None:
    assert sends_open(paris(start), 7, PARIS).isoformat(timespec="minutes") == expected


def test_the_day_of_a_session_is_its_day_where_it_takes_place() -> None:
    start = datetime(2026, 6, 10, 8, 0, tzinfo=REUNION)
    assert deadline(start, 7, REUNION).isoformat(timespec="minutes") == "2026-06-03T08:00+04:00"


@given(start=MOMENTS, days=st.integers(0, 60))
def test_days_before_keeps_the_wall_clock_and_never_overtakes_the_start(start: datetime, days: int) -> None:
    before = days_before(start, days, PARIS)
    assert local_date(before, PARIS) == local_date(start, PARIS) - timedelta(days=days)
    assert abs((start - before) - timedelta(days=days)) <= timedelta(hours=1)
    assert sends_open(start, days, PARIS) < start


def test_a_72_hour_notice_is_absolute() -> None:
    notice = hours_before(paris("2026-10-26T09:00+01:00"), 72, PARIS)
    assert notice.isoformat(timespec="minutes") == "2026-10-23T10:00+02:00"


# --- Send window --------------------------------------------------------------------------------------------------
OFFICE = SendWindow(time(8), time(20), PARIS)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-06-10T07:59+02:00", "2026-06-10T08:00+02:00"),
        ("2026-06-10T08:00+02:00", "2026-06-10T08:00+02:00"),
        ("2026-06-10T19:59+02:00", "2026-06-10T19:59+02:00"),
        ("2026-06-10T20:00+02:00", "2026-06-11T08:00+02:00"),
        ("2026-10-24T21:00+02:00", "2026-10-25T08:00+01:00"),
        ("2026-03-28T21:00+01:00", "2026-03-29T08:00+02:00"),
    ],
)
def test_mail_waits_for_the_next_opening(now: str, expected: str) -> None:
    assert OFFICE.next_opening(paris(now)) == paris(expected)
    assert OFFICE.is_open(paris(now)) is (now == expected)


def test_the_window_is_read_on_the_clocks_of_its_zone() -> None:
    assert not OFFICE.is_open(datetime(2026, 6, 10, 5, 30, tzinfo=UTC))
    assert OFFICE.is_open(datetime(2026, 6, 10, 6, 0, tzinfo=UTC))
    assert SendWindow(time(8), time(20), REUNION).is_open(datetime(2026, 6, 10, 4, 0, tzinfo=UTC))


def test_a_window_that_opens_in_the_skipped_hour_opens_once_it_is_over() -> None:
    early = SendWindow(time(2, 30), time(20), PARIS)
    assert not early.is_open(paris("2026-03-29T03:15+02:00"))
    assert early.next_opening(paris("2026-03-29T01:59+01:00")) == paris("2026-03-29T03:30+02:00")


def test_a_window_that_the_spring_change_swallows_opens_the_next_day() -> None:
    swallowed = SendWindow(time(2, 30), time(3), PARIS)
    assert swallowed.next_opening(paris("2026-03-29T00:00+01:00")) == paris("2026-03-30T02:30+02:00")


def test_in_autumn_the_second_two_o_clock_is_after_the_first() -> None:
    night = SendWindow(time(2), time(2, 30), PARIS)
    assert night.is_open(paris("2026-10-25T02:15+02:00"))
    second = datetime(2026, 10, 25, 2, 15, tzinfo=PARIS, fold=1)
    assert not night.is_open(second)
    assert night.next_opening(second) == paris("2026-10-26T02:00+01:00")


def test_a_window_that_closes_at_midnight_lasts_until_the_end_of_the_day() -> None:
    evening = SendWindow(time(18), time(0), PARIS)
    assert evening.is_open(paris("2026-06-10T23:59+02:00"))
    assert not evening.is_open(paris("2026-06-11T00:00+02:00"))
    assert SendWindow(time(0), time(0), PARIS).is_open(paris("2026-06-11T03:00+02:00"))


@given(now=MOMENTS, opens=TIMES, closes=TIMES)
def test_the_next_opening_is_open_and_never_in_the_past(now: datetime, opens: time, closes: time) -> None:
    if closes <= opens and closes != time(0):
        opens, closes = closes, opens
    if opens == closes != time(0):
        closes = time(0)
    window = SendWindow(opens, closes, PARIS)
    opening = window.next_opening(now)
    assert opening >= now
    assert window.is_open(opening)
    assert opening - now <= timedelta(days=2)
    assert SendWindow.parse(str(window)) == window


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-06-12T19:59+02:00", "2026-06-12T19:59+02:00"),  # a Friday evening, still open
        ("2026-06-12T20:00+02:00", "2026-06-15T08:00+02:00"),  # then Monday
        ("2026-06-14T10:00+02:00", "2026-06-15T08:00+02:00"),
        ("2026-05-13T21:00+02:00", "2026-05-15T08:00+02:00"),  # over Ascension Day
        ("2026-12-25T12:00+01:00", "2026-12-28T08:00+01:00"),
    ],
)
def test_a_window_of_business_days_stays_shut_on_weekends_and_holidays(now: str, expected: str) -> None:
    worked = SendWindow(time(8), time(20), PARIS, BusinessCalendar())
    assert worked.next_opening(paris(now)) == paris(expected)
    assert SendWindow.parse(str(worked)) == worked
    alsace = SendWindow(time(8), time(20), PARIS, BusinessCalendar("57"))
    assert SendWindow.parse(str(alsace)) == alsace
    assert alsace.next_opening(paris("2026-04-03T09:00+02:00")) == paris("2026-04-07T08:00+02:00")  # Good Friday


def test_a_window_is_written_as_one_short_string() -> None:
    assert str(OFFICE) == "08:00-20:00@Europe/Paris"
    assert SendWindow.parse(" 8:00-20:00@Europe/Paris ") == OFFICE


@pytest.mark.parametrize(
    "text", ["", "8h-20h", "08:00-20:00", "08:00-25:00@Europe/Paris", "08:00-20:00@Europe/Nantes", "08:00-20:00@../x"]
)
def test_another_text_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(CalendarRefused) as refusal:
        SendWindow.parse(text)
    assert "08:00-20:00@Europe/Paris" in refusal.value.sentence


def test_a_window_that_closes_before_it_opens_is_refused() -> None:
    with pytest.raises(CalendarRefused) as refusal:
        SendWindow(time(20), time(8), PARIS)
    assert "20:00" in refusal.value.sentence
    assert "Inversez" in refusal.value.sentence


# --- Business days ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 3, 2), 10, date(2026, 3, 16)),
        (date(2026, 4, 27), 10, date(2026, 5, 13)),
        (date(2026, 12, 18), 10, date(2027, 1, 5)),
        (date(2026, 4, 10), 20, date(2026, 5, 12)),
        (date(2026, 5, 18), -5, date(2026, 5, 7)),
        (date(2026, 5, 9), 0, date(2026, 5, 9)),
    ],
)
def test_business_days_are_counted_without_the_day_itself(day: date, n: int, expected: date) -> None:
    assert BusinessCalendar().add_business_days(day, n) == expected


@pytest.mark.parametrize(
    ("region", "day", "name"),
    [
        (None, date(2026, 5, 8), "Fête de la Victoire"),
        ("", date(2027, 1, 1), "Jour de l'an"),
        (None, date(2026, 4, 3), None),
        ("57", date(2026, 4, 3), "Vendredi saint"),
        ("57", date(2026, 12, 26), "Saint-Étienne"),
        ("971", date(2026, 5, 27), "Abolition de l'esclavage"),
        ("972", date(2026, 5, 22), "Abolition de l'esclavage"),
        ("973", date(2026, 6, 10), "Abolition de l'esclavage"),
        ("974", date(2026, 12, 20), "Abolition de l'esclavage"),
        ("976", date(2026, 4, 27), "Abolition de l'esclavage"),
        (None, date(2026, 5, 27), None),
    ],
)
def test_public_holidays_follow_the_region(region: str | None, day: date, name: str | None) -> None:
    calendar = BusinessCalendar(region)
    assert calendar.holiday_name(day) == name
    assert calendar.is_business_day(day) is (name is None and day.weekday() < 5)


@pytest.mark.parametrize("region", list(REGIONS))
def test_every_region_offered_has_a_calendar(region: str) -> None:
    assert BusinessCalendar(region).holiday_name(date(2026, 7, 14)) == "Fête nationale"


def test_an_unknown_region_is_refused_with_the_choices() -> None:
    with pytest.raises(CalendarRefused) as refusal:
        BusinessCalendar("44")
    assert "44" in refusal.value.sentence
    assert "57" in refusal.value.sentence


def test_the_previous_business_day_jumps_over_weekends_and_holidays() -> None:
    assert BusinessCalendar().previous_business_day(date(2026, 5, 11)) == date(2026, 5, 7)
    assert BusinessCalendar("57").previous_business_day(date(2026, 4, 7)) == date(2026, 4, 2)


@given(day=DAYS, n=st.integers(-60, 60).filter(bool), region=st.sampled_from([None, "57", "971"]))
def test_counting_lands_on_a_business_day_and_comes_back(day: date, n: int, region: str | None) -> None:
    calendar = BusinessCalendar(region)
    landed = calendar.add_business_days(day, n)
    assert calendar.is_business_day(landed)
    first, last = sorted((day, landed))
    between = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    assert sum(calendar.is_business_day(one) for one in between if one != day) == abs(n)
    if calendar.is_business_day(day):
        assert calendar.add_business_days(landed, -n) == day
