"""The kinds of pieces, read from `kinds.yaml`: what is expected of whom, when, and what it proves or does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

from lms_onboarding.common.typography import typographie


class Per(StrEnum):
    """What one piece is expected of."""

    ENROLMENT = "enrolment"
    SLOT = "slot"
    SESSION = "session"
    COURSE = "course"
    ORGANISATION = "organisation"


class Anchor(StrEnum):
    START = "start"
    END = "end"
    CONFIRMED = "confirmed"
    SLOT = "slot"


class Owner(StrEnum):
    """Who owes a piece: a role, that a session turns into a person."""

    TRAINER = "trainer"
    REFERENT = "referent"
    QUALITY = "quality"
    ADMINISTRATION = "administration"


class Only(StrEnum):
    """A circumstance without which a session does not owe the piece."""

    ALWAYS = ""
    CERTIFYING = "certifying"  # or nobody has said that it is not
    CERTIFIED = "certified"  # its certification is written
    FACTS = "facts"  # the register holds something about it
    LESSONS = "lessons"  # lessons are online for the role of the learner
    SUBCONTRACTED = "subcontracted"  # somebody else runs it for the house


class HouseUnit(StrEnum):
    """What the house owes one piece of."""

    HOUSE = "house"
    TRAINER = "trainer"
    FUNDER_YEAR = "funder_year"


class Strength(StrEnum):
    PRIMARY = "principale"
    SECONDARY = "secondaire"


@dataclass(frozen=True, kw_only=True)
class HouseRule:
    """What the house owes: one for each `unit`, `after` days from its first session, renewed `every` so many months
    (0: once), for versions of the referential in force from `since`."""

    unit: HouseUnit
    after: int
    every: int = 0
    since: date = date.min


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of piece. Due `days` after `anchor` (before, when negative). `document` is an id of documents.json.

    `house`: the house owes it, sessions do not (`expected` is then false).
    """

    id: str
    title: str
    plural: str
    per: Per
    anchor: Anchor
    days: int
    owner: Owner
    expected: bool
    first: tuple[int, ...]
    also: tuple[int, ...]
    does_not_prove: str
    document: str = ""
    only: Only = Only.ALWAYS
    house: HouseRule | None = None
    automatic: bool = False
    """The product sends it or asks for it by itself."""

    def strength_for(self, indicator: int) -> Strength | None:
        if indicator in self.first:
            return Strength.PRIMARY
        return Strength.SECONDARY if indicator in self.also else None

    @property
    def proves(self) -> tuple[int, ...]:
        return (*self.first, *self.also)


MANUAL: Final = "manual_"


class Kinds(dict[str, Kind]):
    """Those of the file; asked by name, also « manual_17 »: whatever somebody deposited for an indicator, which no
    one expects and every version of the referential may have."""

    def __missing__(self, name: str) -> Kind:
        number = name.removeprefix(MANUAL)
        if number == name or not number.isdecimal():
            raise KeyError(name)
        return Kind(
            id=name,
            title=typographie("Pièce déposée"),
            plural=typographie("Pièces déposées"),
            per=Per.ORGANISATION,
            anchor=Anchor.START,
            days=0,
            owner=Owner.QUALITY,
            expected=False,
            first=(int(number),),
            also=(),
            does_not_prove=typographie("Plus que ce qu’elle dit : son auteur l’a choisie."),
        )


def manual(indicator: int) -> str:
    """The kind of a piece deposited for this indicator that stands for no expected one."""
    return f"{MANUAL}{indicator}"


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by id, in the order of the file. Raises KeyError or ValueError when the file is wrong."""
    told = yaml.safe_load((resources.files(__package__) / "kinds.yaml").read_text(encoding="utf-8"))
    return Kinds({name: _kind(name, one) for name, one in told.items()})


def kinds_proving(indicator: int, *, primary: bool = False) -> list[Kind]:
    """Kinds that prove this indicator, those that prove it first before those in support."""
    first = [one for one in kinds().values() if indicator in one.first]
    return first if primary else first + [one for one in kinds().values() if indicator in one.also]


def _kind(name: str, told: Mapping[str, Any]) -> Kind:
    house = _rule(told["house"]) if "house" in told else None
    return Kind(
        id=name,
        title=typographie(told["title"]),
        plural=typographie(told["plural"]),
        per=Per(told["per"]),
        anchor=Anchor(told["milestone"]["anchor"]) if house is None else Anchor.START,
        days=int(told["milestone"]["days"]) if house is None else 0,
        owner=Owner(told["owner"]),
        expected=house is None and bool(told.get("expected", True)),
        first=tuple(told["first"]),
        also=tuple(told["also"]),
        does_not_prove=typographie(told["not"]),
        document=told.get("document", ""),
        only=Only(told.get("only", "")),
        automatic=bool(told.get("automatic", False)),
        house=house,
    )


def _rule(told: Mapping[str, Any]) -> HouseRule:
    return HouseRule(
        unit=HouseUnit(told.get("unit", "house")),
        after=int(told["after"]),
        every=int(told.get("every", 0)),
        since=told.get("since", date.min),
    )
