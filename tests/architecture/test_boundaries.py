"""What import-linter cannot see: the door of a room, and the imports that do not look like imports."""

import ast
import re
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.db.models import ForeignObject

from tests.architecture import rooms

# Written exceptions, each with its reason: a module that is no door of its room, and who may import it.
BESIDE_THE_DOOR = {
    # the house style on paper: whoever draws a document draws with it; `people` how the organisation stands there
    "lms_onboarding.documents.printing": {
        "lms_onboarding.people",
        "lms_onboarding.welcome",
        "lms_onboarding.progress",
        "lms_onboarding.offboarding",
        "qualiopi",
        "lms_onboarding.demo",
    },
    # how a question is laid out: whoever shows a questionnaire shows it that way
    "lms_onboarding.surveys.pages": {"lms_onboarding.portal"},
    # the language of message files: whoever fills a variable with lines must write them in it
    "lms_onboarding.mailing.rendering": {"lms_onboarding.welcome", "lms_onboarding.demo"},
}
ROOT_PACKAGES = ("lms_onboarding", "courses", "badges", "qualiopi")
LABEL = re.compile(r"^lmso_(\w+?)[.:/](?=\w)")
DOTTED = re.compile(r"^(?:lms_onboarding|courses|badges|qualiopi)(?:\.\w+)+$")


def _allowed(importer_room: str, imported: str) -> bool:
    room = rooms.room_of(imported)
    if room in {"", importer_room, "lms_onboarding.common"}:
        return True
    if imported in {f"{room}.{door}" for door in rooms.DOOR}:
        return True
    return any(imported.startswith(beside) and importer_room in allowed for beside, allowed in BESIDE_THE_DOOR.items())


def test_a_room_is_entered_by_its_door() -> None:
    graph = grimp.build_graph(*ROOT_PACKAGES, cache_dir=None)
    wrong = [
        f"{importer} imports {imported}"
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
        if rooms.room_of(importer) and not _allowed(rooms.room_of(importer), imported)
    ]
    assert not wrong, "\n".join(wrong)


def test_foreign_keys_point_down() -> None:
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignObject)
        and (room := rooms.room_of(model.__module__))
        and (target := rooms.room_of(field.related_model.__module__))
        and target != "lms_onboarding.accounts"  # reached through settings.AUTH_USER_MODEL, as any domain must
        and not rooms.may_know(room, target)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_account_is_named_only_by_the_setting() -> None:
    named = [
        f"{file.relative_to(rooms.ROOT)}:{line}"
        for file in rooms.sources()
        if rooms.room_of(rooms.module_name(file)) not in {"lms_onboarding.accounts", "lms_onboarding.config"}
        for line, text in rooms.texts(file)
        if text.startswith("lmso_accounts")
    ]
    assert not named, "\n".join(named)


# The address book of what we print and send: every mail, footer and paper names these pages, whoever draws it.
PUBLIC_PAGES = {
    "lmso_portal:alumni",
    "lmso_portal:home",
    "lmso_portal:privacy",
    "lmso_portal:complaint",
    "lmso_portal:accessibility",
    "lmso_portal:legal",
    "lmso_portal:document",
    "lmso_portal:kit_return",
    "lmso_portal:session_calls",
    "lmso_portal:alerts",
    "lmso_portal:alert",
    "lmso_portal:activity_sources",
    "lmso_portal:private_requests",
    "lmso_portal:access_check",
    "lmso_portal:session_replies",
    "lmso_qualiopi:report",
}


def test_no_string_names_a_room_above() -> None:
    """A model, a page, a template or a task named by a string is an import like another."""
    wrong = []
    for file in rooms.sources():
        room = rooms.room_of(rooms.module_name(file))
        for line, text in rooms.texts(file):
            label, dotted = LABEL.match(text), DOTTED.match(text)
            named = rooms.room_of_label(label[1]) if label else rooms.room_of(text) if dotted else ""
            if named and text not in PUBLIC_PAGES and not rooms.may_know(room, named):
                wrong.append(f"{file.relative_to(rooms.ROOT)}:{line} names {text}")
    assert not wrong, "\n".join(wrong)


def _message_rooms() -> dict[str, str]:
    """Room of each message file, by its key."""
    files = (rooms.ROOT / "templates" / "emails").glob("lmso_*/*.md")
    found = {}
    for file in files:
        key = re.search(r"^key: (\S+)$", file.read_text(), re.MULTILINE)
        assert key, f"{file.name} has no key"
        found[key[1]] = rooms.room_of_label(file.parent.name)
    return found


def test_a_message_is_queued_by_the_room_its_file_names() -> None:
    homes = _message_rooms()
    wrong = []
    for file in rooms.sources():
        room = rooms.room_of(rooms.module_name(file))
        for node in ast.walk(rooms.tree(file)):
            if not (isinstance(node, ast.keyword) and node.arg == "message"):
                continue
            home = homes.get(str(node.value.value)) if isinstance(node.value, ast.Constant) else None
            if home and home != room:
                wrong.append(f"{file.relative_to(rooms.ROOT)}:{node.value.lineno} queues a message of {home}")
    assert not wrong, "\n".join(wrong)


def _tag_rooms() -> dict[str, str]:
    return {
        file.stem: rooms.room_of(rooms.module_name(file))
        for file in rooms.sources()
        if file.parent.name == "templatetags" and file.stem != "__init__"
    }


NAMED_IN_TEMPLATE = re.compile(r"""["'](lmso_\w+)[:/][^"']*["']""")
LOADED = re.compile(r"{% load ([^%]+?) ?%}")


@pytest.mark.parametrize("template", rooms.tracked(".html", ".txt"), ids=lambda file: file.name)
def test_a_template_takes_nothing_from_above(template: Path) -> None:
    parts = template.relative_to(rooms.ROOT).parts
    owner = next((room for part in parts if part.startswith("lmso_") and (room := rooms.room_of_label(part))), "")
    if parts[0] != "templates" or not owner:
        return
    text = template.read_text()
    tags = _tag_rooms()
    named = {found[0]: rooms.room_of_label(found[1]) for found in NAMED_IN_TEMPLATE.finditer(text)}
    named |= {word: tags.get(word, "") for found in LOADED.finditer(text) for word in found[1].split()}
    wrong = [
        word
        for word, room in named.items()
        if room and word.strip("\"'") not in PUBLIC_PAGES and not rooms.may_know(owner, room)
    ]
    assert not wrong, "\n".join(wrong)


INDICATOR = re.compile(r"(?i)(indicat(eur|or)s?|rnq)\W{0,3}\d+")
REGULATED_PLACES = {"qualiopi", "docs", "tests"}


def test_numbers_of_the_regulation_live_in_one_package() -> None:
    endings = (".py", ".html", ".txt", ".md", ".json", ".yaml", ".yml", ".csv", ".css", ".js", ".toml", ".svg")
    wrong = []
    for file in rooms.tracked(*endings):
        parts = file.relative_to(rooms.ROOT).parts
        if parts[0] in REGULATED_PLACES or "lmso_qualiopi" in parts:
            continue
        if found := INDICATOR.search(file.read_text(errors="replace")):
            wrong.append(f"{file.relative_to(rooms.ROOT)}: {found[0]}")
    assert not wrong, "\n".join(wrong)
