"""The message files, found where Django finds templates: in a checkout, in a wheel, in somebody else's project."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.template import engines
from django.template.backends.base import BaseEngine

from .errors import InvalidMessageFile, UnknownMessage
from .schema import Footer, Message, read_footer, read_message, read_yaml

FOLDER: Final = "emails"


@dataclass(frozen=True)
class Variable:
    """What a variable means, and what it may look like: an example, and the longest value a subject must bear."""

    means: str
    sample: str
    long: str


@dataclass(frozen=True)
class Catalogue:
    messages: Mapping[str, Message]
    variables: Mapping[str, Variable]
    footers: Mapping[str, Footer]
    origins: Mapping[str, Path]  # key → file

    def message(self, key: str) -> Message:
        """Raises UnknownMessage."""
        try:
            return self.messages[key]
        except KeyError:
            raise UnknownMessage(key) from None

    def samples(self, key: str, *, long: bool = False) -> dict[str, str]:
        """An example of every variable of a message: for tests, previews and proofreading."""
        chosen = {name: self.variables[name] for name in sorted(self.message(key).names)}
        return {name: variable.long if long else variable.sample for name, variable in chosen.items()}


def catalogue() -> Catalogue:
    """Every message, read once per process. Raises InvalidMessageFile."""
    return _read(tuple(_template_folders()))


def _template_folders() -> Iterator[str]:
    for engine in engines.all():
        if isinstance(engine, BaseEngine):
            yield from map(str, engine.template_dirs)


@lru_cache(maxsize=8)
def _read(template_folders: tuple[str, ...]) -> Catalogue:
    folders = tuple(Path(folder) / FOLDER for folder in template_folders)
    variables = {name: _variable(name, spec) for name, spec in _merged(folders, "variables.yaml").items()}
    footers = {
        name: read_footer(f"footers.yaml, {name}", spec) for name, spec in _merged(folders, "footers.yaml").items()
    }
    messages: dict[str, Message] = {}
    origins: dict[str, Path] = {}
    for name, path in _files(folders).items():
        message = read_message(name, path.read_text(encoding="utf-8"), footers)
        _check_place(name, message, origins)
        if unknown := sorted(message.names - variables.keys()):
            raise InvalidMessageFile(name, f"variables absentes de variables.yaml : {', '.join(unknown)}")
        messages[message.key], origins[message.key] = message, path
    return Catalogue(messages, variables, footers, origins)


def _files(folders: tuple[Path, ...]) -> dict[str, Path]:
    """`<app label>/<name>.md` → file; as with templates, the first folder wins."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*/*.md")):
            found.setdefault(path.relative_to(folder).as_posix(), path)
    return found


def _merged(folders: tuple[Path, ...], name: str) -> dict[str, Any]:
    """The entries of a YAML file of every folder; the first folder wins, entry by entry."""
    merged: dict[str, Any] = {}
    for path in (folder / name for folder in reversed(folders)):
        if path.is_file():
            merged |= read_yaml(name, path.read_text(encoding="utf-8"))
    return merged


def _check_place(name: str, message: Message, origins: Mapping[str, Path]) -> None:
    folder, _, file = name.partition("/")
    if folder != f"lmso_{message.room}":
        raise InvalidMessageFile(name, f"« room: {message.room} » va dans le dossier lmso_{message.room}")
    # a room whose families share a name gives its files their whole key
    if file.removesuffix(".md") not in {message.key, message.key.partition(".")[2]}:
        raise InvalidMessageFile(
            name, f"la clé « {message.key} » va dans un fichier {message.key.partition('.')[2]}.md"
        )
    if message.key in origins:
        raise InvalidMessageFile(name, f"la clé « {message.key} » sert déjà dans {origins[message.key].name}")


def _variable(name: str, spec: object) -> Variable:
    match spec:
        case {"means": str(means), "sample": str(sample), **others} if set(others) <= {"long"}:
            return Variable(means, sample, str(others.get("long", sample)))
    raise InvalidMessageFile("variables.yaml", f"« {name} » porte means, sample et, au besoin, long (des textes)")
