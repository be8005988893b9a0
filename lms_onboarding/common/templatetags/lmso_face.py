"""Small pieces of the interface that every template shares."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of icons.svg; the word beside it carries the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("lmso/icons.svg"), name
    )


@register.filter
def initials(name: str) -> str:
    """« Solène Le Goff » gives « SL », for avatars."""
    return "".join(word[0] for word in name.split() if word[0].isalpha())[:2].upper()
