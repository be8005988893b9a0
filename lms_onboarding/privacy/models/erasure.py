"""Somebody asked to be erased: what went, what had to stay, until when and why. Nothing here says who they were."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Person


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def pending(self) -> "ErasureQuerySet":
        """Those of whom something had to stay."""
        return self.filter(completed_at__isnull=True)


class Erasure(models.Model):
    """One per person. `gone`: {kind: rows}; `kept`: [{what, until (ISO), why}]. `completed_at` is when the last of it
    went too, which the purge does by itself."""

    person = models.OneToOneField(Person, verbose_name=_("personne"), on_delete=models.PROTECT, related_name="erasure")
    done_at = models.DateTimeField(_("effacée le"))
    done_by = models.CharField(_("effacée par"), max_length=80)
    gone = models.JSONField(_("ce qui est parti"), default=dict)
    kept = models.JSONField(_("ce qui reste"), default=list)
    kept_until = models.DateField(_("reste jusqu’au"), null=True, blank=True)
    completed_at = models.DateTimeField(_("achevée le"), null=True, blank=True)
    mail = models.OneToOneField(
        OutgoingMail,
        verbose_name=_("réponse"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("effacement")
        verbose_name_plural = _("effacements")
        ordering: ClassVar[list[str]] = ["-done_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(completed_at__isnull=False) | Q(kept_until__isnull=False),
                name="unfinished_erasure_says_until_when",
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(completed_at__gte=F("done_at")),
                name="erasure_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """How the rooms below name it, for example `erasure/3`."""
        return f"erasure/{self.pk}"
