"""From counts to what a page draws: one figure per question, never without its number of answers. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from lms_onboarding.surveys.enums import Kind
from lms_onboarding.surveys.services import MIN_GROUP, CountedVersion, Counts, Given, Nps, Question, nps

# Under ten answers a mean or a score says more than it knows: the number on each bar says enough.
SMALL: Final = 10
CAUTIOUS_UNDER: Final = 30
# About one person: nothing is drawn before five answers hide in each other.
ABOUT_ONE_PERSON: Final = frozenset({"hot_trainer"})
_VARIABLE: Final = re.compile(r"\{\{ *\w+ *\}\}")


@dataclass(frozen=True)
class Bar:
    """One answer and how many gave it. `degree` is None for a choice in words."""

    label: str
    count: int
    degree: int | None = None


@dataclass(frozen=True)
class Figure:
    """One question. `n` counts people, `apart` those who chose an answer off the scale; several choices make more
    bars than people. `version` is 0 for the wording in force, else the number of the version that differs."""

    questionnaire: str
    question: str
    wording: str
    kind: Kind
    bars: tuple[Bar, ...]
    n: int
    apart: int = 0
    apart_label: str = ""
    ends: tuple[str, str] = ("", "")
    mean: Decimal | None = None
    nps: Nps | None = None
    withheld: bool = False
    version: int = 0
    before: "Figure | None" = None

    @property
    def is_small(self) -> bool:
        return self.n < SMALL

    @property
    def is_scale(self) -> bool:
        return self.kind in (Kind.RATING, Kind.NPS)

    @property
    def comparison_is_small(self) -> bool:
        """Whether one of the two groups is too small for their difference to prove anything."""
        return self.before is not None and min(self.n, self.before.n) < CAUTIOUS_UNDER


def figures_of(counts: Counts, questionnaire: str) -> tuple[Figure, ...]:
    """One figure per question that is not a text, in the order of the last version.

    Versions that put the same question with the same answers are counted together; the others come after, with their
    number.
    """
    versions = sorted(
        ((pk, one) for pk, one in counts.versions.items() if one.questionnaire == questionnaire),
        key=lambda pair: -pair[1].number,
    )
    if not versions:
        return ()
    merged = _merged(versions, counts)
    current = versions[0][1].number
    order = {one.key: rank for rank, one in enumerate(versions[0][1].form.questions)}
    found = [
        _figure(questionnaire, question, given, 0 if number == current else number)
        for question, number, given in merged
        if given or number == current
    ]
    return tuple(sorted(found, key=lambda one: (one.version, order.get(one.question, len(order)))))


def _merged(
    versions: Iterable[tuple[int, CountedVersion]], counts: Counts
) -> list[tuple[Question, int, dict[Given, int]]]:
    """Each distinct question, the last version that puts it, and how often each answer was given."""
    known: dict[object, tuple[Question, int, dict[Given, int]]] = {}
    for pk, version in versions:
        for question in version.form.questions:
            if question.kind is Kind.TEXT or question.restricted:
                continue
            _question, _number, given = known.setdefault(_identity(question), (question, version.number, {}))
            for field, answers in counts.given.items():
                if field[0] == pk and field[1].partition("/")[0] == question.key:
                    for answer, count in answers.items():
                        given[answer] = given.get(answer, 0) + count
    return list(known.values())


def _identity(question: Question) -> object:
    """What must be the same for two answers to be counted together."""
    return question.key, question.kind, question.wording, question.scale, question.choices


def _figure(questionnaire: str, question: Question, given: Mapping[Given, int], version: int) -> Figure:
    apart = given.get("na", 0)
    answers = {answer: count for answer, count in given.items() if answer != "na"}
    base = Figure(
        questionnaire=questionnaire,
        question=question.key,
        wording=_VARIABLE.sub("…", question.wording),
        kind=question.kind,
        bars=_bars(question, answers),
        n=sum(answers.values()),
        apart=apart,
        apart_label=question.na,
        version=version,
    )
    if question.key in ABOUT_ONE_PERSON and 0 < base.n < MIN_GROUP:
        return replace(base, bars=(), withheld=True)
    scale = question.scale
    if scale is None:
        return base
    return replace(
        base,
        ends=(scale.low, scale.high),
        mean=_mean(answers, base.n) if question.kind is Kind.RATING and not base.is_small else None,
        nps=_nps(answers) if question.kind is Kind.NPS and not base.is_small else None,
    )


def _bars(question: Question, answers: Mapping[Given, int]) -> tuple[Bar, ...]:
    if question.scale is not None:
        labels = question.scale.labels
        return tuple(
            Bar(labels[rank] if labels else str(degree), answers.get(degree, 0), degree)
            for rank, degree in enumerate(question.scale.degrees)
        )
    counted = {choice.key: 0 for choice in question.choices}
    for answer, count in answers.items():
        for one in answer if isinstance(answer, tuple) else (str(answer),):
            counted[one] = counted.get(one, 0) + count
    labels_of = {choice.key: choice.label for choice in question.choices}
    return tuple(Bar(labels_of.get(key, key), count) for key, count in counted.items())


def _mean(answers: Mapping[Given, int], n: int) -> Decimal:
    total = sum(answer * count for answer, count in answers.items() if isinstance(answer, int))
    return (Decimal(total) / n).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _nps(answers: Mapping[Given, int]) -> Nps | None:
    return nps(answer for answer, count in answers.items() for _one in range(count))


def compared(now: Iterable[Figure], before: Iterable[Figure], *, least: int = 1) -> tuple[Figure, ...]:
    """Each figure with that of the other period, when it is the same question and both have `least` answers."""
    earlier = {one.question: one for one in before if one.version == 0 and one.n >= least and not one.withheld}
    return tuple(
        replace(one, before=earlier[one.question])
        if one.question in earlier and one.version == 0 and one.n >= least and not one.withheld
        else one
        for one in now
    )
