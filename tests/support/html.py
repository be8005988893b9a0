"""What a browser would refuse or a screen reader stumble on, found in one pass over a page."""

import json
import re
from html.parser import HTMLParser
from typing import Any, Final

VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
LABELLED: Final = frozenset({"input", "select", "textarea"})


class Page(HTMLParser):
    """`problems` is empty for a sound page; `ids`, `words`, `links`, `headings` and `data` are what it holds."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.problems: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.data: list[Any] = []
        self._references: list[str] = []
        self._words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.problems += [f"left open: {tag}" for tag in self._open]
        self.problems += [f"twice: #{name}" for name in {name for name in self.ids if self.ids.count(name) > 1}]
        self.problems += [f"nowhere: #{name}" for name in self._references if name not in self.ids]
        if [level for level, _ in self.headings].count(1) != 1:
            self.problems.append("not one h1")

    @property
    def words(self) -> str:
        return re.sub(r"[\s\u00a0\u202f\u2060]+", " ", " ".join(self._words)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if len(found) != len(attrs):
            self.problems.append(f"repeated attribute in {tag}")
        self._inspect(tag, found)
        if tag not in VOID:
            self._open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))

    def _inspect(self, tag: str, attrs: dict[str, str]) -> None:
        if "style" in attrs or any(name.startswith("on") for name in attrs):
            self.problems.append(f"inline style or script in {tag}")
        if tag == "script" and "src" not in attrs and attrs.get("type") != "application/ld+json":
            self.problems.append("inline script")
        if tag == "img" and "alt" not in attrs:
            self.problems.append("img without alt")
        if tag in LABELLED and attrs.get("type") != "hidden" and not ("label" in self._open or "id" in attrs):
            self.problems.append(f"{tag} without label")
        if "id" in attrs:
            self.ids.append(attrs["id"])
        for name in ("aria-labelledby", "aria-describedby", "for"):
            self._references += attrs.get(name, "").split()
        if "href" in attrs and tag == "a":
            self.links.append(attrs["href"])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inspect(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.problems.append(f"</{tag}> closes {self._open[-1:] or 'nothing'}")
            return
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if "script" in self._open:
            if data.strip():
                self.data.append(json.loads(data))
            return
        if "title" not in self._open:
            self._words.append(data)
        if self.headings and self._open and self._open[-1] == f"h{self.headings[-1][0]}":
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)
