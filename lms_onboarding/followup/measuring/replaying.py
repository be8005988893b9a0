"""Past first weeks through the very rules of the morning, unscaled: the same table, the same facts, nothing fitted."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lms_onboarding.followup.rules import Facts, score

from .ranking import Case, Ranking, rank
from .reading import PastDay, PastEnrolment

NO_LABEL: Final = "no_label"  # nobody can say whether they fell silent
NO_SOURCE: Final = "no_source"  # no activity of anybody arrived for the session: absent data, not a silent learner
_DIGITS: Final = 4


@dataclass(slots=True)
class Trace:
    """What one learner left up to the day of the replay."""

    active: set[int] = field(default_factory=set)
    before: set[int] = field(default_factory=set)
    opened: bool = False


def traces_of(days: Iterable[PastDay], *, until: int) -> dict[tuple[str, str], Trace]:
    """Days up to `until`, included. An active day has a click; content opened counts on any day."""
    found: dict[tuple[str, str], Trace] = defaultdict(Trace)
    for one in days:
        if one.day > until:
            continue
        trace = found[one.session, one.learner]
        if one.clicks >= 1:
            (trace.before if one.day < 0 else trace.active).add(one.day)
        if one.content_clicks >= 1:
            trace.opened = True
    return dict(found)


def points_of(trace: Trace, *, day: int) -> int | None:
    """What the rules would have said on that day."""
    return score(
        Facts(day=day, active_days=len(trace.active), visit_days=len(trace.before), content_opened=trace.opened)
    )


def evaluate(enrolments: Sequence[PastEnrolment], days: Iterable[PastDay], *, day: int) -> dict[str, Any]:
    """The figures, as `evaluate_followup --json` prints them."""
    traces = traces_of(days, until=day)
    alive = {session for session, _learner in traces}
    excluded: Counter[str] = Counter()
    cases: dict[str, list[Case]] = {}
    for one in enrolments:
        if one.silent is None:
            excluded[NO_LABEL] += 1
        elif one.session not in alive:
            excluded[NO_SOURCE] += 1
        else:
            points = points_of(traces.get((one.session, one.learner), Trace()), day=day)
            if points is None:  # cannot be: all three signals have their chance here
                msg = f"no points for {one}"
                raise AssertionError(msg)
            cases.setdefault(one.session, []).append(Case(points, one.silent))
    return {
        "day": day,
        "pooled": as_json(rank([case for many in cases.values() for case in many])),
        "sessions": {name: as_json(rank(many)) for name, many in sorted(cases.items())},
        "excluded": dict(excluded),
    }


def as_json(ranking: Ranking) -> dict[str, Any]:
    return {
        "n": ranking.n,
        "positives": ranking.positives,
        "auc": _rounded(ranking.auc),
        "auc_95": None if ranking.interval is None else [_rounded(bound) for bound in ranking.interval],
        "at": {
            str(share): {"precision": _rounded(top.precision), "recall": _rounded(top.recall)}
            for share, top in ranking.at.items()
        },
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
