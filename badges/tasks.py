"""Prompts for the worker. They carry nothing: the database says what is due."""

from celery import shared_task

from lms_onboarding.common import clock

from . import services


@shared_task
def sweep() -> None:
    """Reminders before badges end; what a compromised key left to sign again."""
    services.sweep(now=clock.now())
