"""Issued documents: frozen data, exact bytes, SHA-256. The only room that stores what was issued."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def path_of(sha256: str) -> str:
    """Where the bytes of this hash lie in the `issued` storage."""
    return f"{sha256[:2]}/{sha256}"


class Blob(models.Model):
    """Bytes named by their SHA-256 (64 hexadecimal characters); one copy whatever the number of uses.

    `erased_at` is when they were given up, `gone_at` when the file itself went: the fingerprint stays, so that who
    holds the file can still have it recognised.
    """

    sha256 = models.CharField(_("empreinte SHA-256"), max_length=64, primary_key=True)
    size = models.PositiveIntegerField(_("taille en octets"))
    stored_at = models.DateTimeField(_("conservé le"))
    erased_at = models.DateTimeField(_("effacé le"), null=True, editable=False)
    gone_at = models.DateTimeField(_("fichier détruit le"), null=True, editable=False)

    class Meta:
        verbose_name = _("contenu conservé")
        verbose_name_plural = _("contenus conservés")
        indexes = [
            models.Index(
                fields=["sha256"], condition=Q(erased_at__isnull=False, gone_at__isnull=True), name="files_to_destroy"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(gone_at__isnull=True) | Q(erased_at__isnull=False), name="destroyed_file_was_given_up"
            )
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        """Where the bytes lie in the `issued` storage."""
        return path_of(self.sha256)


class Series(models.Model):
    """The last number given in a series such as « C-2026 »; a gap may remain after a crash, a repeat never."""

    prefix = models.CharField(_("série"), max_length=20, primary_key=True)
    last = models.PositiveIntegerField(_("dernier numéro"), default=0)

    class Meta:
        verbose_name = _("série de numéros")
        verbose_name_plural = _("séries de numéros")

    def __str__(self) -> str:
        return f"{self.prefix}-{self.last:04}"


class IssuedDocumentQuerySet(models.QuerySet["IssuedDocument"]):
    def current(self) -> "IssuedDocumentQuerySet":
        return self.filter(superseded_by__isnull=True)

    def of(self, holder_key: str) -> "IssuedDocumentQuerySet":
        """Documents in the name of one holder, for example `person/12`."""
        return self.filter(holder_key=holder_key)


class IssuedDocument(models.Model):
    """A document as it left: `kind` is an id of documents.json, `key` its natural key, `data` what was drawn.

    An erased one keeps its number, its kind and its date, and nothing of whom it was about.
    """

    key = models.CharField(_("clé naturelle"), max_length=160, unique=True)
    kind = models.CharField(_("type"), max_length=40)
    number = models.CharField(_("numéro"), max_length=40, unique=True)
    holder_key = models.CharField(_("au nom de"), max_length=80, blank=True, db_index=True)
    about = models.CharField(_("objet"), max_length=80, db_index=True)
    title = models.CharField(_("titre"), max_length=200)
    filename = models.CharField(_("nom de fichier"), max_length=120)
    content_type = models.CharField(_("format"), max_length=80, default="application/pdf")
    blob = models.ForeignKey(Blob, verbose_name=_("contenu"), on_delete=models.PROTECT, related_name="documents")
    data = models.JSONField(_("données figées"), default=dict)
    drawn_sha256 = models.CharField(
        _("empreinte avant le cachet"), max_length=64, blank=True, help_text=_("Vide : document sans cachet.")
    )
    issued_at = models.DateTimeField(_("émis le"))
    superseded_by = models.OneToOneField(
        "self",
        verbose_name=_("remplacé par"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="supersedes",
    )
    revoked_at = models.DateTimeField(_("révoqué le"), null=True, blank=True)
    revoked_because = models.CharField(_("raison de la révocation"), max_length=300, blank=True)
    erased_at = models.DateTimeField(_("contenu effacé le"), null=True, editable=False)

    objects: ClassVar[models.Manager["IssuedDocument"]] = IssuedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document émis")
        verbose_name_plural = _("documents émis")
        constraints = [
            models.CheckConstraint(
                condition=~Q(superseded_by=models.F("pk")), name="document_does_not_replace_itself"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_because=""), name="revoked_document_says_why"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(holder_key="", data={}), name="erased_document_names_nobody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} n° {self.number}"

    @property
    def public_title(self) -> str:
        """What anybody may read under its number: what follows a comma may say whom it is about, or where."""
        return self.title.partition(",")[0]

    @property
    def is_sealed(self) -> bool:
        return bool(self.drawn_sha256)
