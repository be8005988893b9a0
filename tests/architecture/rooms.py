"""The rooms in their order, read from the layers contract, and where a file or a label belongs."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOOR = ("models", "services", "enums")


@lru_cache
def layers() -> dict[str, int]:
    """Rank of each package, 0 at the bottom; strangers on one line share a rank."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = reversed(project["tool"]["importlinter"]["contracts"][0]["layers"])
    return {name.strip(" ()"): rank for rank, line in enumerate(lines) for name in line.split("|")}


def room_of(module: str) -> str:
    """The package a module belongs to, or "" for one that belongs to no room."""
    return next((room for room in layers() if module == room or module.startswith(f"{room}.")), "")


def room_of_label(label: str) -> str:
    """The package behind an app label or template folder: lmso_welcome is lms_onboarding.welcome."""
    name = label.removeprefix("lmso_")
    return next((room for room in layers() if room in {f"lms_onboarding.{name}", name}), "")


def may_know(room: str, other: str) -> bool:
    """Whether `room` may import `other`: itself, or a room below."""
    return room == other or layers()[other] < layers()[room]


def tracked(*endings: str) -> list[Path]:
    """Files of the repository with one of these endings; every file without any. Follows git where there is one."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    files = [ROOT / name for name in sorted(set(listed)) if name]
    return [file for file in files if file.is_file() and (not endings or file.name.endswith(endings))]


def sources() -> list[Path]:
    """Our own Python outside tests and migrations."""
    return [file for file in tracked(".py") if room_of(module_name(file)) and "migrations" not in file.parts]


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(), filename=str(file))


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """Line and value of every string of a module but its docstrings."""
    module = tree(file)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value
