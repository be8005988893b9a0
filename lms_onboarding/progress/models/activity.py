"""Days of activity, and where they come from."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import Source
from lms_onboarding.sessions.models import Session


class DailyActivityQuerySet(models.QuerySet["DailyActivity"]):
    def of(self, person: Person) -> "DailyActivityQuerySet":
        return self.filter(enrolment__person=person)


class DailyActivity(models.Model):
    """What one person did on one local day for one session, by source. A missing row is a day without a trace.

    `events` counts everything; the other counters say what was recognised among it. `visits` are returns after half an
    hour away. No hour is kept but the last one, which tells visits apart: this is no time sheet.
    """

    wagtail_reference_index_ignore = True

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.CASCADE, related_name="daily_activity"
    )
    day = models.DateField(_("jour"))
    source = models.CharField(_("source"), max_length=8, choices=Source.choices)
    visits = models.PositiveIntegerField(_("visites"), default=0)
    lessons = models.PositiveIntegerField(_("contenus ouverts"), default=0)
    checks = models.PositiveIntegerField(_("questions répondues"), default=0)
    actions = models.PositiveIntegerField(_("actions déclarées"), default=0)
    events = models.PositiveIntegerField(_("gestes"), default=0)
    last_at = models.DateTimeField(_("dernier geste"), null=True)

    objects: ClassVar[models.Manager["DailyActivity"]] = DailyActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("jour d’activité")
        verbose_name_plural = _("jours d’activité")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "day", "source"], name="one_day_of_activity_per_enrolment_and_source"
            ),
            models.CheckConstraint(condition=Q(events__gt=0), name="day_of_activity_has_events"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.day}"


class ActivitySource(models.Model):
    """When activity last arrived for a session: without it, an absence of traces says nothing about anybody."""

    wagtail_reference_index_ignore = True

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="activity_sources"
    )
    source = models.CharField(_("source"), max_length=8, choices=Source.choices)
    last_arrival_at = models.DateTimeField(_("dernier arrivage"))
    last_day = models.DateField(_("dernier jour d’activité"))

    class Meta:
        verbose_name = _("source d’activité")
        verbose_name_plural = _("sources d’activité")
        constraints = [
            models.UniqueConstraint(fields=["session", "source"], name="one_freshness_per_session_and_source")
        ]

    def __str__(self) -> str:
        return f"{self.session} · {self.get_source_display()}"


class ActivityImport(models.Model):
    """One file that was imported: what it was, what it brought. The file itself is not kept."""

    filename = models.CharField(_("fichier"), max_length=200)
    sha256 = models.CharField(_("empreinte"), max_length=64)
    imported_at = models.DateTimeField(_("importé le"))
    imported_by = models.CharField(_("importé par"), max_length=80, help_text=_("« user/3 » ou « system »."))
    read = models.PositiveIntegerField(_("lignes lues"))
    fresh = models.PositiveIntegerField(_("lignes nouvelles"))
    unmatched = models.PositiveIntegerField(_("lignes sans apprenant"))

    class Meta:
        verbose_name = _("import d’activité")
        verbose_name_plural = _("imports d’activité")
        ordering: ClassVar[list[str]] = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.filename


class ImportedLine(models.Model):
    """The fingerprint of a line already counted: met again, in this file or a longer one, it adds nothing."""

    wagtail_reference_index_ignore = True

    fingerprint = models.CharField(_("empreinte"), max_length=32, unique=True)
    day = models.ForeignKey(DailyActivity, verbose_name=_("jour"), on_delete=models.CASCADE, related_name="lines")

    class Meta:
        verbose_name = _("ligne importée")
        verbose_name_plural = _("lignes importées")

    def __str__(self) -> str:
        return self.fingerprint
