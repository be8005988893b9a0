"""A person carries the domain; the account is optional and never needed to receive a kit."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.documents.services import why_not_printed
from lms_onboarding.people.enums import Civility


class PersonQuerySet(models.QuerySet["Person"]):
    def by_email(self, emails: list[str]) -> "PersonQuerySet":
        """People whose matching key (see `email_key`) is among `emails`."""
        return self.filter(email_key__in=emails)


class Person(models.Model):
    """A learner, trainer, referent or contact. `email_key` is the address folded for matching: one per person.

    Somebody erased keeps a number, which the facts of their sessions lead to, and nothing that says who they were.
    """

    civility = models.CharField(_("civilité"), max_length=3, choices=Civility.choices, blank=True)
    first_name = models.CharField(_("prénom"), max_length=100)
    last_name = models.CharField(_("nom"), max_length=100)
    email = models.EmailField(_("adresse e-mail"), max_length=254)
    email_key = models.CharField(_("adresse de rapprochement"), max_length=254, unique=True, editable=False)
    phone = models.CharField(_("téléphone"), max_length=40, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("compte"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
    )
    guardian = models.ForeignKey(
        "self",
        verbose_name=_("responsable légal"),
        help_text=_("Pour une personne mineure : la convocation lui est aussi adressée."),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="wards",
    )
    created_at = models.DateTimeField(_("connue depuis"), editable=False)
    erased_at = models.DateTimeField(_("effacée le"), null=True, editable=False)

    objects: ClassVar[models.Manager["Person"]] = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        ordering = ["last_name", "first_name", "pk"]
        indexes = [
            models.Index(fields=["last_name", "first_name"], name="people_by_name"),
            models.Index(fields=["id"], condition=Q(erased_at__isnull=True), name="people_still_known"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(email_key=""), name="person_has_an_address"),
            models.CheckConstraint(
                condition=Q(guardian__isnull=True) | ~Q(guardian=F("pk")), name="nobody_is_their_own_guardian"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(civility="", phone="", account__isnull=True, guardian__isnull=True),
                name="erased_person_cannot_be_reached",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def clean(self) -> None:
        """Refuses a name that no document could carry: it would hold back every kit, silently, later."""
        super().clean()
        names = {"first_name": self.first_name, "last_name": self.last_name}
        if refusals := {field: reason for field, name in names.items() if (reason := why_not_printed(name))}:
            raise ValidationError(refusals)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def key(self) -> str:
        """How the rooms below name this person, for example `person/12`."""
        return f"person/{self.pk}"
