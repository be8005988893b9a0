"""Dates, hours, numbers and lists in French."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from lms_onboarding.common import french
from lms_onboarding.common.templatetags import lmso_typography as tags

MARCH_3 = date(2025, 3, 3)


def plain(text: str) -> str:
    """The words, whatever the width of the spaces between them."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_day_is_written_in_full() -> None:
    assert french.day(MARCH_3) == "lundi 3\u00a0mars 2025"
    assert plain(french.day(MARCH_3, year=False)) == "lundi 3 mars"
    assert plain(french.day(MARCH_3, weekday=False)) == "3 mars 2025"
    assert plain(french.day(date(2025, 8, 1))) == "vendredi 1er août 2025"


def test_tables_have_shorter_days() -> None:
    assert french.day_short(date(2025, 2, 24)) == "24\u00a0févr."
    assert french.day_digits(date(2025, 2, 4)) == "04/02/2025"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (MARCH_3, date(2025, 3, 14), "du 3 au 14 mars 2025"),
        (date(2025, 3, 31), date(2025, 4, 1), "du 31 mars au 1er avril 2025"),
        (date(2025, 12, 29), date(2026, 1, 2), "du 29 décembre 2025 au 2 janvier 2026"),
        (date(2025, 3, 14), date(2026, 3, 14), "du 14 mars 2025 au 14 mars 2026"),
        (MARCH_3, MARCH_3, "le lundi 3 mars 2025"),
        (date(2025, 5, 1), date(2025, 5, 2), "du 1er au 2 mai 2025"),
    ],
)
def test_a_period_says_once_what_its_days_share(start: date, end: date, words: str) -> None:
    assert plain(french.period(start, end)) == words


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        french.period(date(2025, 3, 14), MARCH_3)


def test_hours_are_written_with_an_h() -> None:
    assert french.hour(time(9)) == "9\u00a0h"
    assert french.hour(time(9, 5)) == "9\u00a0h\u00a005"
    assert plain(french.hours_between(time(9), time(12, 30))) == "9 h à 12 h 30"
    assert plain(french.hour(time(0))) == "0 h"


def test_a_moment_is_read_on_the_wall_clock() -> None:
    late_evening = datetime(2025, 7, 2, 22, 30, tzinfo=UTC)
    assert plain(french.day_and_hour(french.local(late_evening))) == "jeudi 3 juillet 2025 à 0 h 30"
    there = french.local(late_evening, ZoneInfo("America/Guadeloupe"))
    assert plain(french.day_and_hour(there, year=False)) == "mercredi 2 juillet à 18 h 30"


def test_paris_changes_its_clocks() -> None:
    assert french.hour(french.local(datetime(2026, 3, 29, 0, 59, tzinfo=UTC)).time()) == "1\u00a0h\u00a059"
    assert french.hour(french.local(datetime(2026, 3, 29, 1, tzinfo=UTC)).time()) == "3\u00a0h"
    assert french.hour(french.local(datetime(2026, 10, 25, 1, tzinfo=UTC)).time()) == "2\u00a0h"


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        french.local(datetime(2025, 3, 3, 9))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=45), "45 min"),
        (timedelta(hours=7), "7 h"),
        (timedelta(hours=19, minutes=30), "19 h 30"),
        (timedelta(hours=1, minutes=5), "1 h 05"),
        (timedelta(days=2), "48 h"),
        (timedelta(0), "0 min"),
    ],
)
def test_a_duration_counts_hours_and_minutes(length: timedelta, words: str) -> None:
    assert plain(french.duration(length)) == words


def test_a_duration_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        french.duration(timedelta(minutes=-1))


@pytest.mark.parametrize(
    ("length", "words"),
    [(Decimal("21.00"), "21 heures"), (Decimal(1), "1 heure"), (Decimal("3.5"), "3 h 30"), (0.75, "45 min")],
)
def test_the_hours_of_a_course_are_said_in_full_when_round(length: Decimal | float, words: str) -> None:
    assert plain(french.hours(length)) == words


