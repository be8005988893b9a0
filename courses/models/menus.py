"""The names that the client's LMS gives to its menus. Pages keep tokens, so a change of name reaches all of them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable

from courses.menu_names import generic_labels


@register_setting(icon="list-ul")
class MenuSettings(BaseGenericSetting, ClusterableModel):
    """One row, with one name per menu."""

    panels: ClassVar[list[object]] = [
        HelpPanel(
            content=_(
                "Les leçons et l’aide citent les menus par un repère entre accolades. Donnez ici le nom de chacun "
                "dans votre LMS : toutes les pages le reprennent aussitôt. Vide : le nom générique."
            )
        ),
        InlinePanel("names", heading=_("Menus"), label=_("menu")),
    ]

    class Meta:
        verbose_name = _("noms des menus")

    def __str__(self) -> str:
        return str(_("Noms des menus"))

    @staticmethod
    def labels() -> dict[str, str]:
        """Key of a menu → its name here, or its generic name."""
        chosen = MenuLabel.objects.exclude(label="").values_list("key", "label")
        return {**generic_labels(), **dict(chosen)}


class MenuLabel(Orderable):
    """The name of one menu. `key` is what pages cite: « {menu:roles} »."""

    settings = ParentalKey(MenuSettings, on_delete=models.CASCADE, related_name="names")
    key = models.SlugField(_("repère"), max_length=40)
    label = models.CharField(_("nom dans votre LMS"), max_length=80, blank=True)

    panels: ClassVar[list[object]] = [FieldRowPanel([FieldPanel("key"), FieldPanel("label")])]

    class Meta(Orderable.Meta):
        verbose_name = _("nom de menu")
        verbose_name_plural = _("noms de menus")
        constraints = [models.UniqueConstraint(fields=["settings", "key"], name="one_name_per_menu")]

    def __str__(self) -> str:
        return self.label or generic_labels().get(self.key, self.key)
