"""What makes a lesson more than a reading: a question, a real action, a recall."""

from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    ListBlock,
    StructBlock,
    StructValue,
    TextBlock,
)
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.enums import Proof, RecallDays


class OptionBlock(StructBlock):
    text = CharBlock(label=gettext_lazy("Réponse"), max_length=250)
    feedback = TextBlock(
        label=gettext_lazy("Retour"),
        rows=2,
        help_text=gettext_lazy(
            "Ce qui tient debout dans cette réponse, puis ce qu’elle oublie. « Presque. » vaut mieux que « Faux ». "
            "La meilleure réponse commence par « Oui. »."
        ),
    )
    best = BooleanBlock(label=gettext_lazy("Meilleure réponse"), required=False)

    class Meta:
        icon = "radio-full"
        label = gettext_lazy("Réponse")


class CheckBlock(StructBlock):
    """One question with unlimited tries and no score. Attempts are kept by page, block id and revision, elsewhere."""

    situation = TextBlock(
        label=gettext_lazy("Situation"),
        rows=3,
        required=False,
        help_text=gettext_lazy("Un contexte en deux phrases : qui, où, ce qui vient de se passer."),
    )
    question = CharBlock(label=gettext_lazy("Question"), max_length=250)
    options = ListBlock(OptionBlock(), min_num=2, max_num=6, label=gettext_lazy("Réponses"))

    def clean(self, value: StructValue) -> StructValue:
        cleaned = super().clean(value)
        problem = "" if self.is_deferred_validation else _options_problem(cleaned["options"])
        if problem:
            errors = ListBlockValidationError(non_block_errors=[ValidationError(problem)])
            raise StructBlockValidationError(block_errors={"options": errors})
        return cleaned

    def get_context(self, value: StructValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """`block_id` and `answers` come from the page; elsewhere (a listing, an interface) nothing was answered."""
        return {"block_id": "", "answers": {}, **super().get_context(value, parent_context=parent_context)}

    class Meta:
        icon = "help"
        label = gettext_lazy("Question de vérification")
        template = "lmso_courses/blocks/check.html"


def _options_problem(options: list[StructValue]) -> str:
    best = sum(bool(option["best"]) for option in options)
    if best != 1:
        return _("Cochez exactement une meilleure réponse (il y en a %(count)d).") % {"count": best}
    repeated = [text for text, times in Counter(option["text"].strip() for option in options).items() if times > 1]
    if repeated:
        return _("« %(text)s » est écrit deux fois : deux réponses doivent se distinguer.") % {"text": repeated[0]}
    return ""


class ActionBlock(StructBlock):
    """« Faites-le dans votre LMS »: the lesson is done when this is."""

    title = CharBlock(label=gettext_lazy("Titre"), max_length=150, help_text=gettext_lazy("Un verbe et son objet."))
    minutes = IntegerBlock(
        label=gettext_lazy("Durée en minutes"),
        min_value=1,
        max_value=240,
        help_text=gettext_lazy("Annoncée à part : elle ne compte pas dans la durée de la leçon."),
    )
    steps = ListBlock(
        TextBlock(label=gettext_lazy("Étape"), rows=2),
        min_num=1,
        max_num=8,
        label=gettext_lazy("Étapes"),
        help_text=gettext_lazy("Le nom d’un menu s’écrit {menu:roles}, comme dans « Noms des menus »."),
    )
    success = TextBlock(
        label=gettext_lazy("C’est réussi quand"),
        rows=2,
        help_text=gettext_lazy("Un critère que la personne peut constater seule."),
    )
    proof = ChoiceBlock(choices=Proof.choices, default=Proof.YES_NO, label=gettext_lazy("Ce que la personne déclare"))

    class Meta:
        icon = "check"
        label = gettext_lazy("Faites-le dans votre LMS")
        template = "lmso_courses/blocks/action.html"


class RecallBlock(StructBlock):
    """A question asked again later, without options: searching one’s memory is the exercise."""

    days = ChoiceBlock(choices=RecallDays.choices, default=RecallDays.BOTH, label=gettext_lazy("Quand"))
    prompt = TextBlock(label=gettext_lazy("Question"), rows=2)
    answer = TextBlock(label=gettext_lazy("Réponse"), rows=3, help_text=gettext_lazy("Montrée après l’essai."))

    class Meta:
        icon = "history"
        label = gettext_lazy("Rappel espacé")
        template = "lmso_courses/blocks/recall.html"
