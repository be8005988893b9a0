"""A prompt for the worker. It carries nothing: the database says what is due."""

from celery import shared_task

from lms_onboarding.common import clock

from .services import close_due, tell_readers


@shared_task
def close() -> None:
    """Close the questionnaires whose day has passed."""
    close_due(now=clock.now())


@shared_task
def tell() -> None:
    """Tell the disability referent of the requests that wait."""
    tell_readers(now=clock.now())
