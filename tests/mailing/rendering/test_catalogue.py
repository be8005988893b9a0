"""Message files: where they are found, and what a wrong one is told."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from lms_onboarding.mailing.rendering import InvalidMessageFile, catalogue, render

GOOD = """---
key: welcome.hello
room: welcome
to: apprenant
from: organisme
reply_to: référent
status: automatique
when: tout de suite
needed_because: c'est un essai
once: hello/{enrolment_id}
records: [envoyé]
theme: accueil
footer: short
subject: "Bonjour {{ first_name }}"
preheader: Un essai.
action: {kind: none, reason: rien à faire}
---
# Bonjour {{ first_name }}

C'est prêt.
"""
FOOTERS = "short:\n  text: Au revoir.\nleaving:\n  text: Au revoir.\n  optout: true\n"
VARIABLES = "first_name: {means: prénom, sample: Inès}\n"


class Shelf:
    """A folder of templates of somebody else's project."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.emails = folder / "emails"
        self.folder, self.settings = folder, settings
        self.write("footers.yaml", FOOTERS)
        self.write("variables.yaml", VARIABLES)

    def write(self, name: str, content: str) -> None:
        path = self.emails / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def open(self, *others: Path) -> None:
        template: dict[str, Any] = {**self.settings.TEMPLATES[0], "DIRS": [self.folder, *others]}
        self.settings.TEMPLATES = [template]


@pytest.fixture
def shelf(tmp_path: Path, settings: Settings) -> Shelf:
    return Shelf(tmp_path, settings)


def test_a_project_adds_its_own_messages(shelf: Shelf) -> None:
    shelf.write("lmso_welcome/hello.md", GOOD)
    shelf.open()
    message = render("welcome.hello", {"first_name": "Inès"})
    assert message.text == "Bonjour Inès\n\nC’est prêt.\n\nAu revoir.\n"
    assert not message.optout


def test_a_footer_decides_whether_one_may_opt_out(shelf: Shelf) -> None:
    shelf.write("lmso_welcome/hello.md", GOOD.replace("footer: short", "footer: leaving"))
    shelf.open()
    assert render("welcome.hello", {"first_name": "Inès"}).optout


def test_the_first_folder_replaces_a_message_and_a_footer(shelf: Shelf, settings: Settings) -> None:
    ours = Path(settings.TEMPLATES[0]["DIRS"][0])
    kit = (ours / "emails/lmso_welcome/kit_onsite.md").read_text(encoding="utf-8")
    shelf.write("lmso_welcome/kit_onsite.md", kit.replace("tout est prêt **pour", "c'est prêt **pour"))
    shelf.write("footers.yaml", "learner:\n  text: Notre pied à nous.\n")
    shelf.open(ours)
    text = render("welcome.kit_onsite", catalogue().samples("welcome.kit_onsite")).text
    assert text.startswith("Bonjour Inès, c’est prêt pour lundi 3\u00a0mars.")
    assert text.endswith("\n\nNotre pied à nous.\n")


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("---\nkey", "key", "en-tête"),
        ("key: welcome.hello", "key: [", "YAML illisible"),
        ("key: welcome.hello", "key: hello", "famille.message"),
        ("key: welcome.hello", "key: welcome.other", "other.md"),
        ("room: welcome", "room: enrolments", "lmso_enrolments"),
        ("theme: accueil\n", "", "champs absents : theme"),
        ("theme: accueil", "theme: accueil\ncolour: bleu", "champs inconnus : colour"),
        ("theme: accueil", "theme: 12", "guillemets"),
        ("records: [envoyé]", "records: envoyé", "liste de faits"),
        ("footer: short", "footer: long", "pied inconnu"),
        ("{kind: none, reason: rien à faire}", "{kind: button}", "« action »"),
        ("{kind: none, reason: rien à faire}", '{kind: link, label: Voir, url: "https://x.fr"}', "{{ …_url }}"),
        ("{kind: none, reason: rien à faire}", '{kind: link, label: Voir, url: "{{ kit_url }}"}', "[[action]]"),
        ("preheader: Un essai.", "preheader: Un essai.\noptional: [last_name]", "facultatives inutilisées"),
        ("preheader: Un essai.", "preheader: Un essai.\noptional: first_name", "liste de variables"),
        ("preheader: Un essai.", "preheader: Un essai.\nmax_words: cent", "nombre entier"),
        ("C'est prêt.", "C'est {{ when }}.", "variables absentes de variables.yaml : when"),
        ("C'est prêt.", "{% if x %}C'est prêt.", "sans autre syntaxe"),
        ("C'est prêt.", "C'est {{when}}.", "sans autre syntaxe"),
        ("# Bonjour {{ first_name }}\n", "", "commence par un titre"),
    ],
)
def test_a_wrong_file_is_told_what_to_mend(shelf: Shelf, was: str, becomes: str, said: str) -> None:
    assert was in GOOD
    shelf.write("lmso_welcome/hello.md", GOOD.replace(was, becomes, 1))
    shelf.open()
    with pytest.raises(InvalidMessageFile) as refusal:
        catalogue()
    assert said in str(refusal.value)
    assert "hello.md" in refusal.value.where or "variables.yaml" in said


def test_a_key_serves_once(shelf: Shelf) -> None:
    shelf.write("lmso_welcome/hello.md", GOOD)
    shelf.write("lmso_enrolments/hello.md", GOOD.replace("room: welcome", "room: enrolments"))
    shelf.open()
    with pytest.raises(InvalidMessageFile, match="sert déjà"):
        catalogue()


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("variables.yaml", "first_name: {sample: Inès}\n", "means"),
        ("variables.yaml", "first_name: {means: x, sample: x, size: 3}\n", "means"),
        ("variables.yaml", "- first_name\n", "nom: valeur"),
        ("footers.yaml", "short: Au revoir\n", "champ « text »"),
        ("footers.yaml", "short: {text: Au revoir, colour: bleu}\n", "champs inconnus : colour"),
    ],
)
def test_a_wrong_dictionary_is_told_what_to_mend(shelf: Shelf, file: str, content: str, said: str) -> None:
    shelf.write("lmso_welcome/hello.md", GOOD)
    shelf.write(file, content)
    shelf.open()
    with pytest.raises(InvalidMessageFile, match=said):
        catalogue()
