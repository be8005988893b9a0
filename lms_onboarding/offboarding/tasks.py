"""Prompts for the worker. They carry nothing: the database says what is due."""

from celery import shared_task

from lms_onboarding.common import clock

from .services import sweep_alumni, sweep_campaigns, sweep_closings


@shared_task
def ask() -> None:
    """Ask and remind whoever is due, invite former learners; a lost message costs one interval."""
    sweep_campaigns(now=clock.now())
    sweep_alumni(now=clock.now())


@shared_task
def close() -> None:
    """Issue what was released, tell who it concerns, ask again later; a lost message costs one interval."""
    sweep_closings(now=clock.now())
