"""What each session should hold at each milestone. Pure: a frame in, expected units out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from qualiopi.indicators.frame import Group
from qualiopi.indicators.kinds import Anchor, Kind, Only, Per


@dataclass(frozen=True, slots=True)
class Unit:
    """One expected piece: of a learner, of a half-day, or of the session itself (both None). Due at `due`."""

    enrolment: int | None
    half: int | None
    due: datetime


@dataclass(frozen=True, slots=True)
class Expected:
    """`units` are expected, by now or later; `excluded` counts those gone before their milestone; `not_held` those
    whose proof could not exist here: enrolled when it was already final."""

    units: tuple[Unit, ...]
    excluded: int = 0
    not_held: int = 0


def expected_of(kind: Kind, group: Group) -> Expected:
    """Units of this kind in this session. A session without dates expects nothing that hangs on its dates."""
    if not kind.expected or (kind.anchor is not Anchor.CONFIRMED and group.starts_at is None):
        return Expected(())
    if not _concerns(kind.only, group):
        return Expected(())
    match kind.per:
        case Per.ENROLMENT:
            return _of_learners(kind, group)
        case Per.SLOT:
            halves = (half for half in group.halves if _has_learners(group, half.starts_at))
            return Expected(tuple(Unit(None, half.pk, half.ends_at + timedelta(days=kind.days)) for half in halves))
        case Per.SESSION | Per.COURSE:
            due = _milestone(kind, group)
            return Expected((Unit(None, None, due),) if due is not None and _has_learners(group, due) else ())
        case _:
            return Expected(())


def _concerns(only: Only, group: Group) -> bool:
    """Whether the session is in this circumstance. Whether it certifies is judged with the indicator: it may be
    unknown; whether lessons are online, learner by learner."""
    match only:
        case Only.FACTS:
            return group.facts > 0
        case Only.CERTIFIED:
            return bool(group.certification.strip())
        case Only.SUBCONTRACTED:
            return group.subcontracted
        case _:
            return True


def _of_learners(kind: Kind, group: Group) -> Expected:
    units, excluded, not_held = [], 0, 0
    milestone = _milestone(kind, group)
    for learner in group.learners:
        if learner.confirmed_at is None or (kind.only is Only.LESSONS and not learner.studies):
            continue
        if kind.anchor is Anchor.CONFIRMED:
            if not learner.was_invited:  # final at once: what came before was never ours, and is not filled in
                not_held += 1
                continue
            units.append(Unit(learner.pk, None, learner.confirmed_at))
            continue
        if milestone is None:
            continue
        due = max(milestone, learner.confirmed_at)  # a late enrolment owes nothing before it exists
        if learner.is_active_at(due):
            units.append(Unit(learner.pk, None, due))
        else:
            excluded += 1
    return Expected(tuple(units), excluded, not_held)


def _milestone(kind: Kind, group: Group) -> datetime | None:
    anchor = group.ends_at if kind.anchor is Anchor.END else group.starts_at
    return anchor + timedelta(days=kind.days) if anchor is not None else None


def _has_learners(group: Group, moment: datetime) -> bool:
    """Somebody final by then, or later, and not gone before: an invitation that nobody accepted is no learner."""
    return any(
        one.confirmed_at is not None and (one.left_at is None or one.left_at > moment) for one in group.learners
    )


def milestones(kinds: list[Kind], group: Group) -> Iterator[tuple[Kind, Expected]]:
    for kind in kinds:
        yield kind, expected_of(kind, group)
