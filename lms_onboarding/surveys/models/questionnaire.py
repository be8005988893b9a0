"""A questionnaire and its versions. A published version never changes: what was asked stays what was asked."""

from typing import ClassVar

from django.db import models
from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def with_counts(self) -> "QuestionnaireQuerySet":
        """`invited_count`, `answered_count`, and the numbers `published_number` and `draft_number`, None without."""
        answered = Q(versions__invitations__answered_on__isnull=False)
        published = Q(versions__published_at__isnull=False)
        return self.annotate(
            published_number=Max("versions__number", filter=published),
            draft_number=Max("versions__number", filter=~published),
            invited_count=Count("versions__invitations"),
            answered_count=Count("versions__invitations", filter=answered),
        )


class Questionnaire(models.Model):
    """What is asked to one audience. Its titles mirror the last published version, for lists."""

    key = models.SlugField(_("clé"), max_length=60, unique=True, help_text=_("« needs_learner » ; ne change plus."))
    title = models.CharField(_("titre"), max_length=120)
    audience = models.CharField(_("public"), max_length=120, blank=True)
    filled_by = models.CharField(_("rempli par"), max_length=120, blank=True)

    objects: ClassVar[models.Manager["Questionnaire"]] = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["title", "key"]

    def __str__(self) -> str:
        return self.title


class QuestionnaireVersionQuerySet(models.QuerySet["QuestionnaireVersion"]):
    def published(self) -> "QuestionnaireVersionQuerySet":
        return self.filter(published_at__isnull=False)

    def drafts(self) -> "QuestionnaireVersionQuerySet":
        return self.filter(published_at__isnull=True)


class QuestionnaireVersion(models.Model):
    """`content` has the shape read by `surveys.rules.read_form`; `digest` is its SHA-256, taken when published.

    `starter_digest` names the starter file it was loaded from: a version edited by someone has none, and is never
    replaced by a newer starter file.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, verbose_name=_("questionnaire"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField(_("contenu"), default=dict)
    starter_digest = models.CharField(_("fichier d’origine"), max_length=64, blank=True, editable=False)
    saved_at = models.DateTimeField(_("enregistrée le"))
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True)
    published_by = models.CharField(_("publiée par"), max_length=80, blank=True)
    digest = models.CharField(_("empreinte"), max_length=64, blank=True)

    objects: ClassVar[models.Manager["QuestionnaireVersion"]] = QuestionnaireVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version d’un questionnaire")
        verbose_name_plural = _("versions des questionnaires")
        ordering = ["questionnaire", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"], name="version_number_is_unique_in_its_questionnaire"
            ),
            models.UniqueConstraint(
                fields=["questionnaire"],
                condition=Q(published_at__isnull=True),
                name="one_draft_version_per_questionnaire",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, digest="") | (Q(published_at__isnull=False) & ~Q(digest="")),
                name="published_version_is_sealed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire}, version {self.number}"
