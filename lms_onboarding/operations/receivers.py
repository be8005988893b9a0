"""Celery's signals: a task has a name in the logs, and one of the calendar that ends well leaves a beat."""

from typing import Any

from celery import Task
from django.db import DatabaseError

from .logs import TASK
from .machine import machine_time
from .services import beat


def name_task(task_id: str = "", **_kwargs: Any) -> None:
    TASK.set(task_id)


def forget_task(**_kwargs: Any) -> None:
    TASK.set("")


def note_success(sender: "Task[Any, Any]", **_kwargs: Any) -> None:
    """Real time: a demonstration lives at another date, its worker does not."""
    planned = {entry["task"] for entry in (sender.app.conf.beat_schedule or {}).values()}
    if sender.name in planned:
        try:
            beat(sender.name, now=machine_time())
        except DatabaseError:  # the task itself has ended well; the next beat is seconds away
            return
