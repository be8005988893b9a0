"""The forms of actions, of their effect, of risks and of the reviews of the plan."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from lms_onboarding.offboarding.services import Period
from lms_onboarding.people.models import ProviderSettings
from qualiopi.evidence.forms import day_field
from qualiopi.evidence.models import Deposit
from qualiopi.registers.forms import CHOOSE, PublicForm, Words
from qualiopi.registers.team_forms import chosen, somebody, staff

from .deciding import ActionText, Done
from .measuring import Asked, Question
from .risking import Look, RiskText

DEGREES: Final = [(str(degree), str(degree)) for degree in range(1, 5)]


class Staffed(PublicForm):
    """A form that names somebody of the team."""

    owner = somebody(_("Porteur"))

    def __init__(self, *args: Any, organisation: ProviderSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = staff(organisation)
        owner.label_from_instance = lambda one: one.full_name


class ActionForm(Staffed):
    title = Words(
        label=_("L’action"),
        max_length=160,
        error_messages={"required": _("Dites ce qui va changer : « Vérifier la jauge avant de réserver ».")},
    )
    finding = Words(
        label=_("Le constat, chiffré"),
        max_length=2000,
        rows=3,
        help_text=_("« Neuf convocations sur 31 reçues à moins de sept jours »."),
        error_messages={"required": _("Écrivez ce qui a été constaté, avec un chiffre si vous en avez un.")},
    )
    cause = Words(label=_("La cause"), max_length=2000, rows=2, required=False)
    sources = forms.MultipleChoiceField(
        label=_("D’où vient cette action ?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Sans source, elle ne compte pas comme preuve."),
        error_messages={"invalid_choice": CHOOSE},
    )
    due_on = day_field(_("Échéance"))
    field_order = ("title", "finding", "cause", "sources", "owner", "due_on")

    def __init__(self, *args: Any, sources: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["sources"]
        offered.choices = list(sources)
        if not offered.choices:
            del self.fields["sources"]

    def text(self) -> ActionText:
        given = self.cleaned_data
        return ActionText(
            title=given["title"],
            finding=given["finding"],
            cause=given["cause"],
            owner=given["owner"].pk,
            due_on=given["due_on"],
            sources=tuple(given.get("sources", ())),
        )


class DoneForm(forms.Form):
    done = Words(label=_("Ce qui a été fait"), max_length=3000, rows=4, required=False)
    done_on = day_field(_("Fait le"))
    proof = forms.ModelChoiceField(
        label=_("Pièce qui le montre"), queryset=Deposit.objects.none(), required=False, empty_label=_("Aucune")
    )
    measure_on = day_field(_("Effet à mesurer le"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proof: Any = self.fields["proof"]
        proof.queryset = Deposit.objects.standing()

    def told(self) -> Done:
        given = self.cleaned_data
        return Done(words=given["done"], on=given["done_on"], proof=given["proof"], measure_on=given["measure_on"])


class MeasureForm(forms.Form):
    """The same question over two periods of sessions that ended."""

    question = chosen(_("Question"), ())
    before_first = day_field(_("Avant, du"))
    before_last = day_field(_("Avant, au"))
    after_first = day_field(_("Après, du"))
    after_last = day_field(_("Après, au"))
    note = Words(label=_("Ce que ce chiffre ne dit pas"), max_length=500, rows=2, required=False)

    def __init__(self, *args: Any, questions: Iterable[Question] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        question: Any = self.fields["question"]
        question.choices = [("", _("Choisissez…")), *((one.key, one.wording) for one in questions)]

    def asked(self, zone: ZoneInfo) -> Asked:
        given = self.cleaned_data
        return Asked(
            question=given["question"],
            before=Period(given["before_first"], max(given["before_first"], given["before_last"]), zone),
            after=Period(given["after_first"], max(given["after_first"], given["after_last"]), zone),
            note=given["note"],
        )


class TellForm(forms.Form):
    """What is written to those who had said what was wrong."""

    words = Words(
        label=_("Le mot qui part"),
        max_length=500,
        rows=4,
        error_messages={"required": _("Écrivez ce qui a changé, en une ou deux phrases.")},
    )


class SourceForm(forms.Form):
    source = chosen(_("Ajouter une source"), ())

    def __init__(self, *args: Any, sources: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source: Any = self.fields["source"]
        source.choices = [("", _("Choisissez…")), *sources]


class LookForm(forms.Form):
    """One look at a risk."""

    likelihood = chosen(_("Probabilité, de 1 à 4"), DEGREES)
    gravity = chosen(_("Gravité, de 1 à 4"), DEGREES)
    control = Words(label=_("Ce qui le tient"), max_length=2000, rows=3, required=False)
    next_on = day_field(_("À revoir le"))

    def look(self) -> Look:
        given = self.cleaned_data
        return Look(
            likelihood=int(given["likelihood"]),
            gravity=int(given["gravity"]),
            control=given["control"],
            next_on=given["next_on"],
        )


class RiskForm(Staffed, LookForm):
    title = Words(
        label=_("Le risque"),
        max_length=160,
        error_messages={"required": _("Dites ce qui pourrait arriver : « Un formateur seul sur un parcours ».")},
    )
    cause = Words(label=_("D’où il vient"), max_length=2000, rows=2, required=False)
    field_order = ("title", "cause", "likelihood", "gravity", "control", "owner", "next_on")

    def text(self) -> RiskText:
        given = self.cleaned_data
        return RiskText(title=given["title"], cause=given["cause"], owner=given["owner"].pk)


class CloseRiskForm(forms.Form):
    because = Words(label=_("Pourquoi n’est-ce plus un risque ?"), max_length=300, required=False)


class ReviewForm(PublicForm):
    """The plan read together."""

    held_on = day_field(_("Tenue le"))
    attended = Words(
        label=_("Participants"),
        max_length=300,
        error_messages={"required": _("Dites qui était là : une revue sans participants ne prouve rien.")},
    )
    concluded = Words(
        label=_("Conclusions"),
        max_length=3000,
        rows=5,
        error_messages={"required": _("Écrivez ce qui a été conclu, en une phrase au moins.")},
    )


def spans(today: date) -> dict[str, date]:
    """Two periods to start from: the last six months, and the six before."""
    months = 182
    start = date.fromordinal(today.toordinal() - months)
    return {
        "before_first": date.fromordinal(start.toordinal() - months),
        "before_last": date.fromordinal(start.toordinal() - 1),
        "after_first": start,
        "after_last": today,
    }
