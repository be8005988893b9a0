"""When each task of the calendar last ended well: the one thing about workers that only the database can tell."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class HeartbeatManager(models.Manager["Heartbeat"]):
    def note(self, task: str, *, at: datetime) -> None:
        """One statement, whoever beats at the same moment: the calendar calls it every few seconds."""
        self.bulk_create(
            [Heartbeat(task=task, ended_at=at)],
            update_conflicts=True,
            unique_fields=["task"],
            update_fields=["ended_at"],
        )


class Heartbeat(models.Model):
    """`task` is the name Celery knows it by; `ended_at` is real time, even in a demonstration."""

    task = models.CharField(_("tâche"), max_length=160, unique=True)
    ended_at = models.DateTimeField(_("dernière fin"))

    objects: ClassVar[HeartbeatManager] = HeartbeatManager()

    class Meta:
        verbose_name = _("battement")
        verbose_name_plural = _("battements")
        ordering = ["task"]

    def __str__(self) -> str:
        return self.task
