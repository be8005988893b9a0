"""A prompt for the worker. It carries nothing: the database says what is due."""

from celery import shared_task

from lms_onboarding.common import clock

from .services import close_due


@shared_task
def close() -> None:
    """Close the questionnaires whose day has passed."""
    close_due(now=clock.now())
