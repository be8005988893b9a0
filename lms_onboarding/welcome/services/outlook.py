"""Sessions as the sender and the preview both see them: content, dates, what is missing, what people hold back.

Everything is read for many sessions at once: the number of queries does not depend on how many there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Self

from lms_onboarding.common.calendar import BusinessCalendar
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import logo_of, provider
from lms_onboarding.sessions.models import ScheduleChange, Session, SessionQuerySet
from lms_onboarding.welcome.completeness import holding, missing_of
from lms_onboarding.welcome.content import Content, Joined
from lms_onboarding.welcome.enums import HOLDING, Item
from lms_onboarding.welcome.freezing import contents_of, joined_files, with_everything
from lms_onboarding.welcome.models import NoticedItem, SendingHold
from lms_onboarding.welcome.rules import Dates, Rhythm, dates_of


class House:
    """The training organisation during one sweep. Its two files are read only when a kit is to be frozen."""

    def __init__(self, organisation: ProviderSettings, *, now: datetime) -> None:
        self.provider = organisation
        self.now = now
        self.rhythm = Rhythm(
            zone=organisation.zone,
            kit_days=organisation.kit_days,
            window=organisation.window,
            business=BusinessCalendar(organisation.holiday_region),
        )

    @classmethod
    def at(cls, now: datetime) -> Self:
        return cls(provider(), now=now)

    def dates(self, starts_at: datetime) -> Dates:
        return dates_of(starts_at, self.rhythm)

    @cached_property
    def joined(self) -> tuple[Joined, ...]:
        return joined_files(self.provider, now=self.now)

    @cached_property
    def logo(self) -> str:
        return logo_of(self.provider, now=self.now)


@dataclass(frozen=True)
class Holds:
    """What people of the team hold back, or held: (message, enrolment), or (message, None) for the whole session."""

    standing: Mapping[tuple[str, int | None], SendingHold] = field(default_factory=dict)
    lifted: Mapping[tuple[str, int | None], datetime] = field(default_factory=dict)

    def whole_session(self, message: str) -> SendingHold | None:
        return self.standing.get((message, None))

    def learner(self, message: str, enrolment: int) -> SendingHold | None:
        return self.standing.get((message, enrolment))

    def stop(self, message: str, enrolment: int) -> bool:
        return (message, None) in self.standing or (message, enrolment) in self.standing

    def resumed_at(self, message: str, enrolment: int) -> datetime | None:
        """When the last hold on this learner's message was lifted."""
        moments = [self.lifted[at] for at in ((message, None), (message, enrolment)) if at in self.lifted]
        return max(moments, default=None)


@dataclass(frozen=True)
class Outlook:
    """One session at the time of a sweep. `dates` is None while nobody planned it."""

    session: Session
    content: Content
    dates: Dates | None
    missing: tuple[Item, ...]
    holds: Holds
    moved_at: datetime | None = None
    was_incomplete: bool = False

    @property
    def holding(self) -> tuple[Item, ...]:
        """What keeps every kit of the session from leaving."""
        return holding(self.missing)


def look(sessions: SessionQuerySet, house: House) -> dict[int, Outlook]:
    """Every session of the queryset, by primary key, in its order."""
    rows = list(with_everything(sessions))
    contents = contents_of(rows, house.provider, house.joined, house.logo)
    ids = [row.pk for row in rows]
    holds, moves, incomplete = _holds(ids), _moves(rows), _once_incomplete(rows)
    return {
        row.pk: Outlook(
            session=row,
            content=contents[row.pk],
            dates=house.dates(row.starts_at) if row.starts_at else None,
            missing=missing_of(contents[row.pk]),
            holds=holds.get(row.pk, Holds()),
            moved_at=moves.get(row.pk),
            was_incomplete=row.pk in incomplete,
        )
        for row in rows
    }


def _holds(sessions: Iterable[int]) -> dict[int, Holds]:
    standing: dict[int, dict[tuple[str, int | None], SendingHold]] = {}
    lifted: dict[int, dict[tuple[str, int | None], datetime]] = {}
    for hold in SendingHold.objects.filter(session_id__in=sessions).order_by("pk"):
        at = (hold.message, hold.enrolment_id)
        if hold.lifted_at is None:
            standing.setdefault(hold.session_id, {})[at] = hold
        else:
            known = lifted.setdefault(hold.session_id, {})
            known[at] = max(known.get(at, hold.lifted_at), hold.lifted_at)
    return {pk: Holds(standing.get(pk, {}), lifted.get(pk, {})) for pk in standing.keys() | lifted.keys()}


def _moves(rows: Iterable[Session]) -> dict[int, datetime]:
    """When each session was last moved; sessions that never were cost nothing."""
    moved = {row.pk: row.schedule_no for row in rows if row.schedule_no > 1}
    if not moved:
        return {}
    changes = ScheduleChange.objects.filter(session_id__in=moved).order_by("schedule_no")
    return dict(changes.values_list("session_id", "changed_at"))


def _once_incomplete(rows: Iterable[Session]) -> set[int]:
    """Sessions whose owners were asked for something that holds the kit back."""
    schedules = {row.pk: row.schedule_no for row in rows}
    asked = NoticedItem.objects.filter(session_id__in=schedules).values_list("session_id", "schedule_no", "items")
    wanted = {str(item) for item in HOLDING}
    return {pk for pk, schedule_no, items in asked if schedule_no == schedules[pk] and wanted & set(items)}
