"""From facts to what a trainer is told: which signals, which band, whether this one comes first."""

from dataclasses import dataclass
from typing import Final

from lms_onboarding.followup.enums import Access, Band, SignalKind, Stuck

from .facts import Facts
from .points import FULL_ACTIVE, FULL_VISITS, score
from .thresholds import DEFAULTS, Thresholds


@dataclass(frozen=True, slots=True)
class Found:
    """One signal: what was observed, against what."""

    kind: SignalKind
    observed: int
    threshold: int


@dataclass(slots=True)
class Assessment:
    """`opens`: a case is due. `first`: two facts that suffice or more, or a declared difficulty."""

    points: int | None
    band: Band
    signals: tuple[Found, ...]
    opens: bool
    first: bool


NOTHING: Final[tuple[Found, ...]] = ()
# Shared on purpose: most learners are well, and nothing is ever written in an assessment.
_UNKNOWN: Final = Assessment(None, Band.UNKNOWN, NOTHING, opens=False, first=False)
_WELL: Final = tuple(Assessment(points, Band.NOTHING, NOTHING, opens=False, first=False) for points in range(8))
_WATCHED: Final = tuple(Assessment(points, Band.WATCH, NOTHING, opens=False, first=False) for points in range(8))


def assess(facts: Facts, thresholds: Thresholds = DEFAULTS) -> Assessment:
    """Facts that suffice alone always count; points only from the day on which they mean something.

    Learners to watch are shown on the page of their group, and no case is opened for them.
    """
    points = score(facts)
    if facts.access or facts.stuck or facts.absences or facts.replies_unread:
        return _with_facts(facts, points, thresholds)
    if points is None:
        return _UNKNOWN
    if points < thresholds.watch_from:
        return _WELL[points]
    if points < thresholds.contact_from or _too_soon(facts, thresholds):
        return _WATCHED[points]
    return Assessment(points, Band.CONTACT, _quiet(facts), opens=True, first=False)


def _with_facts(facts: Facts, points: int | None, thresholds: Thresholds) -> Assessment:
    signals = _sufficient(facts)
    band = _band(facts, points, thresholds)
    first = len(signals) > 1 or facts.stuck != Stuck.NO
    if band == Band.CONTACT:
        signals += _quiet(facts)
    return Assessment(points, band, tuple(signals), opens=True, first=first)


def _sufficient(facts: Facts) -> list[Found]:
    found = []
    if facts.stuck:
        found.append(Found(SignalKind.STUCK, facts.stuck, Stuck.WAITING))
    if facts.absences:
        found.append(Found(SignalKind.ABSENCE, facts.absences, 1))
    if facts.access == Access.MISSING:
        found.append(Found(SignalKind.ACCESS_MISSING, 1, 1))
    elif facts.access == Access.BOUNCED:
        found.append(Found(SignalKind.ACCESS_BOUNCED, 1, 1))
    if facts.replies_unread:
        found.append(Found(SignalKind.REPLY_UNREAD, facts.replies_unread, 1))
    return found


def _band(facts: Facts, points: int | None, thresholds: Thresholds) -> Band:
    if points is None:
        return Band.UNKNOWN
    if points < thresholds.watch_from:
        return Band.NOTHING
    return Band.WATCH if points < thresholds.contact_from or _too_soon(facts, thresholds) else Band.CONTACT


def _too_soon(facts: Facts, thresholds: Thresholds) -> bool:
    """A session of weeks is read from its third day; a short one as soon as something was expected."""
    if facts.short:
        return facts.expected_days == 0  # excused so far, or nothing was planned yet
    return (facts.day if facts.expected_days is None else facts.expected_days) < thresholds.score_from_day


def _quiet(facts: Facts) -> tuple[Found, ...]:
    """The signals that gave points, each with what would have given none."""
    found = []
    full = FULL_ACTIVE if facts.expected_days is None else min(FULL_ACTIVE, facts.expected_days)
    if facts.active_days < full:
        found.append(Found(SignalKind.FEW_ACTIVE_DAYS, facts.active_days, full))
    if facts.visit_days is not None and facts.visit_days < FULL_VISITS:
        found.append(Found(SignalKind.FEW_VISITS_BEFORE, facts.visit_days, FULL_VISITS))
    if facts.content_opened is False:
        found.append(Found(SignalKind.NO_CONTENT, 0, 1))
    return tuple(found)
