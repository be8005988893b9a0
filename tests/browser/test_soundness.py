"""The checks themselves: a page with each fault, and they see each."""

import pytest

from tests.browser import soundness
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser
HEAD = '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Page</title><style>%s</style></head>'
SOUND = f"{HEAD}<body><main><h1>Bonjour</h1><p>Tout va bien.</p></main></body></html>"
PALE_AT_NIGHT = (
    "@media (prefers-color-scheme: dark) { :root { color-scheme: dark } body { background: #000 } p { color: #222 } }"
)


@pytest.mark.parametrize(
    ("style", "change", "fault"),
    [
        ("", ("Tout va bien.", "Tout <b>va bien."), "HTML, line 1"),
        ("", ("<p>", '<p id="a"></p><p id="a">'), "HTML: twice: #a"),
        ("", ("<p>", '<p><input name="a">'), "input without label"),
        ("", ("<p>", '<p><img src="data:,">'), "light, image-alt"),
        ("p { color: #ccc }", ("", ""), "light, color-contrast"),
        (PALE_AT_NIGHT, ("", ""), "dark, color-contrast"),
        ("p { inline-size: 400px }", ("", ""), "scrolls sideways at 320 px: ['p']"),
        ("p { inline-size: 900px }", ("", ""), "scrolls sideways at 200 %: ['p']"),
    ],
)
def test_a_fault_is_seen(style: str, change: tuple[str, str], fault: str, visit: Visit) -> None:
    source = SOUND.replace("%s", style).replace(*change, 1)
    visit.page.goto("about:blank")
    visit.page.set_content(source)
    assert fault in "\n".join(soundness.faults_of(visit.page, source))


def test_a_sound_page_has_none(visit: Visit) -> None:
    visit.page.goto("about:blank")
    visit.page.set_content(SOUND.replace("%s", ""))
    assert list(soundness.faults_of(visit.page, SOUND.replace("%s", ""))) == []


def test_a_third_party_and_a_heavy_script_are_seen() -> None:
    watch = soundness.Watch("http://127.0.0.1:1", asked=["http://127.0.0.1:1/a", "data:,", "https://exemple.net/a.js"])
    watch.weights["http://127.0.0.1:1/a"] = soundness.HEAVIEST + 1
    assert [fault.split(":")[0] for fault in watch.faults()] == [
        "asks a third party",
        "CSS and JavaScript weigh 60001 bytes",
    ]
