"""The company that sends its staff, the funder that pays."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from lms_onboarding.people.enums import OrganisationKind


class Organisation(models.Model):
    """A company or a funder, with the person who follows its trainees."""

    kind = models.CharField(_("nature"), max_length=10, choices=OrganisationKind.choices)
    name = models.CharField(_("nom"), max_length=200)
    siret = models.CharField(_("SIRET"), max_length=20, blank=True)
    contact_name = models.CharField(_("contact des stagiaires"), max_length=200, blank=True)
    contact_email = models.EmailField(_("adresse du contact"), max_length=254, blank=True)
    contact_phone = models.CharField(_("téléphone du contact"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), "kind", name="one_organisation_per_name_and_kind")]

    def __str__(self) -> str:
        return self.name
