"""A passkey, made and shown by a real Chromium with an authenticator of its own, under the strict policy of pages."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visit
from tests.browser.test_journey import letter, text_of

pytestmark = pytest.mark.browser
SACHA = "sacha@exemple.fr"
PLATFORM = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_then_opens_the_space_of_the_team_alone(site: Site, visit: Visit) -> None:
    page, base = visit.page, site.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": PLATFORM})

    page.goto(f"{base}/portail/")
    page.get_by_label("Adresse e-mail").fill(SACHA)
    page.get_by_role("button", name="Recevoir mon code").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Votre code")
    code = re.search(r"\b\d{6}\b", text_of(letter(site.mails, "account.sign_in_code", SACHA)))
    assert code
    page.get_by_label("Code à six chiffres").fill(code[0])
    page.get_by_role("button", name="Ouvrir mon espace").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Protégez votre compte")

    page.get_by_role("link", name="Ajouter une application").click()
    assert page.get_by_role("img", name="QR code").evaluate("drawing => drawing.naturalWidth") > 100
    page.go_back()
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    page.get_by_role("button", name="Créer ma clé d’accès").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vos codes de secours")
    page.get_by_role("link", name="C’est gardé, continuer").click()
    expect(page).to_have_url(f"{base}/portail/")
    assert "Une clé d’accès a été ajoutée" in text_of(letter(site.mails, "account.security_notice", SACHA))

    page.context.clear_cookies()
    page.goto(f"{base}/portail/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page).to_have_url(f"{base}/portail/")
    page.goto(f"{base}/compte/")
    expect(page.get_by_text("Cet appareil, Chrome sur Linux")).to_be_visible()
    assert visit.complaints == []
