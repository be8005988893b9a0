"""Prompts for the worker. They carry nothing: the database says what is due."""

from celery import shared_task

from lms_onboarding.common import clock

from .services import sweep_campaigns


@shared_task
def ask() -> None:
    """Ask and remind whoever is due; a lost message costs one interval."""
    sweep_campaigns(now=clock.now())
