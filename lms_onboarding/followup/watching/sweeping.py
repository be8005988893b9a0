"""The morning: everybody who is followed, then the cases whose time has come, then who has to be told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from lms_onboarding.people.services import provider

from .ageing import Aged, age
from .cases import Tally, batches, keep
from .exceptions import oddities
from .facts import Watched, assessed, followed_learners
from .frames import Setting, setting_at
from .sources import follow_sources
from .telling import tell_referents, tell_trainers


@dataclass(frozen=True, kw_only=True)
class SweepReport:
    """`watched`: learners for whom a case was due or stood. Mails are counted as they are queued."""

    watched: int = 0
    cases: Tally = field(default_factory=Tally)
    aged: Aged
    escalations: int = 0
    digests: int = 0
    sources: int = 0


def sweep(*, now: datetime) -> SweepReport:
    """Open, follow and propose to close cases; hand over those nobody took; tell each person once. Twice is once."""
    organisation = provider()
    setting = setting_at(organisation, now=now)
    tally, watched = Tally(), 0
    for batch in batches(_readable(_found(setting, now))):
        keep(batch, setting, tally, now=now)
        watched += len(batch)
    return SweepReport(
        watched=watched,
        cases=tally,
        sources=follow_sources(setting, organisation, now=now),
        aged=age(setting, organisation, now=now),
        escalations=tell_referents(organisation, now=now),
        digests=tell_trainers(organisation, now=now),
    )


def _found(setting: Setting, now: datetime) -> Iterable[Watched]:
    """Nobody followed, nothing asked."""
    if not setting.frames:
        return ()
    return assessed(setting, oddities(followed_learners(now), setting, now=now), now=now)


def _readable(found: Iterable[Watched]) -> Iterable[Watched]:
    """SQLite cannot begin to write while a query of the same connection is being read; PostgreSQL streams."""
    return found if connection.vendor == "postgresql" else list(found)
