"""How well points rank who falls silent: area under the ROC curve, its uncertainty, the top of the list."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

FEWEST_POSITIVES: Final = 20  # below, an area says nothing and none is given
SHARES: Final = (5, 10, 20)  # per cent of the learners, those with most points first
_Z: Final = 1.959963984540054  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Case:
    """One learner: the points, and whether they fell silent."""

    points: int
    positive: bool


@dataclass(frozen=True, slots=True)
class Top:
    """None: nobody to be among, or nobody to find."""

    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """`auc` and `interval` are None with too few learners of either kind."""

    n: int
    positives: int
    auc: float | None
    interval: tuple[float, float] | None
    at: dict[int, Top]


def rank(cases: Sequence[Case]) -> Ranking:
    """Everything there is to say of a list of learners."""
    positives = Counter(case.points for case in cases if case.positive)
    negatives = Counter(case.points for case in cases if not case.positive)
    area = interval = None
    if positives.total() >= FEWEST_POSITIVES and negatives.total() > 1:
        area, interval = delong(positives, negatives)
    top = {share: _top(positives, negatives, share) for share in SHARES}
    return Ranking(len(cases), positives.total(), area, interval, top)


def delong(positives: Counter[int], negatives: Counter[int]) -> tuple[float, tuple[float, float]]:
    """Area and 95 % interval, after DeLong, DeLong and Clarke-Pearson (1988), from how many have each score.

    A positive placed above a negative counts one, beside it one half. Learners with equal points have equal
    placements: the sums run over scores, not over pairs.
    """
    above = {points: _placed(points, negatives) for points in positives}
    below = {points: 1 - _placed(points, positives) for points in negatives}
    area = sum(above[points] * many for points, many in positives.items()) / positives.total()
    spread = _variance(above, positives, area) + _variance(below, negatives, area)
    reach = _Z * sqrt(spread)
    return area, (max(0.0, area - reach), min(1.0, area + reach))


def _placed(points: int, others: Counter[int]) -> float:
    """The share of the others below these points, those beside them counting half."""
    lower = sum(many for theirs, many in others.items() if theirs < points)
    return (lower + others[points] / 2) / others.total()


def _variance(placements: dict[int, float], counted: Counter[int], mean: float) -> float:
    total = counted.total()
    squares = sum(many * (placements[points] - mean) ** 2 for points, many in counted.items())
    return squares / (total - 1) / total


def _top(positives: Counter[int], negatives: Counter[int], share: int) -> Top:
    """The learners with most points, down to `share` per cent; those who tie at the border count in proportion."""
    wanted = (positives.total() + negatives.total()) * share / 100
    left, found = wanted, 0.0
    for points in _downwards(positives, negatives):
        group = positives[points] + negatives[points]
        taken = min(1.0, left / group)
        found += positives[points] * taken
        left -= group * taken
        if left <= 0:
            break
    return Top(
        precision=found / wanted if wanted else None,
        recall=found / positives.total() if positives else None,
    )


def _downwards(*counted: Counter[int]) -> Iterable[int]:
    return sorted({points for one in counted for points in one}, reverse=True)
