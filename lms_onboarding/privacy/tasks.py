"""The room's calendar."""

from celery import shared_task

from lms_onboarding.common.clock import now

from .purging.running import sweep


@shared_task
def purge() -> None:
    """Once a month, what is due; a turn that its time cut short is followed by another an hour later."""
    sweep(now=now())
