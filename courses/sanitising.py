"""Rich text keeps the few tags authors may use, whatever was pasted, imported or written by hand in the database."""

import re
from functools import lru_cache
from typing import Final

from bs4 import BeautifulSoup
from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url

FEATURES: Final = ("bold", "italic", "ol", "ul", "link", "document-link")
INLINE_FEATURES: Final = ("bold", "italic", "link")
_SILENT: Final = ("script", "style", "template", "iframe", "object", "noscript", "svg", "math", "title", "textarea")
_PLAIN: Final = ("p", "br", "b", "strong", "i", "em", "ol", "ul", "li")
_BLOCK_KEY: Final = re.compile(r' data-block-key="[^"]*"')


def _number(value: str) -> str | None:
    return value if value.isdecimal() else None


class _Neutral(Whitelister):
    element_rules = {
        "[document]": allow_without_attributes,
        **dict.fromkeys(_PLAIN, attribute_rule({"data-block-key": True})),
        # Wagtail's internal links name a page or a document; they become addresses at display
        "a": attribute_rule({"href": check_url, "linktype": True, "id": _number}),
    }

    def clean(self, html: str) -> str:
        soup = BeautifulSoup(html, "html.parser")
        for tag in soup.find_all(_SILENT):
            tag.decompose()  # their content is not prose: showing it as text would help nobody
        return str(super().clean(str(soup)))


@lru_cache(maxsize=4096)
def neutral(html: str) -> str:
    """`html` with allowed tags and safe links only. Doing it twice changes nothing more."""
    return html if "<" not in html else str(_Neutral().clean(html))


def comparable(html: str) -> str:
    """Without the marks that the editor adds on its own: two texts that read the same compare equal."""
    return _BLOCK_KEY.sub("", neutral(html))
