"""Texts of badges on pages: a small Markdown, where HTML stays text."""

from typing import Final

from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

register = template.Library()
_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).disable(["image", "link", "autolink"])


@register.filter
def badge_text(words: str) -> SafeString:
    """Paragraphs, lists and bold; no HTML, image or link of whoever wrote it."""
    return mark_safe(_MARKDOWN.render(words))  # noqa: S308  html is off: what was written is escaped
