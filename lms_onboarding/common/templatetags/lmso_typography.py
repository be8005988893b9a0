"""Template filters for French text and dates: `{% load lmso_typography %}`. For text nodes, never inside attributes.

Moments are shown in the current time zone, which `{% timezone %}` changes; dates and hours are taken as they are.
"""

from datetime import date, datetime, time

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from lms_onboarding.common import french
from lms_onboarding.common import typography as typo

register = template.Library()
KILO = 1024


@register.filter(is_safe=True, needs_autoescape=True)
def typographie(value: object, autoescape: bool = True) -> str:
    """Non-breaking spaces and curly apostrophes; HTML already marked safe keeps its tags and attributes untouched."""
    if value is None:
        return ""
    text = value if isinstance(value, SafeString) else str(value)
    if isinstance(text, SafeString):
        return mark_safe(typo.typographie_markup(text))  # noqa: S308 - it was safe, and only spaces and quotes moved
    spaced = typo.typographie(text)
    return conditional_escape(spaced) if autoescape else spaced


def _dressed(words: str, autoescape: bool) -> str:
    """The first of the month as a superscript, in HTML only: the words hold digits, names of days and of months."""
    if not autoescape:
        return words
    return mark_safe(words.replace("1er", "1<sup>er</sup>"))  # noqa: S308 - built here, no foreign text


@register.filter
def premier(words: str) -> str:
    """Words that hold a date, « mardi 1er à 9 h 30 », with its superscript; anything else in them is escaped."""
    return mark_safe(conditional_escape(words).replace("1er", "1<sup>er</sup>"))  # noqa: S308 - escaped just before


@register.filter(expects_localtime=True, needs_autoescape=True)
def jour(value: date | None, autoescape: bool = True) -> str:
    """« lundi 3 mars 2025 »."""
    return _dressed(french.day(value), autoescape) if value else ""


@register.filter(expects_localtime=True, needs_autoescape=True)
def jour_court(value: date | None, autoescape: bool = True) -> str:
    """« 24 févr. »."""
    return _dressed(french.day_short(value), autoescape) if value else ""


@register.filter(expects_localtime=True)
def heure(value: datetime | time | None) -> str:
    """« 9 h 30 »; midnight is an hour like another."""
    if value is None:
        return ""
    return french.hour(value.time() if isinstance(value, datetime) else value)


@register.filter(expects_localtime=True, needs_autoescape=True)
def jour_heure(value: datetime | None, autoescape: bool = True) -> str:
    """« lundi 3 mars 2025 à 9 h »."""
    return _dressed(french.day_and_hour(value), autoescape) if value else ""


@register.filter(expects_localtime=True, needs_autoescape=True)
def creneau(value: datetime | None, autoescape: bool = True) -> str:
    """« mar. 25, 9 h 30 »."""
    return _dressed(french.slot(value), autoescape) if value else ""


@register.filter(needs_autoescape=True)
def periode(start: date | None, end: date | None, autoescape: bool = True) -> str:
    """« du 3 au 14 mars 2025 »: `{{ first_day|periode:last_day }}`, with dates."""
    return _dressed(french.period(start, end), autoescape) if start and end else ""


@register.filter
def poids(size: int) -> str:
    """« 95 Ko », « 1,2 Mo »: what a download weighs, before it starts."""
    if size < KILO * KILO:
        return f"{max(1, round(size / KILO))}{typo.NBSP}Ko"
    return f"{french.number(size / KILO / KILO, places=1)}{typo.NBSP}Mo"
