"""A learner, from the link of their kit to a completed micro-course, however they hold their browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.hands import Hand, Keyboard, Pointer

pytestmark = pytest.mark.browser
LONGEST = 12  # lessons or answers after which a journey goes in circles


@dataclass(frozen=True)
class Way:
    """Who goes, how wide their window is, whether scripts run, whether they have a mouse."""

    learner: str
    width: int
    scripts: bool = True
    mouse: bool = True

    def __str__(self) -> str:
        scripts, hand = "" if self.scripts else ", no script", "" if self.mouse else ", keyboard"
        return f"{self.width} px{scripts}{hand}"


WAYS = (
    Way("malik", 1280),
    Way("chloe", 390),
    Way("yann", 1280, scripts=False),
    Way("amina", 390, scripts=False),
    Way("bastien", 1280, mouse=False),
    Way("nora", 390, scripts=False, mouse=False),
)


@pytest.fixture
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    way: Way = request.getfixturevalue("way")
    context = chromium.new_context(
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": way.width, "height": 844},
        java_script_enabled=way.scripts,
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def letter(folder: Path, message: str, address: str) -> EmailMessage:
    """The last mail of this message that left for this address."""
    paths = sorted(folder.glob(f"*_{message}*_{address}_*.eml"))
    assert paths, f"no {message} for {address} among {[path.name for path in folder.iterdir()]}"
    return message_from_bytes(paths[-1].read_bytes(), policy=policy.default)


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_from_the_kit_to_a_completed_micro_course(way: Way, site: Site, page: Page) -> None:
    hand: Hand = Pointer() if way.mouse else Keyboard(page)
    address = f"{way.learner}@exemple.fr"
    receive_the_kit(page, hand, text_of(letter(site.mails, "welcome.kit", address)))
    sign_in(page, hand, site, address)
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Bonjour {way.learner.capitalize()}")
    learn(page, hand)
    follow(page, hand, page.locator(".lesson-bar").get_by_role("link"))
    expect(page.locator(".course").first).to_contain_text("Terminé")


def receive_the_kit(page: Page, hand: Hand, mail: str) -> None:
    link = re.search(r"https?://\S+/l/[\w-]+/", mail)
    assert link
    page.goto(link[0])
    assert "/l/" not in page.url, "the token stays out of the address"
    hand.press(page.get_by_role("button", name="Bien reçu"))
    expect(page.get_by_role("button", name="Bien reçu")).to_have_count(0)


def sign_in(page: Page, hand: Hand, site: Site, address: str) -> None:
    page.goto(f"{site.url}/portail/")
    hand.write(page.get_by_label("Adresse e-mail"), address)
    hand.press(page.get_by_role("button", name="Recevoir mon code"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Votre code")
    code = re.search(r"\b\d{6}\b", text_of(letter(site.mails, "account.sign_in_code", address)))
    assert code
    hand.write(page.get_by_label("Code à six chiffres"), code[0])
    hand.press(page.get_by_role("button", name="Ouvrir mon espace"))


def learn(page: Page, hand: Hand) -> None:
    """Start the first micro-course from the home, and do each of its lessons."""
    follow(page, hand, page.locator(".course").first.get_by_role("link"))
    follow(page, hand, page.get_by_role("link", name=re.compile("^Commencer")).first)
    for _ in range(LONGEST):
        for question in page.locator("form.quiz").all():
            answer(page, hand, question)
        onward = page.locator(".lesson-bar a.btn-primary")
        expect(page.locator(".lesson-bar")).to_be_visible()
        if "Continuer" not in onward.inner_text():
            return
        follow(page, hand, onward)
    pytest.fail("the micro-course does not end")


def follow(page: Page, hand: Hand, link: Locator) -> None:
    """Press a link and be on its page: a key, unlike a click, waits for nothing."""
    left = page.url
    hand.press(link)
    page.wait_for_url(lambda url: url != left)


def answer(page: Page, hand: Hand, question: Locator) -> None:
    """Try each answer until the best one is found: nothing is scored, nobody is stopped."""
    options, told = question.get_by_role("radio"), question.get_by_role("status")
    for rank in range(options.count()):
        before = told.text_content() or "" if told.count() else ""
        hand.choose(options, rank)
        with page.expect_response(lambda response: response.url.partition("#")[0].endswith("/reponse/")) as posted:
            hand.press(question.get_by_role("button"))
        assert posted.value.status < 400
        page.wait_for_load_state()
        expect(told).to_be_visible()
        if before:  # each answer has its own words: those of the one before are still there until the swap
            expect(told).not_to_have_text(before)
        if question.locator(".notice.is-ok").count():
            return
    pytest.fail("no answer is the best one")
