"""Closing a session: what was drafted, validated, frozen at release, and issued to each learner."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.offboarding.kinds import PaperKind
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session


class Closing(models.Model):
    """One per session. `released_at` is the moment that froze everything; documents are issued after it, one by one.

    Signatory, quality, delegation and place are copied here: what was signed does not follow the settings.
    """

    session = models.OneToOneField(
        Session, verbose_name=_("session"), on_delete=models.PROTECT, related_name="closing"
    )
    opened_at = models.DateTimeField(_("préparée le"))
    released_at = models.DateTimeField(_("remise le"), null=True)
    released_by = models.CharField(_("remise par"), max_length=80, blank=True)
    signatory = models.CharField(_("signataire"), max_length=200, blank=True)
    quality = models.CharField(_("qualité du signataire"), max_length=200, blank=True)
    delegation = models.CharField(_("délégation"), max_length=200, blank=True)
    place = models.CharField(_("fait à"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("clôture")
        verbose_name_plural = _("clôtures")
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at__isnull=True) | ~Q(signatory="") & ~Q(quality="") & ~Q(place=""),
                name="released_closing_says_who_signs_and_where",
            )
        ]

    def __str__(self) -> str:
        return str(self.session)


class BilanQuerySet(models.QuerySet["Bilan"]):
    def current(self) -> "BilanQuerySet":
        """The last version of each learner's."""
        return self.filter(superseded_at__isnull=True)


class Bilan(models.Model):
    """`strengths` and `axes` are [{text, facts: [key], edited}], `action` one of them; `facts` are those it was
    drafted from, [{key, words}], shown beside it. A version already released is never edited: the next one follows."""

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.PROTECT, related_name="bilans"
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    strengths = models.JSONField(_("points forts"), default=list)
    axes = models.JSONField(_("à consolider"), default=list)
    action = models.JSONField(_("action à trente jours"), default=dict)
    word = models.TextField(_("mot du formateur"), blank=True)
    facts = models.JSONField(_("faits"), default=list)
    drafted_at = models.DateTimeField(_("rédigé le"))
    edited_at = models.DateTimeField(_("corrigé le"), null=True)
    validated_at = models.DateTimeField(_("validé le"), null=True)
    validator = models.ForeignKey(
        Person, verbose_name=_("validé par"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    superseded_at = models.DateTimeField(_("remplacé le"), null=True)

    objects: ClassVar[models.Manager["Bilan"]] = BilanQuerySet.as_manager()

    class Meta:
        verbose_name = _("bilan")
        verbose_name_plural = _("bilans")
        ordering: ClassVar[list[str]] = ["enrolment_id", "version"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "version"], name="one_bilan_per_learner_and_version"),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(superseded_at__isnull=True), name="one_current_bilan_per_learner"
            ),
            models.CheckConstraint(
                condition=Q(validated_at__isnull=True) | Q(validator__isnull=False),
                name="validated_bilan_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} v{self.version}"

    @property
    def is_validated(self) -> bool:
        return self.validated_at is not None

    def words_of(self, keys: list[str]) -> list[str]:
        """What the facts of these keys say."""
        said: dict[str, str] = {fact["key"]: fact["words"] for fact in self.facts}
        return [said[key] for key in keys if key in said]


class PaperQuerySet(models.QuerySet["Paper"]):
    def to_issue(self) -> "PaperQuerySet":
        return self.filter(document__isnull=True)

    def current(self) -> "PaperQuerySet":
        """The last version of each."""
        return self.filter(superseded_at__isnull=True)


class Paper(models.Model):
    """A document due to a learner, its data frozen at release; `document` comes when it is drawn and sealed.

    `version` rises when a bilan is corrected afterwards: the new document replaces the one before.
    """

    wagtail_reference_index_ignore = True

    closing = models.ForeignKey(Closing, verbose_name=_("clôture"), on_delete=models.PROTECT, related_name="papers")
    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.PROTECT, related_name="papers"
    )
    kind = models.CharField(_("document"), max_length=40, choices=PaperKind.choices)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    data = models.JSONField(_("données figées"), default=dict)
    frozen_at = models.DateTimeField(_("figé le"))
    document = models.OneToOneField(
        IssuedDocument, verbose_name=_("document émis"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    problem = models.CharField(_("ce qui l’empêche"), max_length=300, blank=True)
    told_at = models.DateTimeField(
        _("annoncé le"), null=True, help_text=_("Pour un certificat : à l’employeur et au financeur.")
    )
    fetched_at = models.DateTimeField(_("téléchargé le"), null=True)
    superseded_at = models.DateTimeField(_("remplacé le"), null=True)

    objects: ClassVar[models.Manager["Paper"]] = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("document de fin")
        verbose_name_plural = _("documents de fin")
        ordering: ClassVar[list[str]] = ["pk"]
        indexes = [
            models.Index(fields=["id"], condition=Q(document__isnull=True), name="papers_to_issue"),
            models.Index(
                fields=["id"],
                condition=Q(kind="certificat_realisation", told_at__isnull=True),
                name="certificates_to_tell",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "kind", "version"], name="one_paper_per_learner_kind_and_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.enrolment} v{self.version}"


class Handover(models.Model):
    """What one learner was told of the documents that stand: one mail at release, another for each corrected bilan."""

    wagtail_reference_index_ignore = True

    enrolment = models.ForeignKey(
        Enrolment, verbose_name=_("inscription"), on_delete=models.PROTECT, related_name="handovers"
    )
    version = models.PositiveSmallIntegerField(_("version du bilan"), default=1)
    mail = models.OneToOneField(
        OutgoingMail, verbose_name=_("courrier"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    told_at = models.DateTimeField(_("annoncé le"), null=True)

    class Meta:
        verbose_name = _("remise")
        verbose_name_plural = _("remises")
        indexes = [models.Index(fields=["id"], condition=Q(told_at__isnull=True), name="handovers_to_tell")]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "version"], name="one_handover_per_learner_and_version")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} v{self.version}"
