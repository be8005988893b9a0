"""What is asked of every page: accessible light and dark, readable small and enlarged, valid, light, and alone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import html5lib
from playwright.sync_api import Page, Request, Response, ViewportSize

from tests.support import html

NARROW: Final[ViewportSize] = {"width": 320, "height": 640}  # WCAG 1.4.10, which is also 1280 px at 400 %
ENLARGED: Final[ViewportSize] = {
    "width": 640,
    "height": 450,
}  # what a browser lays out at 200 % in a window of 1280 by 900
HEAVIEST: Final = 60_000  # bytes of CSS and JavaScript, uncompressed

# Where words are wider than the page, who holds them. What scrolls inside a box of its own harms nobody.
_OVERFLOW: Final = """async () => {
  await new Promise(laid => requestAnimationFrame(() => requestAnimationFrame(laid)));
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const shut = node => { for (let up = node.parentElement; up && up !== document.body; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== 'visible') return true; return false; };
  return [...document.body.querySelectorAll('*')]
    .filter(node => node.getBoundingClientRect().right > wide + 0.5 && !shut(node))
    .map(node => node.tagName.toLowerCase() + [...node.classList].map(name => '.' + name).join('')).slice(0, 5);
}"""
_AXE: Final = """async rules => {
  const found = await axe.run(document, {resultTypes: ['violations'], ...(rules.length && {runOnly: rules})});
  return found.violations.map(one => [one.id, one.nodes.map(node => node.target.join(' ') + ' ' +
    node.any.map(check => check.message).join(' '))]);
}"""


# What the dark theme may change: the rest was said of the same page in the light one.
_OF_COLOURS: Final = ("color-contrast", "link-in-text-block")


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@dataclass
class Watch:
    """What a page asks for while it loads, as the network sees it."""

    base: str
    asked: list[str] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)

    def request(self, request: Request) -> None:
        self.asked.append(request.url)

    def response(self, response: Response) -> None:
        if response.request.resource_type in {"stylesheet", "script"} and response.ok:
            self.weights[response.url] = len(response.body())

    def faults(self) -> Iterator[str]:
        for url in self.asked:
            if not (url.startswith(self.base) or urlsplit(url).scheme == "data"):
                yield f"asks a third party: {url}"
        if (weight := sum(self.weights.values())) > HEAVIEST:
            yield f"CSS and JavaScript weigh {weight} bytes: {sorted(self.weights)}"


@contextmanager
def watched(page: Page, base: str) -> Iterator[Watch]:
    """What the page asks for while the block runs."""
    watch = Watch(base)
    page.on("request", watch.request)
    page.on("response", watch.response)
    yield watch
    page.remove_listener("request", watch.request)
    page.remove_listener("response", watch.response)


def faults_of(page: Page, source: str) -> Iterator[str]:
    """What is wrong with the page that is open; `source` is the HTML as the server sent it. Empty when it is sound."""
    yield from _invalid(source)
    page.evaluate(_axe())  # from outside: the policy of the page lets no script in
    for theme in ("light", "dark"):
        yield from _inaccessible(page, theme)
    for name, size in (("at 320 px", NARROW), ("at 200 %", ENLARGED)):
        page.set_viewport_size(size)
        if too_wide := page.evaluate(_OVERFLOW):
            yield f"scrolls sideways {name}: {too_wide}"


def _invalid(source: str) -> Iterator[str]:
    parser = html5lib.HTMLParser()
    parser.parse(source)
    for (line, column), code, words in parser.errors:
        yield f"HTML, line {line}, column {column}: {code} {words}"
    yield from (f"HTML: {problem}" for problem in html.Page(source).problems)


def _inaccessible(page: Page, theme: Literal["light", "dark"]) -> Iterator[str]:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    found: list[Any] = page.evaluate(_AXE, list(_OF_COLOURS) if theme == "dark" else [])
    for rule, nodes in found:
        yield f"{theme}, {rule}: " + "; ".join(re.sub(r"\s+", " ", node) for node in nodes[:4])
