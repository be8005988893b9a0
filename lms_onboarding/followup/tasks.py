"""The worker's prompt: the database says what is due."""

from celery import shared_task

from lms_onboarding.common import clock

from . import services


@shared_task
def sweep() -> None:
    """Look at everybody who is followed; a lost message costs one interval."""
    services.sweep(now=clock.now())
