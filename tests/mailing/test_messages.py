"""Proofreading of every message file: the rules of the house, measured on the examples and on the longest values."""

import re
from html.parser import HTMLParser

import pytest

from lms_onboarding.mailing.rendering import catalogue, render
from lms_onboarding.mailing.rendering.filling import plain
from lms_onboarding.mailing.rendering.schema import Message
from lms_onboarding.mailing.rendering.values import prepare

KEYS = sorted(catalogue().messages)

FORBIDDEN = (
    r"\bcliquez ici\b", r"\bchère? apprenant", r"\bmalheureusement\b", r"date de naissance", r"\bqualiopi\b",
    r"\bL\.\s?6353", r"·", r"\w\(e\)", r"\(e\)s", r"\bveuillez\b",
    r"\bmerci de (?!nous dire)", r"\bn[’']hésitez pas\b",
    r"\b(tu|toi|ton|tes)\b", r"\bretardataire", r"\bassidu", r"\bjour J\b",
)  # fmt: skip
NOT_BUILT = (r"positionnement", r"appel de bienvenue", r"second facteur", r"tester votre connexion")
TYPOGRAPHY = (
    ("'", "a straight apostrophe"),
    ('"', "a straight quote"),
    (r"\.\.\.", "three dots"),
    (r"(?<=\S)  +(?=\S)", "two spaces"),
    (r"(?<![\u00a0\u202f])[;!?](?=\s|$)", "no narrow space"),
    (r" :(?=\s|$)", "a breaking space before a colon"),
    (r"«(?!\u00a0)|(?<!\u00a0)»", "no non-breaking space inside quotes"),
    (
        r"\d (?:%|€|h\b|min\b|mars|avril|mai|juin|février|septembre|heures?\b|jours?\b)",
        "a breaking space after a number",
    ),
    (r"\b\d{1,2}:\d\d\b|\b0\dh\d\d", "an hour written in digits"),
    (r" ,| \.(?=\s|$)", "a space before a comma or a full stop"),
    (r"—|--", "a long dash"),
    (r"\b[AE]tre\b|\bEtat|\bA (?:la|le|partir|distance)\b", "a capital without its accent"),
    (r"\{\{|\}\}|\*\*|\[\[|\]\]", "syntax left in the text"),
)
INFINITIVE = re.compile(r"^\w+(er|ir|re|oir)$")


class Page(HTMLParser):
    """What a reader finds in the HTML: links, visible words, tags left open."""

    VOID = ("meta", "br")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.words = ""
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "title"} & set(self.open):
            self.words += f" {data}"


def web_links(links: list[str]) -> list[str]:
    return sorted(link for link in links if not link.startswith(("tel:", "mailto:")))


def written(spec: Message) -> str:
    """What a person wrote in the file: the words, without the values."""
    header = spec.header
    return "\n".join([header["subject"], header["preheader"], header["action"].get("label", ""), spec.body])


def test_the_spine_has_its_messages() -> None:
    assert set(KEYS) >= {
        "account.invitation_staff", "account.sign_in_code", "documents.access_code", "enrolment.confirmed",
        "sessions.cancelled", "sessions.moved", "welcome.day_before", "welcome.kit_blended",
        "welcome.kit_bounced_notice", "welcome.kit_late", "welcome.kit_onsite", "welcome.kit_remote",
        "welcome.kit_reminder", "welcome.missing_item",
    }  # fmt: skip


@pytest.mark.parametrize("long", [False, True], ids=["sample", "long"])
@pytest.mark.parametrize("key", KEYS)
def test_subject_preheader_and_label_fit_a_phone(key: str, long: bool) -> None:
    samples = catalogue().samples(key, long=long)
    rendered = render(key, samples)
    assert len(rendered.subject) <= 60
    assert len(rendered.preheader) <= 90
    spec = catalogue().message(key)
    assert len(plain(spec.label, prepare(key, spec.names, spec.optional, samples))) <= 40


@pytest.mark.parametrize("key", KEYS)
def test_subject_is_calm_and_preheader_is_a_sentence(key: str) -> None:
    rendered = render(key, catalogue().samples(key))
    assert "!" not in rendered.subject
    assert not rendered.subject.endswith(".")
    assert rendered.preheader.endswith((".", "?"))


@pytest.mark.parametrize("key", KEYS)
def test_secrets_stay_off_a_locked_screen(key: str) -> None:
    samples = catalogue().samples(key)
    rendered = render(key, samples)
    secrets = [samples[name] for name in samples if name.endswith("_code") and name != "session_code"]
    assert not [secret for secret in secrets if secret in rendered.subject + rendered.preheader]


