"""A trainer clears alerts from the keyboard, with and without scripts."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
MOST = 9  # « under ten »


@pytest.fixture(params=[True, False], ids=["scripts", "no script"])
def page(request: pytest.FixtureRequest, chromium: Browser, site: Site) -> Iterator[Page]:
    context = chromium.new_context(locale="fr-FR", java_script_enabled=request.param)
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": site.places["trainer"], "url": site.url}])
    yield context.new_page()
    context.close()


def test_three_alerts_are_cleared_in_under_ten_presses(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/alertes/")
    before = page.locator(".alert").count()
    pressed = 0

    def press(key: str) -> None:
        nonlocal pressed
        pressed += 1
        page.keyboard.press(key)

    for key in ("Tab", "Enter", "Tab"):  # « Aller au contenu », then the first link of the page
        press(key)
    expect(page.get_by_role("link", name="Aller à la première alerte")).to_be_focused()
    press("Enter")
    for cleared in range(1, 4):
        expect(page.locator(".alert-actions .btn-primary:focus")).to_have_count(1)
        press("Enter")
        expect(page.get_by_role("status")).to_have_count(cleared if _swaps(page) else 1)
        if cleared < 3:
            expect(page.locator(".cleared a:focus")).to_have_count(1)
            press("Enter")
    assert pressed <= MOST
    page.goto(f"{site.url}/alertes/")
    assert page.locator(".alert").count() == before - 3
    _message_by_keyboard(page, site)
    for _undone in range(4):  # for the other way of holding a browser
        page.goto(f"{site.url}/alertes/?etat=traitees")
        page.locator(".alert h2 a").first.click()
        page.get_by_role("button", name="Annuler").click()


def _message_by_keyboard(page: Page, site: Site) -> None:
    """The message ready for somebody opens in its card, is changed, and leaves."""
    page.goto(f"{site.url}/alertes/")
    page.get_by_role("link", name="Relire le message").first.focus()
    page.keyboard.press("Enter")
    text = page.get_by_label("Message", exact=True)
    expect(text).to_be_focused()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Relu. ")
    expect(text).to_have_value(re.compile("^Relu. Bonjour"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Envoyer ce message")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_count(1)


def _swaps(page: Page) -> bool:
    """Whether cards are replaced where they stand; else the page comes back whole."""
    return page.locator(".cleared").count() > 1 or "fait=" not in page.url
