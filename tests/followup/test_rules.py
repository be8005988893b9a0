"""ON-6: when somebody needs a sign."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from lms_onboarding.followup.enums import Access, Band, SignalKind, Stuck
from lms_onboarding.followup.rules import (
    Facts,
    Thresholds,
    active_days_points,
    assess,
    expected_days,
    had_time_to_visit,
    is_short,
    score,
)

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "first-week.md"
WELL = Facts(day=7, active_days=5, visit_days=3, content_opened=True)
SILENT = Facts(day=7, active_days=0, visit_days=0, content_opened=False)
MONDAY = date(2025, 3, 3)


@pytest.mark.parametrize(
    ("active", "visits", "opened", "points"),
    [
        (0, 0, False, 7),
        (0, 0, True, 6),
        (0, 1, False, 6),
        (0, 2, True, 5),
        (0, 3, True, 4),
        (1, 0, False, 5),
        (1, 3, True, 2),
        (2, 0, True, 3),
        (3, 2, False, 3),
        (3, 3, True, 1),
        (4, 0, False, 3),
        (4, 3, True, 0),
        (14, 25, True, 0),
    ],
)
def test_the_table(active: int, visits: int, opened: bool, points: int) -> None:
    assert score(Facts(day=7, active_days=active, visit_days=visits, content_opened=opened)) == points


@pytest.mark.parametrize(
    ("points", "band"),
    [
        (0, Band.NOTHING),
        (2, Band.NOTHING),
        (3, Band.WATCH),
        (5, Band.WATCH),
        (6, Band.CONTACT),
        (7, Band.CONTACT),
    ],
)
def test_three_bands(points: int, band: Band) -> None:
    facts = {
        0: WELL,
        2: replace(WELL, active_days=1),
        3: replace(WELL, active_days=4, visit_days=0, content_opened=False),
        5: replace(SILENT, active_days=1),
        6: replace(SILENT, content_opened=True),
        7: SILENT,
    }[points]
    said = assess(facts)
    assert (said.points, said.band, said.opens) == (points, band, band == Band.CONTACT)


def test_a_learner_to_contact_is_told_why_with_values_and_thresholds() -> None:
    said = assess(replace(SILENT, visit_days=1))
    assert [(one.kind, one.observed, one.threshold) for one in said.signals] == [
        (SignalKind.FEW_ACTIVE_DAYS, 0, 4),
        (SignalKind.FEW_VISITS_BEFORE, 1, 3),
        (SignalKind.NO_CONTENT, 0, 1),
    ]
    assert not said.first


@pytest.mark.parametrize(
    ("fact", "kind"),
    [
        ({"absences": 1}, SignalKind.ABSENCE),
        ({"access": Access.MISSING}, SignalKind.ACCESS_MISSING),
        ({"access": Access.BOUNCED}, SignalKind.ACCESS_BOUNCED),
        ({"replies_unread": 1}, SignalKind.REPLY_UNREAD),
        ({"stuck": Stuck.WAITING}, SignalKind.STUCK),
    ],
)
def test_each_of_these_facts_suffices_alone(fact: dict[str, Any], kind: SignalKind) -> None:
    said = assess(replace(WELL, day=0, **fact))
    assert said.opens
    assert [one.kind for one in said.signals] == [kind]
    assert said.first == (kind == SignalKind.STUCK)  # a declared difficulty comes first


def test_two_facts_come_first_and_a_long_wait_is_still_one_fact() -> None:
    assert assess(replace(WELL, absences=1, access=Access.BOUNCED)).first
    assert not assess(replace(WELL, absences=2)).first
    overdue = assess(replace(WELL, stuck=Stuck.OVERDUE))
    assert [(one.kind, one.observed) for one in overdue.signals] == [(SignalKind.STUCK, Stuck.OVERDUE)]


def test_points_are_added_to_a_fact_only_when_they_would_have_opened_a_case() -> None:
    assert {one.kind for one in assess(replace(SILENT, absences=1)).signals} == {
        SignalKind.ABSENCE,
        SignalKind.FEW_ACTIVE_DAYS,
        SignalKind.FEW_VISITS_BEFORE,
        SignalKind.NO_CONTENT,
    }
    assert [one.kind for one in assess(replace(SILENT, active_days=2, absences=1)).signals] == [SignalKind.ABSENCE]


def test_absent_data_says_nothing_of_a_learner_but_facts_go_on() -> None:
    assert score(replace(SILENT, alive=False)) is None
    assert assess(replace(SILENT, alive=False)).band == Band.UNKNOWN
    assert not assess(replace(SILENT, alive=False)).opens
    assert assess(replace(SILENT, alive=False, absences=1)).opens


def test_points_of_a_session_of_weeks_wait_for_the_third_day() -> None:
    assert [assess(replace(SILENT, day=day)).opens for day in (0, 1, 2, 3)] == [False, False, False, True]
    assert assess(replace(SILENT, day=1, expected_days=1, short=True)).opens  # read as soon as a day was expected
    assert not assess(replace(SILENT, day=1, expected_days=0, short=True)).opens  # excused so far
    off = replace(SILENT, day=5, expected_days=2)  # three of the first five days were off
    assert not assess(off).opens


def test_thresholds_are_those_of_the_course_or_the_session() -> None:
    watched = replace(SILENT, active_days=1)
    assert not assess(watched).opens
    assert assess(watched, Thresholds(contact_from=5)).opens
    assert assess(replace(SILENT, day=1), Thresholds(score_from_day=1)).opens


@pytest.mark.parametrize(
    ("changes", "points"),
    [
        ({"visit_days": None}, 7),  # 5 of 5
        ({"visit_days": None, "active_days": 1}, 4),  # 3 of 5: 4.2
        ({"content_opened": None}, 7),  # 6 of 6
        ({"content_opened": None, "active_days": 1}, 5),  # 4 of 6: 4.67
        ({"content_opened": None, "visit_days": None, "active_days": 1}, 4),  # 2 of 4: 3.5, a half upwards
        ({"expected_days": 0}, 7),  # nothing was expected: 3 of 3
        ({"expected_days": 0, "visit_days": 3}, 2),  # 1 of 3: 2.33
        ({"expected_days": 0, "visit_days": None, "content_opened": None}, None),
    ],
)
def test_a_signal_without_a_chance_is_left_out_and_the_others_weigh_more(
    changes: dict[str, Any], points: int | None
) -> None:
    assert score(replace(SILENT, **changes)) == points


def test_a_signal_left_out_is_no_reason() -> None:
    said = assess(replace(SILENT, visit_days=None, content_opened=None))
    assert [one.kind for one in said.signals] == [SignalKind.FEW_ACTIVE_DAYS]


def _tables() -> list[list[list[str]]]:
    """The rows of the tables about short sessions, as written."""
    written = DOCUMENT.read_text().split("## Short sessions")[1].split("## ")[0]
    blocks = [block for block in written.split("\n\n") if block.lstrip().startswith("|")]
    return [[[cell.strip() for cell in line.strip("|\n ").split("|")] for line in b.splitlines()[2:]] for b in blocks]


def test_the_documented_tables_of_short_sessions_are_what_the_rules_compute() -> None:
    activity, whole = _tables()
    assert [row[0] for row in activity] == ["1 day", "2 days", "5 days", "10 days"]
    for _name, expected, *cells in activity:
        assert [int(cell) for cell in cells] == [active_days_points(days, int(expected)) for days in range(5)]
    for _name, expected, *cells in whole:
        short = replace(SILENT, expected_days=int(expected))
        told = [score(replace(short, active_days=days)) for days in range(5)]
        late = [score(replace(short, active_days=days, visit_days=None)) for days in range(3)]
        assert [int(cell) for cell in cells] == told + late


def test_expected_days_are_those_gone_by_less_the_days_off() -> None:
    week = [MONDAY + timedelta(days=day) for day in range(5)]
    assert expected_days(week, since=MONDAY, until=MONDAY, off=(), short=True) == 0
    assert expected_days(week, since=MONDAY, until=week[1], off=(), short=True) == 1
    assert expected_days(week, since=MONDAY, until=week[4], off=(week[2],), short=True) == 3
    assert expected_days(week, since=week[3], until=week[4], off=(), short=True) == 1  # enrolled on the Thursday


def test_a_session_of_weeks_counts_days_only_when_some_are_off() -> None:
    until = MONDAY + timedelta(days=5)
    assert expected_days((), since=MONDAY, until=until, off=(), short=False) is None
    off = [MONDAY + timedelta(days=day) for day in range(3)]
    assert expected_days((), since=MONDAY, until=until, off=off, short=False) == 2


def test_what_is_short_and_who_had_time_to_visit() -> None:
    assert is_short(MONDAY, MONDAY + timedelta(days=13))
    assert not is_short(MONDAY, MONDAY + timedelta(days=14))
    assert had_time_to_visit(MONDAY, MONDAY + timedelta(days=3))
    assert not had_time_to_visit(MONDAY, MONDAY + timedelta(days=2))
