"""Lines that another platform sends, a batch at a time: the same counting as a file, an id for each line."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.folding import fold_code
from lms_onboarding.enrolments.services import Problem
from lms_onboarding.people.services import provider
from lms_onboarding.progress.enums import Source
from lms_onboarding.progress.models import ActivitySource
from lms_onboarding.sessions.models import Session

from .lines import Kind, Line
from .report import ActivityReport
from .roster import load_roster
from .running import in_order, match
from .writing import Gesture, write

MOST: Final = 1_000  # lines of a batch: it is written whole, or not at all
AHEAD: Final = timedelta(minutes=5)  # two clocks are never quite the same


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """One gesture. `id` names it for its sender, for ever; `email` or `name` says whose it is, `session` where."""

    number: int
    id: str
    at: datetime
    session: str
    kind: Kind = ""
    email: str = ""
    name: str = ""


def receive_activity(
    lines: Sequence[ReceivedLine],
    *,
    sender: str,
    heard: Collection[str] = (),
    now: datetime,
) -> ActivityReport:
    """Count the lines whose learner is known, each once per sender and id whatever the batches; report on every line.

    `heard`: codes of sessions about which the sender has nothing new to say, and says so: their source is alive.
    What is dated from the future is refused with a sentence. At most a thousand lines.
    """
    if len(lines) > MOST:
        msg = f"{len(lines)} lines: a batch holds at most {MOST}."
        raise ValueError(msg)
    zone = provider().zone
    report = ActivityReport(read=len(lines))
    read = [line for one in lines if (line := _line(one, report, zone, now))]
    ids = {one.number: one.id for one in lines}
    found = match(read, load_roster(read), report)
    gestures = in_order(
        Gesture(seat, line.day, line.kind, _fingerprint(sender, ids[line.number])) for line, seat in found
    )
    once = list({gesture.fingerprint: gesture for gesture in gestures}.values())
    with transaction.atomic():
        written = write(once, source=Source.API, now=now) if once else None
        _note_alive(heard, now)
    if written is not None:
        report.unchanged = written.unchanged + len(gestures) - len(once)
        report.days = len(written.days)
    return report


def _line(one: ReceivedLine, report: ActivityReport, zone: ZoneInfo, now: datetime) -> Line | None:
    if one.at > now + AHEAD:
        remedy = _(
            "Ce geste est daté de l’avenir : il n’est pas compté. Vérifiez l’horloge et le fuseau de la source."
        )
        at = french.day_and_hour(french.local(one.at, zone))
        report.errors.append(Problem(one.number, "at", at, remedy))
        report.rejected += 1
        return None
    return Line(one.number, local_date(one.at, zone), one.name, one.session, one.kind, one.id, one.email)


def _fingerprint(sender: str, line: str) -> str:
    return hashlib.blake2b(f"api\x1f{sender}\x1f{line}".encode(), digest_size=16).hexdigest()


def _note_alive(codes: Collection[str], now: datetime) -> None:
    """A source that brought activity once, and says that there is none, is not a silent one."""
    wanted = {fold_code(code) for code in codes}
    if not wanted:
        return
    known = Session.objects.filter(activity_sources__source=Source.API).values_list("pk", "code")
    alive = [pk for pk, code in known if fold_code(code) in wanted]
    ActivitySource.objects.filter(session__in=alive, source=Source.API).update(last_arrival_at=now)
