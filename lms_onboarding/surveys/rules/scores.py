"""Figures about answers. A figure never goes without its number of answers, and small groups have none."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from .form import Scale

MIN_GROUP: Final = 5  # below: no mean, no breakdown, no anonymous wording
CAUTIOUS_UNDER: Final = 30


@dataclass(frozen=True)
class Nps:
    """`score` from −100 to 100: promoters (9, 10) minus detractors (0 to 6), in percent of all answers."""

    score: int
    promoters: int
    passives: int
    detractors: int

    @property
    def count(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def cautious(self) -> bool:
        """Whether the numbers must be shown beside the score, which says little."""
        return self.count < CAUTIOUS_UNDER


def nps(values: Iterable[object]) -> Nps | None:
    """None without any answer from 0 to 10: no answer, no score."""
    scores = [value for value in values if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10]
    if not scores:
        return None
    promoters = sum(score >= 9 for score in scores)
    detractors = sum(score <= 6 for score in scores)
    score = Decimal(100 * (promoters - detractors)) / len(scores)
    return Nps(
        int(score.quantize(Decimal(1), ROUND_HALF_UP)), promoters, len(scores) - promoters - detractors, detractors
    )


def mean(values: Iterable[object], scale: Scale) -> Decimal | None:
    """To one decimal; None below MIN_GROUP answers on the scale: « not applicable » is no answer."""
    degrees = _on(scale, values)
    if len(degrees) < MIN_GROUP:
        return None
    return (Decimal(sum(degrees)) / len(degrees)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def tally(values: Iterable[object], scale: Scale) -> dict[int, int]:
    """How many answers at each degree, zeros included: what a histogram draws."""
    counts = Counter(_on(scale, values))
    return {degree: counts[degree] for degree in scale.degrees}


def _on(scale: Scale, values: Iterable[object]) -> Sequence[int]:
    return [
        value for value in values if isinstance(value, int) and not isinstance(value, bool) and value in scale.degrees
    ]
