"""The hot survey on a phone: one answer missing, then all of them, sent without a name, and never again."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site
from tests.browser.soundness import faults_of

pytestmark = pytest.mark.browser
PHONE = 390


@pytest.fixture(params=[True, False], ids=["scripts", "no script"])
def phone(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(
        locale="fr-FR", viewport={"width": PHONE, "height": 844}, java_script_enabled=request.param, has_touch=True
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_a_learner_answers_on_a_phone(phone: Page, site: Site, request: pytest.FixtureRequest) -> None:
    with_scripts = "no script" not in request.node.name
    phone.goto(site.url + site.places["survey_hot" if with_scripts else "survey_hot_too"])
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Votre avis compte")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE
    phone.get_by_label("Sans mon nom").check()
    send(phone)
    expect(phone.get_by_role("alert")).to_contain_text("Il manque quatre réponses")
    if with_scripts:
        assert not list(faults_of(phone, phone.content()))
        phone.set_viewport_size({"width": PHONE, "height": 844})

    for _part in range(6):
        fill(phone)
        send(phone)
        if phone.get_by_role("heading", level=1).inner_text() == "Votre réponse est enregistrée":
            break
    expect(phone.locator("main")).to_contain_text("sans votre nom")
    expect(phone.locator("main")).to_contain_text("ne peut donc plus être modifiée")


def fill(page: Page) -> None:
    """Every question of the page, as a thumb does."""
    for group in page.locator("fieldset[role=radiogroup]").all():
        if group.locator(":checked").count() == 0:
            group.locator("label").last.click()
    for group in page.locator("fieldset:not([role])").all():
        if group.locator(":checked").count() == 0:
            group.locator("label").first.click()
    for area in page.locator("textarea").all():
        area.fill("Plus de temps sur les droits")


def send(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Continuer|Envoyer")).click()
