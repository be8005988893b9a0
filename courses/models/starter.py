"""What the loader of the starter content remembers, so that it never overwrites somebody's work."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class StarterPage(models.Model):
    """A page that we loaded, and its fingerprint as we loaded it. Without page: it was deleted here, and stays so."""

    slug = models.CharField(_("repère"), max_length=120, unique=True)
    page = models.OneToOneField(
        Page, verbose_name=_("page"), on_delete=models.SET_NULL, null=True, related_name="starter"
    )
    fingerprint = models.CharField(_("empreinte"), max_length=64)

    class Meta:
        verbose_name = _("page de départ")
        verbose_name_plural = _("pages de départ")

    def __str__(self) -> str:
        return self.slug
