"""Prompts for the worker. They carry nothing: the database says who was not told yet, and what has expired."""

from celery import shared_task

from lms_onboarding.common import clock

from .services import purge_drafts, work_on_files
from .services import sweep as tell

SECONDS = 200  # a task ends within five minutes: what is left is taken up by the next one


@shared_task
def sweep() -> None:
    """Queue the confirmations that are due, and drop the files that nobody came back to."""
    now = clock.now()
    tell(now=now)
    purge_drafts(now=now)


@shared_task
def work() -> None:
    """Check, import or undo the large files that wait."""
    work_on_files(clock=clock.now, seconds=SECONDS)