def test_numbers() -> None:
    assert french.number(12400) == "12\u202f400"
    assert french.number(4.5, places=1) == "4,5"
    assert french.number(-1234.5, places=2) == "−1\u202f234,50"


def test_numbers_are_words_up_to_ten() -> None:
    assert [french.in_words(value) for value in (0, 1, 7, 10, 11, 1200)] == [
        "zéro", "un", "sept", "dix", "11", "1\u202f200",
    ]  # fmt: skip
    assert french.in_words(1, feminine=True) == "une"
    assert french.in_words(2, feminine=True) == "deux"


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (4, 5, "quatre leçons sur cinq"),
        (10, 10, "dix leçons sur dix"),
        (10, 12, "10 leçons sur 12"),
        (1, 1, "une leçon sur une"),
    ],
)
def test_a_part_and_its_whole_are_both_in_words_or_both_in_figures(part: int, whole: int, said: str) -> None:
    assert plain(french.out_of(part, whole, "leçon", feminine=True)) == said


def test_what_is_counted_takes_its_plural_from_two() -> None:
    assert plain(french.counted(0, "jour")) == "zéro jour"
    assert plain(french.counted(1, "demi-journée", feminine=True)) == "une demi-journée"
    assert plain(french.counted(6, "demi-journée", feminine=True)) == "six demi-journées"
    assert plain(french.counted(2, "travail", "travaux")) == "deux travaux"


def test_a_listing_ends_with_and() -> None:
    assert french.listing([]) == ""
    assert french.listing(["a"]) == "a"
    assert french.listing(["a", "b"]) == "a et b"
    assert french.listing(["a", "b", "c"]) == "a, b et c"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "aujourd’hui"),
        (1, "demain"),
        (2, "dans deux jours"),
        (7, "dans sept jours"),
        (12, "dans 12 jours"),
        (-1, ""),
    ],
)
def test_a_countdown_ends_with_the_day(days: int, words: str) -> None:
    assert plain(french.in_days_phrase(days)) == words


# --- the template filters; the first of the month is a superscript in HTML only ---
def test_filters_write_days() -> None:
    assert plain(tags.jour(MARCH_3)) == "lundi 3 mars 2025"
    assert plain(tags.jour(date(2025, 8, 1))) == "vendredi 1<sup>er</sup> août 2025"
    assert plain(tags.jour(date(2025, 8, 1), autoescape=False)) == "vendredi 1er août 2025"
    assert plain(tags.jour_court(date(2025, 2, 24))) == "24 févr."
    assert plain(tags.periode(date(2025, 8, 1), date(2025, 8, 2))) == "du 1<sup>er</sup> au 2 août 2025"


def test_filters_write_hours() -> None:
    nine = datetime(2025, 3, 3, 9, tzinfo=french.PARIS)
    assert plain(tags.heure(nine)) == "9 h"
    assert plain(tags.heure(time(0))) == "0 h"
    assert plain(tags.jour_heure(nine)) == "lundi 3 mars 2025 à 9 h"


@pytest.mark.parametrize(
    ("text", "longest", "said"),
    [
        ("Deux d’entre nous sont restés debout", 80, "Deux d’entre nous sont restés debout"),
        ("Deux d’entre nous sont restés debout", 27, "Deux d’entre nous sont\u00a0…"),
        ("Deux d’entre nous sont restés debout", 24, "Deux d’entre nous sont\u00a0…"),
        ("la salle, le son", 11, "la salle\u00a0…"),
        ("ligne\nautre", 80, "ligne autre"),
        ("anticonstitutionnellement", 10, "anticons\u00a0…"),
    ],
)
def test_an_excerpt_ends_with_a_whole_word(text: str, longest: int, said: str) -> None:
    assert french.excerpt(text, longest) == said
    assert len(french.excerpt(text, longest)) <= longest
