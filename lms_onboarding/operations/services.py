"""The verbs of operating: leave a beat, save everything, put everything back."""

from datetime import datetime

from .models import Heartbeat

__all__ = ["beat"]


def beat(task: str, *, now: datetime) -> None:
    """Note that a task of the calendar has ended well, in one statement."""
    Heartbeat.objects.note(task, at=now)
