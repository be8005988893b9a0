"""The worker's prompt: the database says which sheets are still to draw."""

from celery import shared_task

from lms_onboarding.common import clock

from . import services


@shared_task
def issue_sheets() -> None:
    """Issue the sheets of the half-days that were locked, or corrected; a lost message costs one interval."""
    services.issue_sheets(now=clock.now())
