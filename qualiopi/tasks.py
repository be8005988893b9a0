"""The room's calendar."""

from celery import shared_task

from lms_onboarding.common.clock import now
from qualiopi.registers.services import remind


@shared_task
def remind_recipients() -> None:
    """Each business day, for what was not read."""
    remind(now=now())
