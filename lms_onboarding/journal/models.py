"""The journal: what happened, to what, by whom, when it happened and when we learnt it. Never free text."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(RuntimeError):
    """The journal is never rewritten; record a new entry instead."""


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, subject: str) -> "EntryQuerySet":
        """Entries of one subject, for example `enrolment/12`, oldest first."""
        return self.filter(subject=subject).order_by("occurred_at", "pk")

    def update(self, **_kwargs: Any) -> int:
        raise AppendOnlyError("Une entrée du journal ne se modifie pas.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("Une entrée du journal ne s’efface pas.")


class Entry(models.Model):
    """One fact. `occurred_at` is when it happened, `recorded_at` when the product learnt it: nothing is backdated."""

    verb = models.CharField(_("fait"), max_length=64)
    subject = models.CharField(_("objet"), max_length=80, help_text=_("Sous la forme « enrolment/12 »."))
    actor = models.CharField(_("auteur"), max_length=80, help_text=_("« user/3 », « person/12 » ou « system »."))
    occurred_at = models.DateTimeField(_("date du fait"))
    recorded_at = models.DateTimeField(_("date d’enregistrement"))
    codes = models.JSONField(_("codes"), default=dict, blank=True)

    objects: ClassVar[models.Manager["Entry"]] = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entrée du journal")
        verbose_name_plural = _("entrées du journal")
        indexes = [
            models.Index(fields=["subject", "occurred_at"], name="journal_by_subject"),
            models.Index(fields=["verb", "occurred_at"], name="journal_by_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.occurred_at:%Y-%m-%d %H:%M} {self.verb} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not kwargs.get("force_insert"):
            raise AppendOnlyError("Une entrée du journal ne se modifie pas.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError("Une entrée du journal ne s’efface pas.")
