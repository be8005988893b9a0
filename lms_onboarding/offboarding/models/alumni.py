"""The space of former learners: who chose to be in it and what they show, announcements, further resources."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import CoursePage
from lms_onboarding.enrolments.enums import Role
from lms_onboarding.offboarding.enums import AlumniState, Need
from lms_onboarding.people.models import Person


class AlumniMember(models.Model):
    """One row per person who said yes or no. Nothing is shown but the name, and what the person ticked."""

    person = models.OneToOneField(
        Person, verbose_name=_("personne"), on_delete=models.PROTECT, related_name="alumni_membership"
    )
    state = models.CharField(_("réponse"), max_length=8, choices=AlumniState.choices)
    shows_company = models.BooleanField(_("montre son entreprise"), default=False)
    shows_email = models.BooleanField(_("montre son adresse"), default=False)
    about = models.CharField(_("ce que la personne dit d’elle"), max_length=300, blank=True)
    joined_at = models.DateTimeField(_("entrée le"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changé le"))

    class Meta:
        verbose_name = _("ancien apprenant")
        verbose_name_plural = _("anciens apprenants")
        default_permissions = ("view",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(state="joined") | Q(joined_at__isnull=False), name="alumni_who_joined_have_a_date"
            ),
            models.CheckConstraint(
                condition=Q(state="joined") | Q(shows_company=False, shows_email=False, about=""),
                name="alumni_who_left_show_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.state}"


class Announcement(models.Model):
    """Told to former learners: a workshop, a news. Shown from `published_at`, until its day when it has one."""

    title = models.CharField(_("titre"), max_length=120)
    text = models.TextField(
        _("texte"), max_length=1200, help_text=_("Du texte simple ; une ligne vide sépare deux paragraphes.")
    )
    event_at = models.DateTimeField(_("rendez-vous"), null=True, blank=True)
    url = models.URLField(_("adresse"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("publiée à partir du"))

    class Meta:
        verbose_name = _("annonce aux anciens")
        verbose_name_plural = _("annonces aux anciens")
        ordering = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class FurtherResource(models.Model):
    """Something to go on with after the session; for one course and one role, or for all."""

    title = models.CharField(_("titre"), max_length=120)
    summary = models.CharField(_("en une phrase"), max_length=250)
    url = models.CharField(_("adresse"), max_length=300, help_text=_("« https://… », ou « /aide/… » sur ce site."))
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    need = models.CharField(_("pour"), max_length=12, choices=Need.choices, default=Need.REFRESH)
    course = models.ForeignKey(
        CoursePage, verbose_name=_("formation"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    role = models.CharField(_("profil"), max_length=8, choices=Role.choices, blank=True)
    position = models.PositiveSmallIntegerField(_("rang"), default=0)

    class Meta:
        verbose_name = _("ressource pour la suite")
        verbose_name_plural = _("ressources pour la suite")
        ordering = ["position", "title", "pk"]

    def __str__(self) -> str:
        return self.title
