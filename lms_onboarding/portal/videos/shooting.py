"""Pictures of pages, taken by Chromium without a server: each page is handed to it, with the files it asks for."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

from .scripts import Screen

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

SIZE: Final = (1280, 720)
ORIGIN: Final = "http://film.invalid/"
_BRING: Final = """at => {
  const found = at === 'quiz' ? document.querySelector('form.quiz')
    : at === 'action' ? document.getElementById('action')
    : [...document.querySelectorAll('h2')].find(one => one.textContent.replace(/\\s+/g, ' ').trim() === at);
  if (!found) throw new Error(at);
  scrollTo(0, found.getBoundingClientRect().top + scrollY - 72);
}"""


def browser_path() -> str:
    """Where Chromium is, or an empty string."""
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
    )


def shoot(pages: list[str], screens: list[Screen], folder: Path) -> list[Path]:
    """One PNG per page, in order.

    In a thread of its own: Playwright keeps an event loop in the thread that called it, where Django would then refuse
    every query.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_shoot, pages, screens, folder).result()


def _shoot(pages: list[str], screens: list[Screen], folder: Path) -> list[Path]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  a development tool: absent from an installation

    taken = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(
            viewport={"width": SIZE[0], "height": SIZE[1]},
            locale="fr-FR",
            reduced_motion="reduce",
            color_scheme="light",
        )
        for number, (html, screen) in enumerate(zip(pages, screens, strict=True)):
            taken.append(_picture(page, html, screen, folder / f"{number:02}.png"))
        browser.close()
    return taken


def _picture(page: "Page", html: str, screen: Screen, path: Path) -> Path:
    def hand(route: "Route") -> None:
        if route.request.url == ORIGIN:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif file := _static(urlsplit(route.request.url).path):
            route.fulfill(path=file)
        else:
            route.abort()

    page.unroute_all()
    page.route("**/*", hand)
    page.goto(ORIGIN)
    page.evaluate("document.fonts.ready")
    if screen.at:
        page.evaluate(_BRING, screen.at)
    page.screenshot(path=path)
    return path


def _static(path: str) -> Path | None:
    """The file of a static address, in the sources or among those collected."""
    prefix = "/" + settings.STATIC_URL.strip("/") + "/"
    if not path.startswith(prefix):
        return None
    name = unquote(path.removeprefix(prefix))
    found = finders.find(name)
    collected = Path(settings.STATIC_ROOT) / name
    return Path(found) if found else collected if collected.is_file() else None
