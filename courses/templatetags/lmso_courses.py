"""Tags of the pages: prose with menu names and typography, highlighted words, structured data, the public menu."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from django import template
from django.template import Context
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page, Site
from wagtail.rich_text import RichText, expand_db_html

from courses.enums import CalloutKind, Doer
from courses.help_search import folded
from courses.json_ld import course_data
from courses.menu_names import named
from courses.models import CoursePage
from courses.sanitising import neutral
from lms_onboarding.common.french import counted
from lms_onboarding.common.typography import NBSP, typographie, typographie_markup

register = template.Library()
_TAG: Final = re.compile(r"(<[^>]*>)")
_WORD: Final = re.compile(r"\w+")
_VERDICT: Final = re.compile(r"^(Oui|Presque)\b\.?")
# What HTML would read inside a script element, as JSON writes it.
_JSON_IN_HTML: Final = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


# A lesson shows the same sentences to everybody: their spaces are set once.
_spaced = lru_cache(maxsize=8192)(typographie_markup)


def _dressed(markup: str, labels: Mapping[str, str]) -> SafeString:
    """Escaped or sanitised markup with menu names, in text nodes only, and French spaces."""
    if "{menu:" in markup:
        pieces = _TAG.split(markup)
        pieces[::2] = [
            named(text, labels, lambda name: f'<b class="menu-name">{escape(name)}</b>') for text in pieces[::2]
        ]
        markup = "".join(pieces)
    return mark_safe(_spaced(markup))  # noqa: S308  escaped or sanitised by the callers


@register.filter
def in_prose(value: RichText | str, labels: Mapping[str, str]) -> SafeString:
    """Rich text as the house shows it: `{{ value|in_prose:menu_labels }}`."""
    source = value.source if isinstance(value, RichText) else value
    html = neutral(source or "")
    return _dressed(expand_db_html(html) if "linktype" in html else html, labels)


@register.filter
def in_text(value: str, labels: Mapping[str, str]) -> SafeString:
    """One line of plain text, which may name menus."""
    return _dressed(conditional_escape(value), labels)


@register.filter
def as_written(value: str, labels: Mapping[str, str]) -> str:
    """Plain text with menu names and nothing else: what « Copier » puts in the clipboard."""
    return named(value, labels)


@register.filter
def verdict(value: str, labels: Mapping[str, str]) -> SafeString:
    """A feedback, its « Oui. » or « Presque » in bold."""
    return mark_safe(_VERDICT.sub(r"<b>\g<0></b>", in_text(value, labels)))  # noqa: S308  in_text escaped it


@register.filter
def marked(value: str, words: Sequence[str]) -> SafeString:
    """Plain text with the words that were looked for in `<mark>`, whatever their accents and endings."""
    found = [word for word in words if len(word) > 2]
    pieces, end = [], 0
    for match in _WORD.finditer(value):
        if any(folded(match[0]).startswith(word) for word in found):
            pieces += [escape(value[end : match.start()]), format_html("<mark>{}</mark>", match[0])]
            end = match.end()
    return mark_safe(typographie_markup("".join([*pieces, escape(value[end:])])))  # noqa: S308  escaped above


@register.filter
def answer_among(answers: Mapping[str, str] | None, block_id: str) -> str:
    """The option chosen in this block, "" without answer."""
    return (answers or {}).get(block_id, "")


@register.filter
def known_in(option_id: str, options: Any) -> bool:
    """False when the answer is to a question that has changed since."""
    return any(option.id == option_id for option in options.bound_blocks)


@register.filter
def callout_title(kind: str) -> str:
    return str(CalloutKind(kind).label)


@register.filter
def doer(value: str) -> str:
    return str(Doer(value).label)


@register.filter
def j_minus(days: int) -> str:
    """« J-5 », which does not break at the end of a line."""
    return typographie(f"J-{days}")


@register.filter
def count_of(value: int, noun: str) -> str:
    """`{{ found|length|count_of:"fiche" }}`: « trois fiches ». For feminine nouns."""
    return counted(value, noun, feminine=True)


@register.filter
def seconds(value: int) -> str:
    """« 1 min 40 s »."""
    minutes, rest = divmod(value, 60)
    parts = [f"{minutes}{NBSP}min"] * bool(minutes) + [f"{rest}{NBSP}s"] * bool(rest or not minutes)
    return " ".join(parts)


@register.simple_tag(takes_context=True)
def course_json_ld(context: Context, course: CoursePage) -> SafeString:
    """schema.org/Course in a data block, which no browser executes; nothing inside can close it."""
    data = course_data(course, provider=context.get("provider"), url=course.get_full_url(context.get("request")) or "")
    text = json.dumps(data, ensure_ascii=False).translate(_JSON_IN_HTML)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  translated above


@register.simple_tag(takes_context=True)
def public_menu(context: Context) -> list[dict[str, Any]]:
    """The first pages of the site that ask to be in menus: {title, url, current}. One query for the pages."""
    request = context.get("request")
    site = Site.find_for_request(request) if request else None
    if site is None:
        return []
    here = getattr(context.get("page"), "url_path", "") or ""
    pages = Page.objects.child_of(site.root_page).live().in_menu().order_by("path").only("path", "title", "url_path")
    return [
        {"title": page.title, "url": page.get_url(request), "current": here.startswith(page.url_path)}
        for page in pages
    ]
