"""A clean house lacks nothing; what is broken is missing, by its kind, its session and its person, and only that."""

import random
from collections.abc import Iterator

import pytest
from django.db import transaction

from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session
from qualiopi.coverage.gaps import gaps_of
from qualiopi.coverage.house import house_gaps, house_of
from qualiopi.coverage.matrix import matrix_of
from qualiopi.referential import grid

from .catalogue import ALL
from .clean import AS_OF, World, clean
from .plants import Kind, Unit

pytestmark = pytest.mark.django_db
TOGETHER = 7


def missing(house: ProviderSettings) -> set[Unit]:
    """Every unit of every gap, of the sessions and of the house."""
    version = grid("v10")
    matrix = matrix_of(Session.objects.all(), house, version, indicators=version.indicators, as_of=AS_OF)
    gaps = [*gaps_of(matrix, house), *house_gaps(house_of(house, version, as_of=AS_OF), house)]
    return {(gap.kind.id, gap.session, unit.enrolment or unit.half) for gap in gaps for unit in gap.units}


def combinations(seed: int) -> Iterator[list[Kind]]:
    """Every kind once, several at a time, none of them in the same place."""
    left = list(ALL)
    random.Random(seed).shuffle(left)  # noqa: S311  an order, not a secret
    while left:
        taken: list[Kind] = []
        for one in left:
            if len(taken) < TOGETHER and one.where not in {other.where for other in taken}:
                taken.append(one)
        left = [one for one in left if one not in taken]
        yield taken


def test_the_gaps_are_those_that_were_planted(provider: ProviderSettings) -> None:
    world = clean(provider)
    assert missing(provider) == set()
    assert len(ALL) >= 30
    for seed in (7, 21):
        for taken in combinations(seed):
            with transaction.atomic():
                planted = planted_in(world, taken)
                assert missing(ProviderSettings.load()) == planted, [one.name for one in taken]
                transaction.set_rollback(True)
    assert missing(ProviderSettings.load()) == set()


def planted_in(world: World, taken: list[Kind]) -> set[Unit]:
    found: set[Unit] = set()
    for one in taken:
        units = one.plant(world)
        assert not units & found, one.name
        found |= units
    return found
