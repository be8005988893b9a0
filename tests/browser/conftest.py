"""A real Chromium, Debian's, driven by Playwright, and a site of its own. Downloads nothing."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, ViewportSize, sync_playwright

from tests.support import commands, tools

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PATIENCE = 120  # seconds for the site to be populated on a busy machine


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright runs a loop in this thread, where Django then sees an async context that is none
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=tools.CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Site:
    """A site that answers at `url`; `places` are the names of `population`, `folder` its data."""

    url: str
    places: dict[str, str]
    folder: Path

    @property
    def mails(self) -> Path:
        return self.folder / "mail"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, migrated_copy: Path) -> Iterator[Site]:
    """The populated site, in a process of its own: what it holds is never that of another test."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "db.sqlite3").write_bytes(migrated_copy.read_bytes())
    port, ready, log = commands.free_port(), folder / "places.json", folder / "log"
    (folder / "static").mkdir()
    environment = commands.environment(
        data_dir=folder,
        DATABASE_URL=f"sqlite:///{folder / 'db.sqlite3'}",
        DJANGO_SETTINGS_MODULE="tests.browser.settings",
        BASE_URL=f"http://127.0.0.1:{port}",
    )
    command = [sys.executable, "-m", "tests.browser.serving", str(port), str(ready)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, cwd=commands.ROOT, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + PATIENCE
        while not ready.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"the site did not start:\n{log.read_text()[-4000:]}", pytrace=False)
            time.sleep(0.1)
        yield Site(f"http://127.0.0.1:{port}", json.loads(ready.read_text()), folder)
    finally:
        process.terminate()
        process.wait(timeout=20)


@dataclass
class Visit:
    """A page and what the browser complained of while showing it."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def fail(self, error: Error) -> None:
        self.complaints.append(str(error))

    def sign_in(self, client: Client, base: str) -> None:
        """Take the session of a test client along."""
        self.enter(client.cookies[settings.SESSION_COOKIE_NAME].value, base)

    def enter(self, session: str, base: str) -> None:
        """Be the person of this session cookie."""
        self.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}])


@pytest.fixture(scope="session")
def _tab(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    yield context.new_page()
    context.close()


@pytest.fixture
def visit(_tab: Page) -> Iterator[Visit]:
    """A visitor nobody knows yet. The tab is kept from one to the next: opening one takes longer than a page."""
    visit = Visit(_tab)
    _tab.context.clear_cookies()
    _tab.set_viewport_size(DESKTOP)
    _tab.on("console", visit.note)
    _tab.on("pageerror", visit.fail)
    yield visit
    _tab.goto("about:blank")  # nothing still asks for anything while the next test begins
    _tab.remove_listener("console", visit.note)
    _tab.remove_listener("pageerror", visit.fail)
