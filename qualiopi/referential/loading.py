"""Reads the versions of the referential. A file that lies about itself is refused by name, never read half."""

import itertools
import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from lms_onboarding.common import french
from lms_onboarding.common.typography import typographie

from .grids import Condition, Grid, Indicator, NoGridAt, Severity, UnknownGrid

OURS: Final = Path(__file__).with_name("versions")


def grids() -> tuple[Grid, ...]:
    """Every version, oldest first: the files of this package, then those of `LMSO_REFERENTIAL_FOLDERS`.

    Raises ValueError naming the file that cannot be read, or the two versions whose dates overlap.
    """
    return _grids(tuple(str(folder) for folder in getattr(settings, "LMSO_REFERENTIAL_FOLDERS", ())))


def grid(name: str) -> Grid:
    """The version of this id, « v10 » for example. Raises UnknownGrid."""
    found = next((one for one in grids() if one.id == name), None)
    if found is None:
        known = ", ".join(one.id for one in grids())
        raise UnknownGrid(f"La version « {name} » du référentiel n’existe pas ici. Choisissez parmi : {known}.")
    return found


def grid_at(audit: date) -> Grid:
    """The version that an audit of this day applies: there is no transition, the date decides. Raises NoGridAt."""
    found = next((one for one in grids() if one.covers(audit)), None)
    if found is None:
        first = french.day(grids()[0].audits_from)
        raise NoGridAt(
            f"Aucune version du référentiel ne couvre un audit le {french.day(audit)}. "
            f"La plus ancienne connue ici s’applique depuis le {first} : choisissez une date d’audit à partir de là."
        )
    return found


@lru_cache(maxsize=8)
def _grids(folders: tuple[str, ...]) -> tuple[Grid, ...]:
    files = [file for folder in (OURS, *map(Path, folders)) for file in sorted(folder.glob("*.json"))]
    found = sorted((_read(file) for file in files), key=lambda one: one.audits_from)
    for one, following in itertools.pairwise(found):
        if one.audits_until is None or one.audits_until >= following.audits_from:
            raise ValueError(f"Les versions {one.id} et {following.id} du référentiel se chevauchent.")
    return tuple(found)


def _read(file: Path) -> Grid:
    try:
        return _grid(json.loads(file.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"La version du référentiel {file.name} est illisible : {error!r}.") from error


def _grid(told: Mapping[str, Any]) -> Grid:
    until = told["audit_date_until"]
    criteria = {int(one["number"]): str(one["title"]) for one in told["criteria"]}
    indicators = {int(one["number"]): _indicator(one) for one in told["indicators"]}
    if len(indicators) != len(told["indicators"]):
        raise ValueError("deux indicateurs portent le même numéro")
    if stray := sorted({one.criterion for one in indicators.values()} - set(criteria)):
        raise ValueError(f"critères inconnus : {stray}")
    return Grid(
        id=told["id"],
        name=told["name"],
        legal=told["legal"],
        audits_from=date.fromisoformat(told["audit_date_from"]),
        audits_until=date.fromisoformat(until) if until else None,
        criteria=criteria,
        indicators=dict(sorted(indicators.items())),
        provisional=tuple(told.get("provisional", ())),
        notice=told.get("copyright_note", ""),
    )


def _indicator(told: Mapping[str, Any]) -> Indicator:
    return Indicator(
        number=int(told["number"]),
        criterion=int(told["criterion"]),
        title=typographie(told["title"]),
        expected=typographie(told["expected"]),
        applies_to=frozenset(told["applies_to"]),
        severity=Severity(told["severity"]),
        minor_when=told.get("minor_when", ""),
        evidence_kinds=tuple(told.get("evidence_kinds", ())),
        needs=_conditions(told, "needs"),
        waived=_conditions(told, "waived"),
        also=_conditions(told, "also"),
        new_entrant=told.get("new_entrant", ""),
        subcontractor=told.get("subcontractor", ""),
        always_in_surveillance=bool(told.get("always_in_surveillance")),
        change=told.get("change", "none"),
        delta=told.get("delta", ""),
        provisional=tuple(told.get("provisional", ())),
    )


def _conditions(told: Mapping[str, Any], name: str) -> tuple[Condition, ...]:
    return tuple(Condition(one["when"], one["text"]) for one in told.get(name, ()))
