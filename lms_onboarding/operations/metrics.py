"""Figures for Prometheus, counted when they are asked for: the database knows them for every process at once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db.models import Count, Min
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail

from .models import Heartbeat

PREFIX: Final = "lmso"


class Figures(Collector):
    """Mails that wait, the oldest that waits, documents issued, the age of each task of the calendar.

    `now` is real time for tasks, `house_now` the time the product lives in, which a demonstration simulates.
    """

    def __init__(self, *, now: datetime, house_now: datetime) -> None:
        self.now = now
        self.house_now = house_now

    def collect(self) -> Iterable[GaugeMetricFamily]:
        yield self._mails()
        yield self._waiting()
        documents = GaugeMetricFamily(f"{PREFIX}_documents", "Documents issued")
        documents.add_metric([], IssuedDocument.objects.count())
        yield documents
        yield self._tasks()

    def _mails(self) -> GaugeMetricFamily:
        """Those that wait only: they have an index, and what left or failed is counted by whoever audits it."""
        family = GaugeMetricFamily(f"{PREFIX}_mails_waiting", "Mails not sent yet, by state", labels=["state"])
        waiting = OutgoingMail.objects.waiting()
        counted = dict(waiting.order_by().values_list("state").annotate(Count("pk")))
        for state in (MailState.QUEUED, MailState.SENDING):
            family.add_metric([state.value], counted.get(state.value, 0))
        return family

    def _waiting(self) -> GaugeMetricFamily:
        due = OutgoingMail.objects.due(self.house_now)
        oldest = due.aggregate(Min("due_at"))["due_at__min"]
        family = GaugeMetricFamily(f"{PREFIX}_mail_delay_seconds", "How long the oldest due mail has waited")
        family.add_metric([], (self.house_now - oldest).total_seconds() if oldest else 0)
        return family

    def _tasks(self) -> GaugeMetricFamily:
        family = GaugeMetricFamily(f"{PREFIX}_task_age_seconds", "Since each task last ended well", labels=["task"])
        for task, ended_at in Heartbeat.objects.values_list("task", "ended_at"):
            family.add_metric([task], (self.now - ended_at).total_seconds())
        return family
