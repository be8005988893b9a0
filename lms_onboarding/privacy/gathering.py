"""Everything held on one person, in words that they can read and that a program can too."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Model

from .enums import Purpose
from .holding import Holding, Subject
from .holdings import HOLDINGS


@dataclass(frozen=True)
class File:
    """`sha256` is its fingerprint; `name` the one it was given under."""

    name: str
    blob: Any


@dataclass(frozen=True)
class Section:
    """`rows` are dictionaries from words to values that JSON holds; empty when nothing of the kind is held."""

    title: str
    purpose: str
    rows: list[dict[str, Any]]
    files: list[File]


def sections(subject: Subject) -> Iterator[Section]:
    """One per kind of thing that is held on this person, in the order of the catalogue. One query each."""
    for holding in HOLDINGS:
        rows = list(holding.rows(subject))
        if rows:
            shown = [_shown(holding, row) for row in rows]
            files = [one for row in rows for one in _files(holding, row)]
            yield Section(str(holding.title), str(holding.purpose.label), shown, files)


def counts(subject: Subject) -> list[tuple[str, str, int]]:
    """(title, purpose, how many) of what is held, purpose by purpose, for the page of the person."""
    order = list(Purpose)
    found = [(one, one.rows(subject).count()) for one in sorted(HOLDINGS, key=lambda one: order.index(one.purpose))]
    return [(str(one.title), str(one.purpose.label), count) for one, count in found if count]


def _shown(holding: Holding, row: Model) -> dict[str, Any]:
    return {str(_words(holding, name)): _said(row, name) for name in holding.shown}


def _words(holding: Holding, name: str) -> Any:
    return getattr(holding.model._meta.get_field(name), "verbose_name", name)  # noqa: SLF001  Django's documented API


def _said(row: Model, name: str) -> Any:
    """Its words for a choice, its name for another object, ISO 8601 for a date: what JSON can hold."""
    display = getattr(row, f"get_{name}_display", None)
    return _plain(display() if display else getattr(row, name))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID | Model):
        return str(value)
    msg = f"No rule says how to give {type(value).__name__} to the person."
    raise TypeError(msg)


def _files(holding: Holding, row: Model) -> Iterator[File]:
    for path, named in holding.blobs:
        if blob := getattr(row, path):
            yield File(str(getattr(row, named)), blob)
