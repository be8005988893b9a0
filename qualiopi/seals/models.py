"""Seals and their leaves. Never rewritten; erasing a content drops the salt of its leaf, and the leaf stays."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


class LeafKind(models.TextChoices):
    ENTRY = "entry", _("fait du journal")
    DOCUMENT = "document", _("document émis")


class Seal(models.Model):
    """Everything new since the seal before, in one root; `chain` binds it to all the seals before."""

    number = models.PositiveIntegerField(_("numéro"), unique=True)
    sealed_at = models.DateTimeField(_("scellé le"))
    size = models.PositiveIntegerField(_("faits et documents"))
    root = models.CharField(_("racine"), max_length=64)
    chain = models.CharField(_("empreinte"), max_length=64)

    objects: ClassVar[models.Manager["Seal"]] = models.Manager()

    class Meta:
        verbose_name = _("sceau")
        verbose_name_plural = _("sceaux")
        ordering = ("number",)
        constraints = [models.CheckConstraint(condition=Q(number__gt=0), name="seals_are_numbered_from_one")]

    def __str__(self) -> str:
        return f"sceau n° {self.number}"


class Leaf(models.Model):
    """One content in the first seal that saw it. `ref` is its id; `salt` is gone once the content was erased."""

    seal = models.ForeignKey(Seal, verbose_name=_("sceau"), on_delete=models.PROTECT, related_name="leaves")
    rank = models.PositiveIntegerField(_("rang"))
    kind = models.CharField(_("nature"), max_length=8, choices=LeafKind.choices)
    ref = models.BigIntegerField(_("repère"))
    salt = models.BinaryField(_("sel"), null=True)
    digest = models.CharField(_("empreinte"), max_length=64)

    objects: ClassVar[models.Manager["Leaf"]] = models.Manager()

    class Meta:
        verbose_name = _("feuille")
        verbose_name_plural = _("feuilles")
        constraints = [
            models.UniqueConstraint(fields=["kind", "ref"], name="a_content_joins_one_seal"),
            models.UniqueConstraint(fields=["seal", "rank"], name="one_leaf_per_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.ref}"


@register_setting(icon="lock")
class SealSettings(BaseGenericSetting):
    """Where seals are sent to be kept: an address that those who administer this database do not control."""

    email = models.EmailField(
        _("adresse extérieure"),
        blank=True,
        help_text=_(
            "Chaque jour, l’empreinte du journal et des documents y est envoyée. Sans cette adresse, les sceaux "
            "détectent une corruption, pas une falsification."
        ),
    )

    panels = [FieldPanel("email")]

    class Meta:
        verbose_name = _("sceaux du jour")

    def __str__(self) -> str:
        return str(_("Sceaux du jour"))
