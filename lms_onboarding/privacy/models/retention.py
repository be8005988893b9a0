"""How long each kind of thing is kept: the settings of the house, within what the rules allow."""

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from qualiopi.enums import SPANS

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

# Why not less, and why not more: read by who types a number that is refused.
_LEAST: Final[dict[str, Any]] = {
    "proof": _("le certificat de réalisation engage l’organisme à garder ses pièces trois ans après l’année"),
    "proof_cofunded": _("le cofinancement européen demande dix ans"),
    "evidence": _("l’audit peut porter sur tout le cycle de certification, trois ans"),
    "trace": _("il faut six mois pour comprendre un incident"),
}
_MOST: Final[dict[str, Any]] = {
    "survey": _("une réponse nominative ne survit pas à un cycle de certification"),
    "note": _("une note libre ne survit pas à un cycle de certification"),
    "mail": _("le texte d’un message ne survit pas à un cycle de certification"),
    "trace": _("une trace technique ne se garde pas plus d’un an"),
}


def _months(
    name: str, label: "StrOrPromise", help_text: "StrOrPromise" = ""
) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(label, default=SPANS[name].usual, help_text=help_text)


@register_setting(icon="time")
class RetentionSettings(BaseGenericSetting):
    """One row, in months. `trace` counts from the trace itself, `note` from what it was about, the others from the
    end of the year in which the session ended."""

    proof = _months("proof", _("présences, évaluations et certificats"))
    proof_cofunded = _months("proof_cofunded", _("les mêmes, sous cofinancement européen"))
    evidence = _months(
        "evidence",
        _("preuves de la qualité"),
        _("Kits, synthèses, réclamations, pièces déposées. Les faits codés des alertes restent, sans note."),
    )
    survey = _months("survey", _("réponses nominatives"), _("Ensuite, elles sont comptées sans nom ni texte libre."))
    mail = _months("mail", _("texte des messages"), _("Ensuite, il reste qu’un message est parti, et quand."))
    note = _months("note", _("notes libres"), _("À compter de la clôture de l’alerte, ou de la fin de la session."))
    trace = _months("trace", _("traces techniques"), _("Liens, codes, appareils : à compter de la trace elle-même."))

    panels: ClassVar[list[object]] = [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("proof"), FieldPanel("proof_cofunded")]), FieldPanel("evidence")],
            _("En mois, après la fin de l’année de la session : ce qui justifie"),
            help_text=_("Passé ce délai, la purge du mois efface. Une conservation motivée suspend tout."),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("survey"), FieldPanel("mail")])],
            _("En mois, après la fin de l’année de la session : ce qui a été dit"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("note"), FieldPanel("trace")])],
            _("En mois, après le fait lui-même"),
        ),
    ]

    class Meta:
        verbose_name = _("durées de conservation")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(proof__gte=SPANS["proof"].least), name="proof_is_kept_as_long_as_certificates_promise"
            ),
            models.CheckConstraint(
                condition=Q(proof_cofunded__gte=SPANS["proof_cofunded"].least) & Q(proof_cofunded__gte=F("proof")),
                name="cofunded_proof_is_kept_longest",
            ),
            models.CheckConstraint(
                condition=Q(evidence__gte=SPANS["evidence"].least), name="evidence_is_kept_a_whole_cycle"
            ),
            models.CheckConstraint(
                condition=Q(
                    survey__range=(SPANS["survey"].least, SPANS["survey"].most),
                    note__range=(SPANS["note"].least, SPANS["note"].most),
                    mail__range=(SPANS["mail"].least, SPANS["mail"].most),
                    trace__range=(SPANS["trace"].least, SPANS["trace"].most),
                ),
                name="words_and_traces_do_not_outlive_a_cycle",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Durées de conservation"))

    def clean(self) -> None:
        """Refuses, field by field, what the rules do not allow, and says what they do."""
        super().clean()
        refusals = {name: sentence for name in SPANS if (sentence := _refusal(name, getattr(self, name)))}
        if not refusals and self.proof_cofunded < self.proof:
            refusals["proof_cofunded"] = _(
                "Le cofinancement européen ne raccourcit rien : donnez %(least)d mois ou plus."
            ) % {"least": self.proof}
        if refusals:
            raise ValidationError(refusals)


def _refusal(name: str, months: int | None) -> str:
    span = SPANS[name]
    if months is None:  # the field itself says that it is required
        return ""
    if months < span.least:
        why = _LEAST.get(name, _("rien ne se garde moins d’un mois"))
        return str(_("%(months)d mois est trop court : %(why)s. Donnez %(least)d ou plus.")) % {
            "months": months,
            "why": why,
            "least": span.least,
        }
    if months > span.most:
        why = _MOST.get(name, _("cinquante ans suffisent à tout"))
        return str(_("%(months)d mois est trop long : %(why)s. Donnez %(most)d ou moins.")) % {
            "months": months,
            "why": why,
            "most": span.most,
        }
    return ""
