"""What every part of an export reads, read once."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms_onboarding.people.models import ProviderSettings
from qualiopi.coverage.gaps import Gap, gaps_of
from qualiopi.coverage.house import House, house_gaps, house_of
from qualiopi.coverage.matrix import Matrix, matrix_of
from qualiopi.referential import Grid, grid_at

from .naming import pseudonyms
from .selecting import Sample, Wanted, sample_of


@dataclass(frozen=True)
class Context:
    """What every part of an export reads."""

    wanted: Wanted
    organisation: ProviderSettings
    grid: Grid
    sample: Sample
    matrix: Matrix
    house: House
    gaps: list[Gap]
    learners: Mapping[int, str]
    """Pseudonym of each enrolment."""
    author: str


def context_of(wanted: Wanted, organisation: ProviderSettings, author: str) -> Context:
    """Read the sample and its matrix. Raises NothingToExport, NoGridAt."""
    grid, sample = grid_at(wanted.audit), sample_of(wanted, organisation)
    matrix = matrix_of(
        sample.sessions,
        organisation,
        grid,
        indicators=grid.indicators,
        as_of=wanted.as_of,
        people=frozenset(wanted.people),
    )
    people = {learner.pk: learner.person for group in matrix.frame.groups.values() for learner in group.learners}
    names = pseudonyms(people.values())
    learners = {enrolment: names[person] for enrolment, person in people.items()}
    house = house_of(organisation, grid, as_of=wanted.as_of)
    gaps = sorted(
        [*gaps_of(matrix, organisation), *house_gaps(house, organisation)],
        key=lambda gap: (not gap.major_only, gap.due, gap.session, gap.kind.id),
    )
    return Context(wanted, organisation, grid, sample, matrix, house, gaps, learners, author)
