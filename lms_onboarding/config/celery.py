"""The worker and its calendar. The schedule is code: one calendar, in one place.

A message carries a primary key or nothing, and expires before the next one is due: the database is the truth, a lost
broker costs one interval.
"""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.schedules import schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms_onboarding.config.settings.dev")

app = Celery("lms_onboarding")
app.config_from_object("django.conf:settings", namespace="CELERY")


def _every(seconds: int, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": schedule(seconds), "options": {"expires": max(seconds - 1, 5)}}


def _transport(url: str, folder: Path) -> dict[str, Any]:
    """Broker options per kind of broker, as measured (docs/decisions/0004-embedded-broker.md)."""
    if url.startswith("filesystem"):
        for name in ("queue", "control"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        return {
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
            "polling_interval": 0.2,
        }
    if url.startswith("redis"):
        return {"visibility_timeout": 3600, "unacked_restore_throttle": 1}
    return {}


@app.on_configure.connect
def _configure(sender: Celery, **_kwargs: Any) -> None:
    from django.conf import settings  # noqa: PLC0415  settings are read once the application is configured

    sender.conf.update(
        broker_transport_options=_transport(settings.CELERY_BROKER_URL, Path(settings.DATA_DIR) / "broker"),
        beat_schedule_filename=str(Path(settings.DATA_DIR) / "beat-schedule"),
        broker_connection_retry_on_startup=True,
        worker_enable_remote_control=False,  # nobody speaks to the workers but through the database
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        task_ignore_result=True,
        task_soft_time_limit=240,
        task_time_limit=290,
        timezone=settings.TIME_ZONE,
        beat_schedule={
            "mails": _every(10, "lms_onboarding.mailing.tasks.deliver_due"),
            "fast mails": _every(10, "lms_onboarding.mailing.tasks.deliver_fast"),
            "enrolments": _every(60, "lms_onboarding.enrolments.tasks.sweep"),
            "enrolment files": _every(5, "lms_onboarding.enrolments.tasks.work"),
            "accounts": _every(60, "lms_onboarding.accounts.tasks.open_accounts"),
            "welcome": _every(60, "lms_onboarding.welcome.tasks.sweep"),
            "survey campaigns": _every(300, "lms_onboarding.offboarding.tasks.ask"),
            "attendance sheets": _every(60, "lms_onboarding.progress.tasks.issue_sheets"),
            "closings": _every(60, "lms_onboarding.offboarding.tasks.close"),
            "first week": _every(900, "lms_onboarding.followup.tasks.sweep"),
            "questionnaires": _every(600, "lms_onboarding.surveys.tasks.close"),
            "private requests": _every(60, "lms_onboarding.surveys.tasks.tell"),
            "badges": _every(600, "badges.tasks.sweep"),
            "help to review": _every(3600, "courses.tasks.sweep"),
            "confidential reports": _every(3600, "qualiopi.tasks.remind_recipients"),
            "pieces that are owed": _every(4 * 3600, "qualiopi.tasks.tell_who_owes"),
            "evidence files": _every(20, "qualiopi.tasks.prepare_exports"),
            "evidence files kept long enough": _every(3600, "qualiopi.tasks.expire_exports"),
            "standing of sessions": _every(300, "qualiopi.tasks.look_at_sessions"),
            "daily seal": _every(3600, "qualiopi.tasks.seal"),
            "purge of the month": _every(3600, "lms_onboarding.privacy.tasks.purge"),
            "deposited files": _every(24 * 3600, "qualiopi.tasks.check_deposited_files"),
        },
    )


ROOMS = ("accounts", "enrolments", "followup", "mailing", "offboarding", "privacy", "progress", "surveys", "welcome")
app.autodiscover_tasks(["badges", "courses", "qualiopi", *(f"lms_onboarding.{room}" for room in ROOMS)])
