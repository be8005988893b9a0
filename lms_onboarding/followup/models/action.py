"""The history of a case: append-only. Undoing is one more line, never one less."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms_onboarding.followup.enums import ActionKind
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Person

from .alert import Alert


class HistoryIsWritten(RuntimeError):
    """The history of a case is never rewritten; add an action instead."""


class ActionQuerySet(models.QuerySet["Action"]):
    def of(self, alert: Alert) -> "ActionQuerySet":
        return self.filter(alert=alert)

    def update(self, **_kwargs: Any) -> int:
        raise HistoryIsWritten("L’historique d’une alerte ne se modifie pas.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise HistoryIsWritten("L’historique d’une alerte ne s’efface pas.")

    def forget_notes(self) -> int:
        """Empty the notes of these lines, for a person who asks for their erasure: the facts stay. Returns how many.

        It is the only thing that the database lets through (`common.append_only`)."""
        return super().update(note="")


class Action(models.Model):
    """What happened. `by` is None for what the product saw. `note` can be read by the learner; it stays in the tool.

    `codes`: signal, outcome, cause, until, proposal, suggestion. `before`: the state of the case until then.
    """

    wagtail_reference_index_ignore = True

    alert = models.ForeignKey(Alert, verbose_name=_("alerte"), on_delete=models.PROTECT, related_name="actions")
    kind = models.CharField(_("fait"), max_length=16, choices=ActionKind.choices)
    at = models.DateTimeField(_("le"))
    by = models.ForeignKey(
        Person, verbose_name=_("par"), on_delete=models.PROTECT, null=True, related_name="case_actions"
    )
    note = models.TextField(_("note"), blank=True)
    codes = models.JSONField(_("codes"), default=dict)
    before = models.JSONField(_("état précédent"), default=dict)
    mail = models.ForeignKey(
        OutgoingMail, verbose_name=_("message"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    undoes = models.OneToOneField(
        "self", verbose_name=_("annule"), on_delete=models.PROTECT, null=True, related_name="undone_by"
    )

    objects: ClassVar[models.Manager["Action"]] = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("fait d’une alerte")
        verbose_name_plural = _("faits d’une alerte")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="undone", undoes__isnull=False) | ~Q(kind="undone") & Q(undoes__isnull=True),
                name="undoing_names_what_it_undoes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.alert} · {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not kwargs.get("force_insert"):
            raise HistoryIsWritten("L’historique d’une alerte ne se modifie pas.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise HistoryIsWritten("L’historique d’une alerte ne s’efface pas.")
