"""What is missing, the gravest first, then the latest: each with who owes it and by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lms_onboarding.people.models import Person, ProviderSettings
from qualiopi.indicators.kinds import Kind, Owner
from qualiopi.referential import Grid, Severity

from .expecting import Unit
from .matrix import Matrix

GRAVITY = {True: "majeure seule", False: "mineure ou majeure"}


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Some units of one kind that one session owes. `major_only`: an auditor can grade it no lower."""

    kind: Kind
    session: int
    session_code: str
    session_title: str
    units: tuple[Unit, ...]
    flaws: tuple[str, ...]
    due: datetime
    indicators: tuple[int, ...]
    major_only: bool
    owner_id: int | None
    owner: str

    @property
    def title(self) -> str:
        return self.kind.title if len(self.units) == 1 else self.kind.plural

    @property
    def severity(self) -> str:
        return GRAVITY[self.major_only]


def gaps_of(matrix: Matrix, organisation: ProviderSettings) -> list[Gap]:
    """Everything missing that an applicable indicator asks for. One query, for the names of those who owe."""
    owed = []
    for lack in matrix.lacks:
        group = matrix.frame.groups[lack.session]
        asked = tuple(
            number for number in lack.kind.first if (cell := matrix.cells[group.pk].get(number)) and cell.count.due
        )
        if asked:
            owed.append((lack, group, asked, owner_of(lack.kind.owner, group.trainers, group.referent, organisation)))
    names = names_of({owner for *_rest, owner in owed if owner})
    found = [
        Gap(
            kind=lack.kind,
            session=group.pk,
            session_code=group.code,
            session_title=group.title,
            units=lack.units,
            flaws=lack.flaws,
            due=lack.due,
            indicators=asked,
            major_only=is_major_only(matrix.grid, asked),
            owner_id=owner,
            owner=names.get(owner, organisation.name) if owner else organisation.name,
        )
        for lack, group, asked, owner in owed
    ]
    return sorted(found, key=lambda gap: (not gap.major_only, gap.due, gap.session, gap.kind.id))


def is_major_only(grid: Grid, indicators: tuple[int, ...]) -> bool:
    return any(grid.indicators[number].severity is Severity.MAJOR_ONLY for number in indicators)


def owner_of(
    owner: Owner, trainers: tuple[int, ...], referent: int | None, organisation: ProviderSettings
) -> int | None:
    """The person who owes what a role owes in a session that these trainers run."""
    referent = referent or organisation.pedagogical_referent_id
    match owner:
        case Owner.TRAINER:
            return trainers[0] if trainers else referent
        case Owner.REFERENT:
            return referent
        case Owner.ADMINISTRATION:
            return organisation.administrative_referent_id or referent
        case _:
            return organisation.administrative_referent_id or organisation.pedagogical_referent_id


def names_of(ids: set[int]) -> Mapping[int, str]:
    """Full names by id. One query."""
    rows = Person.objects.filter(pk__in=ids).values_list("pk", "first_name", "last_name")
    return {pk: f"{first} {last}".strip() for pk, first, last in rows}
