"""Who issues badges, and the keys that sign them. A key is never deleted: old badges are checked with it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from badges.enums import KeyState


class NeverDeleted(RuntimeError):
    """What others check must stay; retire it, or declare it compromised."""


class Issuer(models.Model):
    """The training organisation as badges name it. One row."""

    one = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(_("nom public"), max_length=200)
    url = models.URLField(_("site"), help_text=_("Le site public de l’organisme."))
    email = models.EmailField(_("adresse e-mail publique"))
    description = models.TextField(_("présentation"), blank=True)
    linkedin_id = models.CharField(
        _("numéro d’organisation LinkedIn"),
        max_length=20,
        blank=True,
        help_text=_("Facultatif : le badge ajouté à un profil pointe alors vers votre page."),
    )

    class Meta:
        verbose_name = _("émetteur")
        verbose_name_plural = _("émetteurs")
        constraints = [models.CheckConstraint(condition=Q(one=True), name="there_is_one_issuer")]

    def __str__(self) -> str:
        return self.name


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    def active(self) -> "SigningKeyQuerySet":
        return self.filter(state=KeyState.ACTIVE)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise NeverDeleted("Une clé de signature ne s’efface pas.")


class SigningKey(models.Model):
    """RS256. `kid` ends the address that serves `public_jwk`; `sealed` is the private part, under LMSO_BADGES_KEY."""

    kid = models.CharField(_("identifiant"), max_length=40, unique=True)
    public_jwk = models.JSONField(_("clé publique (JWK)"))
    sealed = models.TextField(_("clé privée, chiffrée"))
    state = models.CharField(_("état"), max_length=12, choices=KeyState.choices, default=KeyState.ACTIVE)
    created_at = models.DateTimeField(_("créée le"))
    retired_at = models.DateTimeField(_("retirée le"), null=True)
    compromised_at = models.DateTimeField(_("compromise depuis"), null=True)

    objects: ClassVar[models.Manager["SigningKey"]] = SigningKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("clé de signature")
        verbose_name_plural = _("clés de signature")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="active"), name="one_key_signs_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="active") | Q(retired_at__isnull=False), name="key_that_signs_no_more_has_a_date"
            ),
            models.CheckConstraint(
                condition=~Q(state="compromised") | Q(compromised_at__isnull=False),
                name="compromised_key_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.kid

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise NeverDeleted("Une clé de signature ne s’efface pas.")
