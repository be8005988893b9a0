"""Short lists of the same thing: skills, points to check, words of a glossary."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StreamBlock, StructBlock, TextBlock

from courses.sanitising import INLINE_FEATURES

from .prose import ProseBlock


class SkillList(StreamBlock):
    skill = CharBlock(label=_("Compétence"), max_length=200, icon="tick")


class PointBlock(StructBlock):
    title = CharBlock(label=_("Point"), max_length=150, help_text=_("Deux à cinq mots : « Le bon compte »."))
    text = ProseBlock(label=_("Quoi vérifier"), features=INLINE_FEATURES)

    class Meta:
        icon = "tick"
        label = _("Point à vérifier")


class HelpChecks(StreamBlock):
    point = PointBlock()


class TermBlock(StructBlock):
    term = CharBlock(label=_("Mot"), max_length=80)
    definition = TextBlock(label=_("Explication"), rows=3, help_text=_("De huit à cinquante mots, sans jargon."))

    class Meta:
        icon = "openquote"
        label = _("Mot")


class TermList(StreamBlock):
    term = TermBlock()
