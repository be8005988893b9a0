"""Absent data: a source that says nothing of anybody. One alert to the administrator, none on learners."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.progress.enums import Source
from lms_onboarding.sessions.models import Session


class SourceAlert(models.Model):
    """`source` is a code of progress, or empty when no activity of anybody ever arrived for the session."""

    wagtail_reference_index_ignore = True

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="source_alerts"
    )
    source = models.CharField(_("source"), max_length=8, blank=True)
    last_arrival_at = models.DateTimeField(_("dernier arrivage"), null=True)
    opened_at = models.DateTimeField(_("signalée le"))
    resolved_at = models.DateTimeField(_("revenue le"), null=True)
    mail = models.ForeignKey(
        OutgoingMail, verbose_name=_("message"), on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("données absentes")
        verbose_name_plural = _("données absentes")
        ordering: ClassVar[list[str]] = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "source"],
                condition=Q(resolved_at__isnull=True),
                name="one_standing_source_alert_per_session",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True) | Q(resolved_at__gte=F("opened_at")),
                name="source_comes_back_after_it_stops",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} · {self.source or '—'}"

    @property
    def source_label(self) -> str:
        """« journal importé », "" when nobody had ever been seen."""
        return str(Source(self.source).label) if self.source else ""
