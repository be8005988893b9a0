"""The form of a needs synthesis, and what its pages show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.welcome.enums import Adaptation, Decision, InformationProof, Source
from lms_onboarding.welcome.models import NeedsSynthesis
from lms_onboarding.welcome.services import Analysis, LearnerNeeds, PartnerNeeds, Stage

NO_HEALTH: Final = _("N’écrivez aucune information de santé.")
FIT: Final = tuple((degree, str(degree)) for degree in range(1, 6))


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _capital(choices: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, f"{str(label)[:1].upper()}{str(label)[1:]}") for value, label in choices]


class SynthesisForm(forms.Form):
    """What the team retains and decides. `replaces` is the synthesis that was on the screen."""

    need = forms.CharField(label=_("Quel besoin retenez-vous, en une phrase ?"), max_length=400, widget=_lines(2))
    fit = forms.TypedChoiceField(
        label=_("Dans quelle mesure le programme prévu y répond-il ? (de 1, pas du tout, à 5, tout à fait)"),
        choices=FIT,
        coerce=int,
        widget=forms.RadioSelect,
    )
    sources = forms.MultipleChoiceField(
        label=_("Sur quoi vous appuyez-vous ?"),
        choices=_capital(Source.choices),
        widget=forms.CheckboxSelectMultiple,
    )
    decision = forms.ChoiceField(
        label=_("Que décidez-vous ?"), choices=_capital(Decision.choices), widget=forms.RadioSelect
    )
    adaptations = forms.MultipleChoiceField(
        label=_("Qu’adaptez-vous ? (si vous adaptez)"),
        choices=_capital(Adaptation.choices),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Pourquoi ce choix ?"),
        help_text=_("Les faits qui vous décident, pour l’équipe. N’écrivez aucune information de santé."),
        max_length=800,
        widget=_lines(3),
    )
    restated = forms.CharField(
        label=_("Ce que lira la personne"),
        help_text=_(
            "Une ou deux phrases : ce que vous avez compris, ce que vous prévoyez. Écrites dans son kit de bienvenue."
        ),
        max_length=300,
        widget=_lines(2),
    )
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def analysis(self) -> Analysis:
        given = {name: value for name, value in self.cleaned_data.items() if name != "replaces"}
        return Analysis(**given)


def form_for(current: NeedsSynthesis | None) -> SynthesisForm:
    """An empty form, or the current synthesis to be reworked: signing again replaces it and keeps it."""
    if current is None:
        return SynthesisForm()
    names = ("need", "fit", "sources", "decision", "adaptations", "reason", "restated")
    return SynthesisForm(initial={**{name: getattr(current, name) for name in names}, "replaces": current.pk})


def waiting_title(count: int) -> str:
    """« Deux personnes attendent votre appel »: the state, before the name of the page."""
    if not count:
        return str(_("Aucune demande n’attend"))
    said = french.counted(count, "personne attend", "personnes attendent", feminine=True)
    return _("%(people)s un signe de vous") % {"people": f"{said[:1].upper()}{said[1:]}"}


@dataclass(frozen=True)
class StageWords:
    """A state of the analysis, never by its colour alone."""

    label: str
    tone: str
    icon: str


STAGES: Final = {
    Stage.NOT_ASKED: StageWords("Pas encore interrogé", "", "clock"),
    Stage.ASKED: StageWords("Réponse attendue", "", "clock"),
    Stage.RETURNED: StageWords("E-mail rejeté", "is-warn", "alert"),
    Stage.SILENT: StageWords("Sans réponse", "is-warn", "missing"),
    Stage.ANSWERED: StageWords("À analyser", "is-warn", "pen"),
    Stage.ANALYSED: StageWords("Analysé", "is-ok", "check"),
}


@dataclass(frozen=True)
class Row:
    learner: LearnerNeeds
    stage: StageWords
    proof: InformationProof

    @property
    def proof_label(self) -> str:
        return str(self.proof.label)


def rows_of(learners: list[LearnerNeeds], proofs: dict[int, InformationProof], *, now: datetime) -> list[Row]:
    return [
        Row(one, STAGES[one.facts.stage(now)], proofs.get(one.enrolment.pk, InformationProof.NOT_HELD))
        for one in learners
    ]


def partners_of(enrolment: Enrolment, partners: list[PartnerNeeds]) -> list[PartnerNeeds]:
    """Those that concern this learner: what another company expects of its own people is not theirs."""
    own = {(False, enrolment.company_id), (True, enrolment.funder_id)}
    return [one for one in partners if (one.is_funder, one.organisation) in own]


def labels(synthesis: NeedsSynthesis) -> dict[str, str]:
    """The codes of a synthesis in words."""
    sources = [str(Source(code).label) for code in synthesis.sources]
    adaptations = [str(Adaptation(code).label) for code in synthesis.adaptations]
    return {"sources": ", ".join(sources), "adaptations": ", ".join(adaptations)}
