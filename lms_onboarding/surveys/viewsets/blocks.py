"""The blocks an author writes a questionnaire with: one per kind of question, in parts.

They refuse little: a draft may be half written. What forbids publication is said by `surveys.rules.proofread`.
"""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from lms_onboarding.surveys.enums import Kind, Reader
from lms_onboarding.surveys.rules.asking import ANONYMOUS, FACTS

REQUIREMENTS: Final = [
    (f"not {ANONYMOUS}", _("la personne répond avec son nom")),
    *((fact, label) for fact, label in FACTS.items() if fact != ANONYMOUS),
]


class ChoiceRow(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Libellé"), required=False, max_length=200)
    key = blocks.CharBlock(
        label=_("Clé"), required=False, max_length=60, help_text=_("Ne la renommez jamais : les réponses la portent.")
    )

    class Meta:
        icon = "radio-full"
        label = _("choix")


class AskingChoiceRow(ChoiceRow):
    asks = blocks.BooleanBlock(
        label=_("Demande à être contacté"),
        required=False,
        help_text=_("Pour une lecture réservée : le lecteur est prévenu par e-mail qu’une demande attend."),
    )


class ExclusiveChoiceRow(ChoiceRow):
    exclusive = blocks.BooleanBlock(label=_("Ne va avec aucun autre"), required=False)


class Conditions(blocks.StructBlock):
    show_question = blocks.CharBlock(
        label=_("Seulement si la question…"), required=False, help_text=_("Clé d’une question à choix placée avant.")
    )
    show_answers = blocks.CharBlock(
        label=_("… a reçu l’une de ces réponses"), required=False, help_text=_("Clés ou notes : « yes, maybe ».")
    )
    ask_if = blocks.MultipleChoiceBlock(
        label=_("Seulement si"), required=False, choices=REQUIREMENTS, help_text=_("Toutes ces conditions à la fois.")
    )

    class Meta:
        label = _("Conditions")
        collapsed = True


class Purpose(blocks.StructBlock):
    theme = blocks.CharBlock(label=_("Thème"), required=False)
    measure = blocks.CharBlock(label=_("Ce que l’on mesure"), required=False)
    compare = blocks.CharBlock(label=_("À quoi on le compare"), required=False)
    concept = blocks.CharBlock(
        label=_("Mesure commune"),
        required=False,
        help_text=_("La même mesure dans plusieurs questionnaires : la même échelle est exigée partout."),
    )
    notes = blocks.TextBlock(label=_("Notes de méthode"), required=False, rows=2)

    class Meta:
        label = _("À quoi sert la réponse")
        collapsed = True


class QuestionBlock(blocks.StructBlock):
    """What every question has; kinds add their own fields before the conditions."""

    wording = blocks.TextBlock(
        label=_("Intitulé"), required=False, rows=2, help_text=_("Une seule idée, sans « et » ni « ou ».")
    )
    hint = blocks.CharBlock(label=_("Indication"), required=False)
    key = blocks.CharBlock(
        label=_("Clé"), required=False, max_length=60, help_text=_("Unique dans tout le produit : « needs_goal ».")
    )
    required = blocks.BooleanBlock(label=_("Réponse demandée"), required=False)


class RatingBlock(QuestionBlock):
    lowest = blocks.IntegerBlock(label=_("De"), default=1, min_value=0, max_value=10)
    highest = blocks.IntegerBlock(label=_("À"), default=5, min_value=1, max_value=10)
    low = blocks.CharBlock(label=_("Bout bas"), required=False, help_text=_("« pas du tout »"))
    high = blocks.CharBlock(label=_("Bout haut"), required=False, help_text=_("« tout à fait »"))
    labels = blocks.TextBlock(
        label=_("Ou une phrase par degré"), required=False, rows=3, help_text=_("Une ligne par degré, du plus bas.")
    )
    na = blocks.CharBlock(label=_("Réponse hors échelle"), required=False, help_text=_("« Sans avis »"))
    repeated = blocks.BooleanBlock(
        label=_("Répéter pour chaque objectif"),
        required=False,
        help_text=_("L’intitulé contient alors {{ objective_label }}."),
    )
    conditions = Conditions()
    purpose = Purpose()

    class Meta:
        icon = "order"
        label = Kind.RATING.label.capitalize()


class NpsBlock(QuestionBlock):
    low = blocks.CharBlock(label=_("Pour 0"), required=False, default="certainement pas")
    high = blocks.CharBlock(label=_("Pour 10"), required=False, default="sans hésiter")
    conditions = Conditions()
    purpose = Purpose()

    class Meta:
        icon = "pick"
        label = Kind.NPS.label.capitalize()


class SingleBlock(QuestionBlock):
    choices = blocks.ListBlock(AskingChoiceRow(), label=_("Choix"))
    restricted = blocks.ChoiceBlock(
        label=_("Lecture réservée"),
        required=False,
        choices=Reader.choices,
        help_text=_("Personne d’autre ne verra la réponse, pas même un administrateur."),
    )
    conditions = Conditions()
    purpose = Purpose()

    class Meta:
        icon = "radio-full"
        label = Kind.SINGLE.label.capitalize()


class MultipleBlock(QuestionBlock):
    choices = blocks.ListBlock(ExclusiveChoiceRow(), label=_("Choix"), default=[])
    from_objectives = blocks.BooleanBlock(label=_("Les choix sont les objectifs de la session"), required=False)
    max_choices = blocks.IntegerBlock(label=_("Choix au plus"), required=False, min_value=1, max_value=20)
    conditions = Conditions()
    purpose = Purpose()

    class Meta:
        icon = "list-ul"
        label = Kind.MULTIPLE.label.capitalize()


class TextBlock(QuestionBlock):
    max_length = blocks.IntegerBlock(label=_("Caractères au plus"), default=600, min_value=1, max_value=5000)
    conditions = Conditions()
    purpose = Purpose()

    class Meta:
        icon = "pilcrow"
        label = Kind.TEXT.label.capitalize()


def _stream(rows: list[tuple[str, blocks.Block]], **meta: Any) -> blocks.StreamBlock:
    return blocks.StreamBlock(rows, required=False, **meta)


class SectionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Titre de la partie"), required=False, max_length=120)
    lead = blocks.CharBlock(label=_("Phrase d’introduction"), required=False, max_length=250)
    questions = _stream(
        [
            (Kind.RATING.value, RatingBlock()),
            (Kind.NPS.value, NpsBlock()),
            (Kind.SINGLE.value, SingleBlock()),
            (Kind.MULTIPLE.value, MultipleBlock()),
            (Kind.TEXT.value, TextBlock()),
        ],
        label=_("Questions"),
        collapsed=True,
    )

    class Meta:
        icon = "form"
        label = _("Partie")


SECTIONS: Final = _stream([("section", SectionBlock())])
