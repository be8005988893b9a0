"""Sessions drawn as an auditor would: one of each kind of action before a second of any. Seeded: it can be redone."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lms_onboarding.sessions.enums import Modality
from qualiopi.indicators.frame import Group

MODALITIES = {"onsite": "en présentiel", "remote": "entièrement à distance", "blended": "mixte"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A session and why it is in the sample."""

    session: int
    why: str


def draw(groups: Sequence[Group], *, size: int, seed: str) -> list[Drawn]:
    """`size` sessions at most, stratified by modality, length, certification, who runs them and where; the same seed
    draws the same ones."""
    chance = random.Random(f"{seed}/{size}")  # noqa: S311  a seed that is told is the point: the draw can be redone
    strata: dict[tuple[str, ...], list[Group]] = defaultdict(list)
    for group in sorted(groups, key=lambda one: one.pk):
        strata[_stratum(group)].append(group)
    for members in strata.values():
        chance.shuffle(members)
    order = sorted(strata)
    chance.shuffle(order)
    drawn: list[Drawn] = []
    for turn in range(max((len(members) for members in strata.values()), default=0)):
        for stratum in order:
            if turn < len(strata[stratum]) and len(drawn) < size:
                drawn.append(Drawn(strata[stratum][turn].pk, ", ".join(stratum)))
    return drawn


def _stratum(group: Group) -> tuple[str, ...]:
    long = "plus de deux jours" if group.hours > 14 else "deux jours au plus"
    leads = ("mène à une certification",) if group.certification.strip() else ()
    given = ("sous-traitée",) if group.subcontracted else ()
    site = " ".join(group.site.split()).casefold()
    place = (f"à {site.title()}",) if site and group.modality != Modality.REMOTE else ()
    return (MODALITIES.get(group.modality, group.modality), long, *leads, *given, *place)
