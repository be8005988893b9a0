"""Prompts for the worker. They carry nothing: the database says who was not told yet, and what has expired."""

from celery import shared_task

from lms_onboarding.common import clock

from .services import purge_drafts
from .services import sweep as tell


@shared_task
def sweep() -> None:
    """Queue the confirmations that are due, and drop the files that nobody came back to."""
    now = clock.now()
    tell(now=now)
    purge_drafts(now=now)
