"""Simulated days: at each hour of a day, what people do, then the same sweeps and the same sender as the worker."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from badges import services as badges
from lms_onboarding.accounts import services as accounts
from lms_onboarding.common.calendar import PARIS, wall_clock
from lms_onboarding.enrolments import services as enrolments
from lms_onboarding.followup import services as followup
from lms_onboarding.mailing import services as mailing
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.offboarding import services as offboarding
from lms_onboarding.people import services as people
from lms_onboarding.progress import services as progress
from lms_onboarding.surveys import services as surveys
from lms_onboarding.welcome import services as welcome
from qualiopi import services as qualiopi

from .acts import Act, acts
from .attendance import attend
from .badges import badge_acts
from .closing import closing_acts
from .first_week import first_week_acts
from .follow_ups import follow_up_acts
from .guest import guest_acts
from .lessons import lesson_acts
from .models import DemoState
from .needs import needs_acts
from .registers import register_acts
from .replies import reply_acts
from .surveys import survey_acts

IMPORT_AT = time(8)
EVENING = time(20)  # the site goes on from there: somebody who tries it sees the last day played, not the next one
ONCE_A_DAY = time(11)
FOLLOWED_AT = (IMPORT_AT, time(18))  # as trainers see it in the morning, and before they leave
HOURS = (IMPORT_AT, time(9), time(11), time(14), time(18), time(20), time(23, 59))
WHEN_ASKED = (IMPORT_AT, time(14), time(20), time(23, 59))  # nothing is due then but what somebody has just done
PAUSE = timedelta(minutes=20)  # people who act within it are followed by one turn of the calendar


@dataclass(frozen=True)
class Played:
    """One simulated day that has been played."""

    day: date


def play(
    state: DemoState, *, until: date, real_now: datetime, on_first_morning: Callable[[datetime], None]
) -> Iterator[Played]:
    """Play each day from where the demonstration stands to `until`, included; yields each day once it is kept.

    A crash inside a day replays that day: every sweep has natural keys, so nothing leaves twice.
    """
    day = state.played_until + timedelta(days=1) if state.played_until else state.first_day
    planned = sorted(_planned(state), key=lambda act: (act.day, act.at))
    while day <= until:
        _play_day(
            day, [act for act in planned if act.day == day], on_first_morning if day == state.first_day else None
        )
        state.played_until, state.simulated_now, state.real_now = day, wall_clock(day, EVENING, PARIS), real_now
        state.save(update_fields=["played_until", "simulated_now", "real_now"])
        yield Played(day)
        day += timedelta(days=1)


def _planned(state: DemoState) -> list[Act]:
    """What each part of the demonstration plans."""
    return [
        *acts(state),
        *needs_acts(state),
        *lesson_acts(state),
        *guest_acts(state),
        *reply_acts(state),
        *register_acts(state),
        *closing_acts(state),
        *follow_up_acts(state),
        *survey_acts(state),
        *first_week_acts(state),
        *badge_acts(state),
    ]


def _play_day(day: date, todo: Sequence[Act], on_first_morning: Callable[[datetime], None] | None) -> None:
    done = time.min
    if on_first_morning is not None:
        morning = wall_clock(day, IMPORT_AT, PARIS)
        on_first_morning(morning)
        sweep_all(morning)
    for hour in HOURS:
        now = wall_clock(day, hour, PARIS)
        acting = [act for act in todo if done < act.at <= hour]
        _act(day, acting)
        if hour == ONCE_A_DAY:
            sweep_daily(now)
        attend(day, since=done, until=now)
        if hour in FOLLOWED_AT:
            followup.sweep(now=now)
        if acting or hour not in WHEN_ASKED:
            sweep_all(now)
        elif hour in FOLLOWED_AT:
            deliver(now)
        done = hour


def _act(day: date, acting: Sequence[Act]) -> None:
    for rank, act in enumerate(acting, start=1):
        moment = wall_clock(day, act.at, PARIS)
        act.do(moment)
        if rank == len(acting) or wall_clock(day, acting[rank].at, PARIS) - moment >= PAUSE:
            sweep_all(moment)


def sweep_daily(now: datetime) -> None:
    """What changes nothing more than once a day, however often the calendar runs it."""
    surveys.close_due(now=now)
    qualiopi.remind(now=now)
    qualiopi.tell_owed(now=now)
    badges.sweep(now=now)


@people.provider_read_once()
def sweep_all(now: datetime) -> None:
    """What the worker's calendar runs, at one moment."""
    enrolments.sweep(now=now)
    accounts.open_accounts(now=now)
    welcome.sweep(now=now)
    offboarding.sweep_campaigns(now=now)
    offboarding.sweep_alumni(now=now)
    surveys.tell_readers(now=now)
    progress.issue_sheets(now=now)
    offboarding.sweep_closings(now=now)
    qualiopi.seal_due(now=now)
    deliver(now)


def deliver(now: datetime) -> None:
    for lane in (Lane.FAST, Lane.NORMAL):
        mailing.deliver(lane=lane, clock=lambda: now)
