"""Months on the calendar: a review every six months falls on the same day, or on the last of a shorter month."""

from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    """31 August and six months: 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
