"""The checklist: what must be true before opening to a real group."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    ListBlock,
    RegexBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
)

from courses.enums import Doer


class ItemBlock(StructBlock):
    slug = RegexBlock(
        regex=r"^[a-z0-9-]+$",
        label=_("Repère"),
        max_length=60,
        help_text=_("Stable : changez la phrase, jamais le repère."),
        error_messages={
            "invalid": _("Des lettres minuscules, des chiffres et des tirets, par exemple liste-confirmee.")
        },
    )
    true_when = TextBlock(label=_("Ce qui est vrai"), rows=2, help_text=_("Un état, pas une tâche faite."))
    check = TextBlock(label=_("Comment le vérifier"), rows=2)
    who = ChoiceBlock(choices=Doer.choices, default=Doer.ADMIN, label=_("Qui en répond"))
    days_before = IntegerBlock(label=_("Jours avant l’ouverture"), min_value=0, max_value=60, default=5)
    required = BooleanBlock(label=_("Obligatoire pour ouvrir"), required=False)

    class Meta:
        icon = "tick"
        label = _("Point")


class GroupBlock(StructBlock):
    title = CharBlock(label=_("Thème"), max_length=80)
    points = ListBlock(ItemBlock(), min_num=1, label=_("Points"))

    class Meta:
        icon = "list-ul"
        label = _("Thème")


class ChecklistGroups(StreamBlock):
    group = GroupBlock()
