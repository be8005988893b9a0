"""A learner signs a half-day on a telephone: by drawing, by writing, without script, and from the keyboard."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import soundness
from tests.browser.conftest import Site
from tests.browser.hands import Hand, Keyboard, Pointer

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Way:
    learner: str
    scripts: bool = True
    draws: bool = False

    def __str__(self) -> str:
        return f"{'draws' if self.draws else 'writes'}{'' if self.scripts else ', no script'}"


WAYS = (Way("brice", draws=True), Way("cora", scripts=False), Way("denis"))


@pytest.fixture
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    way: Way = request.getfixturevalue("way")
    context = chromium.new_context(
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": 390, "height": 844},
        java_script_enabled=way.scripts,
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_half_day_is_signed_on_a_telephone(way: Way, site: Site, page: Page) -> None:
    page.goto(site.url + site.places[f"signing_{way.learner}"])
    expect(page.get_by_role("heading", level=1)).to_contain_text("signez pour ce matin")
    assert "/l/" not in page.url
    if way.draws:
        draw(page)
        page.get_by_role("button", name="Signer ma présence").click()
    else:
        hand: Hand = Keyboard(page) if way.scripts else Pointer()
        if way.scripts:
            hand.press(page.locator("summary", has_text="Je préfère écrire mon nom"))
        hand.write(page.get_by_label("Prénom et nom"), f"{way.learner} morvan")
        hand.press(page.get_by_role("button", name="Signer ma présence"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("votre présence est signée")
    expect(page.get_by_text("Signée à 9").first).to_be_visible()
    if way.scripts:
        faults = list(soundness.faults_of(page, page.content()))
        assert not faults, faults


def draw(page: Page) -> None:
    """A stroke, rubbed out, then another: what is posted is what is seen."""
    canvas = page.locator("canvas")
    box = canvas.bounding_box()
    assert box is not None
    for _ in range(2):
        page.mouse.move(box["x"] + 30, box["y"] + 60)
        page.mouse.down()
        for step in range(8):
            page.mouse.move(box["x"] + 40 + step * 25, box["y"] + (30 if step % 2 else 110), steps=3)
        page.mouse.up()
        if page.get_by_role("button", name="Effacer le tracé").is_enabled() and not _:
            page.get_by_role("button", name="Effacer le tracé").click()
            assert page.locator("input[name=drawing]").input_value() == ""
    assert page.locator("input[name=drawing]").input_value().startswith("[[")
