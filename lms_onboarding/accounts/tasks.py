"""The worker's prompt: the database says who has no account yet."""

from celery import shared_task

from lms_onboarding.common import clock

from . import services


@shared_task
def open_accounts() -> None:
    """Open the space of each learner whose enrolment was confirmed; a lost message costs one interval."""
    services.open_accounts(now=clock.now())