@pytest.mark.parametrize("key", KEYS)
def test_message_is_short(key: str) -> None:
    spec = catalogue().message(key)
    parts = render(key, catalogue().samples(key)).text.split("\n\n")
    text = "\n\n".join(parts[: -len(spec.footer.blocks)])
    words = re.findall(r"[\w’@.-]+", re.sub(r"https?://\S+|⟦link:\d+⟧", "", text))
    assert len(words) <= spec.header.get("max_words", 140)
    assert text.count("!") <= 1


@pytest.mark.parametrize("key", KEYS)
def test_wording_keeps_the_voice_and_promises_nothing_unbuilt(key: str) -> None:
    text = written(catalogue().message(key))
    found = [match[0] for pattern in FORBIDDEN + NOT_BUILT for match in re.finditer(pattern, text, re.IGNORECASE)]
    assert not found
    assert not re.search(r"\bOK\b", text)


@pytest.mark.parametrize("key", KEYS)
def test_no_name_follows_a_word_that_would_elide(key: str) -> None:
    text = written(catalogue().message(key))
    assert not re.findall(r"\b(?:de|que|jusque|le|la|je|ne|se) \{\{ \w*name \}\}", text)


@pytest.mark.parametrize("key", KEYS)
def test_action_begins_with_a_verb(key: str) -> None:
    label = catalogue().message(key).header["action"].get("label")
    assert label is None or INFINITIVE.match(label.split()[0])


@pytest.mark.parametrize("key", KEYS)
def test_natural_key_names_what_it_is_about(key: str) -> None:
    assert re.search(r"\{\w+\}", catalogue().message(key).header["once"])


@pytest.mark.parametrize("key", KEYS)
def test_typography_is_french_everywhere(key: str) -> None:
    rendered = render(key, catalogue().samples(key))
    bare = re.sub(r"https?://[^\s)]+|⟦link:\d+⟧", "X", f"{rendered.subject}\n{rendered.preheader}\n{rendered.text}")
    assert not [(what, match[0]) for pattern, what in TYPOGRAPHY for match in re.finditer(pattern, bare)]


@pytest.mark.parametrize("key", KEYS)
def test_text_and_html_carry_the_same_links(key: str) -> None:
    rendered = render(key, catalogue().samples(key))
    in_text = re.findall(r"https?://[^\s)]+|⟦link:\d+⟧", rendered.text)
    assert sorted(in_text) == web_links(Page(rendered.html).links)


@pytest.mark.parametrize("key", KEYS)
def test_text_and_html_say_the_same_words(key: str) -> None:
    rendered = render(key, catalogue().samples(key))
    words = re.sub(r"\(?(?:https?://[^\s)]+|⟦link:\d+⟧)\)?", "", rendered.text)
    in_text = {word.lower() for word in re.findall(r"[^\W\d_]{2,}", words)}
    in_html = {word.lower() for word in re.findall(r"[^\W\d_]{2,}", Page(rendered.html).words)}
    assert in_text <= in_html


@pytest.mark.parametrize("key", KEYS)
def test_html_is_closed_quiet_and_french(key: str) -> None:
    rendered = render(key, catalogue().samples(key))
    page = Page(rendered.html)
    assert page.open == []
    assert not {"img", "script", "iframe", "form", "link"} & set(page.tags)
    assert page.tags.count("h1") == 1
    assert '<html lang="fr"' in rendered.html
    assert "prefers-color-scheme:dark" in rendered.html
    assert len(rendered.html.encode()) < 60_000  # Gmail cuts at 102 kB


@pytest.mark.parametrize("key", KEYS)
def test_message_reads_well_with_every_optional_value_missing(key: str) -> None:
    spec = catalogue().message(key)
    samples = {name: value for name, value in catalogue().samples(key).items() if name not in spec.optional}
    text = render(key, samples).text
    assert "\n\n\n" not in text
    text = re.sub(r"(?m)^(?:Bonjour [^\n]+|À bientôt),$", "", text)  # a letter greets on a line of its own
    assert not re.search(r"(?m)^(?:- |\d+\. )?[^\n]*[:,(]\s*\.?$", text.split("\n\nVous recevez")[0])
    assert not re.findall(r"[,:] ?[,.]| \.|\(\)| {2}", text)


def test_every_variable_serves() -> None:
    found = catalogue()
    used = {name for spec in found.messages.values() for name in spec.names}
    used |= {name for footer in found.footers.values() for name in footer.names}
    assert set(found.variables) == used
