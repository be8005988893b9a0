"""The rules of the house that a linter does not know."""

import ast
import re
from collections import Counter
from pathlib import Path

from django.apps import apps
from django.db.models import CheckConstraint, UniqueConstraint

from tests.architecture import rooms

LONGEST = 300
# One style sheet for the whole face, in layers: splitting it would only cost requests.
LONG_BY_NATURE = {"app.css"}
CODE = (".py", ".html", ".css", ".js")


def _name(file: Path) -> str:
    return str(file.relative_to(rooms.ROOT))


GIVEN = {"OFL.txt"}  # a licence, as its author wrote it


def _text_files() -> list[Path]:
    pictures = (".woff2", ".png", ".ico", ".pdf", ".xlsx", ".ttf", ".jpg", ".gz")
    # tables people give us keep the bytes people gave
    return [
        f
        for f in rooms.tracked()
        if f.suffix not in pictures and f.suffix not in {".csv", ".svg"} and f.name not in GIVEN
    ]


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    counted = {_name(file): len(file.read_text().splitlines()) for file in rooms.tracked(*CODE)}
    assert {n: c for n, c in counted.items() if c > LONGEST and Path(n).name not in LONG_BY_NATURE} == {}


def test_modules_are_named_after_what_they_hold() -> None:
    banned = {"utils", "util", "helpers", "helper", "manager", "managers", "data", "misc"}
    assert [_name(file) for file in rooms.sources() if file.stem in banned] == []


READS_THE_TIME = re.compile(
    r"\b(timezone\.(now|localdate|localtime)\(\)|datetime\.(now|utcnow|today)\(|date\.today\(|default=timezone\.now)"
)
# The clock itself, the demonstration's own clock and the command that sets it by the real one, the machine's own time.
CLOCKS = {
    "lms_onboarding/operations/machine.py",
    "lms_onboarding/common/clock.py",
    "lms_onboarding/demo/clock.py",
    "lms_onboarding/demo/management/commands/demo.py",
}


def test_the_time_is_read_in_one_place() -> None:
    found = {
        f"{_name(file)}:{number}"
        for file in rooms.sources()
        if _name(file) not in CLOCKS
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if READS_THE_TIME.search(line)
    }
    assert found == set()


# Tasks, views, commands, and what stands at the door of requests.
READERS = (
    "tasks",
    "backoffice",
    "views",
    "management",
    "checks",  # run when a process starts
    "admin",
    "adapter",
    "receivers",
    "middleware",
    "viewsets",
    "wagtail_hooks",
    "reader",  # wraps views opened by a link
    "learning",  # the half of the lesson pages that answers their requests
)


def test_only_tasks_views_and_commands_read_the_clock() -> None:
    found = {
        _name(file)
        for file in rooms.sources()
        if not set(READERS) & {*file.relative_to(rooms.ROOT).parts, file.stem}
        for node in ast.walk(rooms.tree(file))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"clock.now"}
    }
    assert found == set()


def test_no_model_field_stamps_itself() -> None:
    stamped = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if rooms.room_of(model.__module__)
        for field in model._meta.local_fields
        if (getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False) or "now" in repr(field.default))
        and field.name != "date_joined"  # Django's AbstractUser; our services pass it
    ]
    assert stamped == []


def test_constraints_read_as_rules() -> None:
    names = [
        constraint.name
        for model in apps.get_models()
        if rooms.room_of(model.__module__)
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
    ]
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z0-9]+){2,}", name)] == []
    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert [m._meta.label for m in apps.get_models() if rooms.room_of(m.__module__) and m._meta.unique_together] == []


def test_app_labels_carry_the_prefix() -> None:
    ours = [config for config in apps.get_app_configs() if rooms.room_of(config.name)]
    assert [config.label for config in ours if not config.label.startswith("lmso_")] == []


def _verbs(file: Path) -> list[ast.FunctionDef]:
    """Public functions of services.py, or of a services package and named in its door."""
    if file.stem == "services":
        named = None
    elif file.parent.name == "services":
        named = (file.parent / "__init__.py").read_text()
    else:
        return []
    functions = [node for node in rooms.tree(file).body if isinstance(node, ast.FunctionDef)]
    public = [node for node in functions if not node.name.startswith("_")]
    return [node for node in public if named is None or f'"{node.name}"' in named]


def test_time_is_given_by_its_name() -> None:
    """`now` and `today` are keyword-only in every service: a call says which time it means."""
    wrong = [
        f"{_name(file)}:{node.lineno} {node.name}"
        for file in rooms.sources()
        for node in _verbs(file)
        if {"now", "today"} & {argument.arg for argument in node.args.args}
    ]
    assert not wrong, "\n".join(wrong)


# assembled, so that this file holds none of them
HOSTS = re.compile(
    "|".join(("pypi" + r"\.org", "files\\.python" + "hosted", "registry\\.npm" + "js", "deb\\.debian" + r"\.org"))
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(work" + r"/|root" + r"/|home" + r"/\w)")


def test_no_registry_and_no_machine_path_is_written_down() -> None:
    found = [
        f"{_name(file)}:{number}"
        for file in _text_files()
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1)
        if HOSTS.search(line) or MACHINE_PATHS.search(line)
    ]
    assert found == []


def test_whitespace_is_clean() -> None:
    wrong = []
    for file in _text_files():
        content = file.read_bytes()
        if b"\r\n" in content or re.search(rb"[ \t]+\n", content) or (content and not content.endswith(b"\n")):
            wrong.append(_name(file))
    assert wrong == []


INLINE = re.compile(r"""<script(?![^>]*\bsrc=)[^>]*>|<[a-z][^>]*\s(style|on[a-z]+)=["']|<style""", re.IGNORECASE)
OWN_POLICY = {"500.html"}  # allowed by its hash: lms_onboarding/common/errors.py


def test_pages_hold_no_inline_style_or_script() -> None:
    pages = [file for file in rooms.tracked(".html") if "emails" not in file.parts and file.name not in OWN_POLICY]
    found = [f"{_name(file)}: {match[0][:40]}" for file in pages if (match := INLINE.search(file.read_text()))]
    assert found == []
