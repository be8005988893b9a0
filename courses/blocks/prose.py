"""Text: headings, paragraphs, steps, callouts."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, RichTextBlock, StructBlock
from wagtail.rich_text import RichText

from courses.enums import CalloutKind
from courses.sanitising import FEATURES, INLINE_FEATURES, neutral


class ProseBlock(RichTextBlock):
    """Rich text that cannot hold more than the house allows, however it came in."""

    def __init__(self, *, features: Sequence[str] = FEATURES, **options: Any) -> None:
        super().__init__(features=list(features), **options)

    def normalize(self, value: Any) -> RichText:
        return _neutral(super().normalize(value))

    def to_python(self, value: Any) -> RichText:
        return _neutral(super().to_python(value))

    def value_from_form(self, value: Any) -> RichText:
        return _neutral(super().value_from_form(value))

    class Meta:
        icon = "pilcrow"


def _neutral(text: RichText) -> RichText:
    return RichText(neutral(text.source or ""))


class HeadingBlock(CharBlock):
    class Meta:
        icon = "title"
        label = _("Intertitre")
        template = "lmso_courses/blocks/heading.html"


class TextBlock(ProseBlock):
    class Meta:
        label = _("Texte")
        template = "lmso_courses/blocks/text.html"


class StepsBlock(ListBlock):
    """An ordered list: what to do, one gesture per step."""

    def __init__(self, **options: Any) -> None:
        super().__init__(ProseBlock(features=INLINE_FEATURES, label=_("Étape")), min_num=2, max_num=12, **options)

    class Meta:
        icon = "list-ol"
        label = _("Étapes")
        template = "lmso_courses/blocks/steps.html"


class CalloutBlock(StructBlock):
    kind = ChoiceBlock(choices=CalloutKind.choices, default=CalloutKind.EXAMPLE, label=_("Nature"))
    text = ProseBlock(label=_("Texte"), help_text=_("Sans répéter « Exemple » ou « Astuce » : le titre le dit."))

    class Meta:
        icon = "openquote"
        label = _("Encadré")
        template = "lmso_courses/blocks/callout.html"
