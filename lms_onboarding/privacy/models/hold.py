"""What must not go, whatever the calendar says: a dispute, a control, an audit under way."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def standing(self, today: date) -> "LegalHoldQuerySet":
        """Those that hold something back today: neither lifted nor over."""
        return self.filter(lifted_at__isnull=True, until__gte=today)


class LegalHold(models.Model):
    """Everything about one person, or about one session, stays until the end of `until`, for a reason. Prolonging it
    is another one."""

    person = models.ForeignKey(
        Person, verbose_name=_("personne"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("pourquoi"), max_length=300)
    until = models.DateField(_("jusqu’au"))
    placed_at = models.DateTimeField(_("décidée le"))
    placed_on = models.DateField(_("jour de la décision"), editable=False)
    placed_by = models.CharField(_("décidée par"), max_length=80)
    lifted_at = models.DateTimeField(_("levée le"), null=True, blank=True)
    lifted_by = models.CharField(_("levée par"), max_length=80, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("conservation motivée")
        verbose_name_plural = _("conservations motivées")
        ordering: ClassVar[list[str]] = ["-placed_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, session__isnull=True)
                | Q(person__isnull=True, session__isnull=False),
                name="legal_hold_is_on_a_person_or_a_session",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="legal_hold_says_why"),
            models.CheckConstraint(condition=Q(until__gte=F("placed_on")), name="legal_hold_ends_after_it_is_placed"),
        ]

    def __str__(self) -> str:
        return str(self.person or self.session)

    @property
    def key(self) -> str:
        """How the journal names it, for example `legal-hold/3`."""
        return f"legal-hold/{self.pk}"
