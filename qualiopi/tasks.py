"""The room's calendar."""

from celery import shared_task

from lms_onboarding.common.clock import now
from qualiopi.coverage.standings import sweep_standings
from qualiopi.coverage.telling import tell_owed
from qualiopi.evidence.checking import check_files
from qualiopi.export.preparing import expire, prepare_next
from qualiopi.registers.services import remind
from qualiopi.seals.sealing import seal_due


@shared_task
def remind_recipients() -> None:
    """Each business day, for what was not read."""
    remind(now=now())


@shared_task
def tell_who_owes() -> None:
    """Each business day, to who owes a piece that is due in a week or today."""
    tell_owed(now=now())


@shared_task
def seal() -> None:
    """Once a day, everything that is not sealed yet."""
    seal_due(now=now())


@shared_task
def check_deposited_files() -> None:
    """Once a day, the bytes of what was deposited."""
    check_files(now=now())


@shared_task
def look_at_sessions() -> None:
    """Every five minutes, the sessions whose standing is the oldest."""
    sweep_standings(now=now())


@shared_task
def prepare_exports() -> None:
    """One turn of the oldest evidence file that was asked for and that nobody prepares."""
    prepare_next(clock=now)


@shared_task
def expire_exports() -> None:
    """Each hour, evidence files kept long enough are erased."""
    expire(now=now())
