"""Personal links and one-time codes: what opens a page without an account. Tokens and codes are never stored."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PersonalLinkQuerySet(models.QuerySet["PersonalLink"]):
    def usable(self, now: datetime) -> "PersonalLinkQuerySet":
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


class PersonalLink(models.Model):
    """A right to open one object in one scope. Its token is an HMAC over id and version: a new version voids it."""

    scope = models.CharField(_("usage"), max_length=40)
    object_key = models.CharField(_("objet"), max_length=80)
    holder_key = models.CharField(_("porteur"), max_length=80)
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("créé le"))
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    revoked_at = models.DateTimeField(_("révoqué le"), null=True, blank=True)

    objects: ClassVar[models.Manager["PersonalLink"]] = PersonalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("lien personnel")
        verbose_name_plural = _("liens personnels")
        indexes = [models.Index(fields=["scope", "object_key"], name="links_by_object")]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="link_expires_after_it_is_made")
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.object_key}"


class OneTimeCode(models.Model):
    """A short code sent to an address; only its HMAC is kept, and a few wrong tries close it."""

    purpose = models.CharField(_("usage"), max_length=40)
    object_key = models.CharField(_("objet"), max_length=80)
    digest = models.CharField(_("empreinte"), max_length=64)
    created_at = models.DateTimeField(_("créé le"))
    expires_at = models.DateTimeField(_("valable jusqu’au"))
    tries = models.PositiveSmallIntegerField(_("essais"), default=0)
    used_at = models.DateTimeField(_("utilisé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("code à usage unique")
        verbose_name_plural = _("codes à usage unique")
        indexes = [models.Index(fields=["purpose", "object_key", "created_at"], name="codes_by_object")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.object_key}"
