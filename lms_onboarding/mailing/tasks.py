"""Prompts for the worker. They carry nothing: the database says what is due."""

from celery import shared_task

from lms_onboarding.common import clock

from .enums import Lane
from .sending.delivering import deliver

SECONDS = 50  # well under the minute: a worker that is asked to stop has not long to wait


@shared_task
def deliver_due() -> None:
    """Send what is due."""
    deliver(clock=clock.now, seconds=SECONDS)


@shared_task
def deliver_fast() -> None:
    """Send the sign-in codes."""
    deliver(lane=Lane.FAST, clock=clock.now, seconds=SECONDS)
