"""Prompts for the worker. They carry nothing: the database says what is due."""

from celery import shared_task

from lms_onboarding.common import clock

from . import services


@shared_task
def sweep() -> None:
    """Tell who answers for the help articles that are due for another reading."""
    services.sweep(now=clock.now())
