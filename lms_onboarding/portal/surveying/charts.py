"""Charts as the page writes them in SVG: numbers on every bar, a whole sentence for who does not see. Pure.

No viewBox: abscissas are in percent and heights in pixels, so that text keeps its real size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lms_onboarding.common import french
from lms_onboarding.offboarding.services import Bar, Figure

FOOT: Final = 96  # where columns stand, in pixels
TALLEST: Final = 72
ROW: Final = 48
PAIR: Final = 84
WIDEST: Final = 78.0  # percent: the number needs room after the bar


@dataclass(frozen=True)
class Column:
    """`x`, `width`, `middle` in percent as SVG writes them; `y`, `height`, `above` in pixels."""

    x: str
    width: str
    middle: str
    y: int
    height: int
    above: int
    count: int
    label: str


@dataclass(frozen=True)
class Line:
    """A bar lying down: its words above it, its number after it."""

    label: str
    text_y: int
    y: int
    count_y: int
    width: str
    after: str
    count: str
    ghost_y: int = 0
    ghost_text_y: int = 0
    ghost_width: str = ""
    ghost_after: str = ""
    ghost_count: str = ""


@dataclass(frozen=True)
class Chart:
    """`words` is read instead of the drawing."""

    words: str
    height: int
    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()


def chart_of(figure: Figure) -> Chart:
    """Columns for a scale, lines for answers in words."""
    words = said(figure.wording, figure.bars)
    if figure.is_scale and all(bar.label.isdigit() for bar in figure.bars):
        return Chart(words, 120, columns=_columns(figure.bars))
    return Chart(words, ROW * len(figure.bars), lines=_lines(figure.bars))


def compared_chart(figure: Figure) -> Chart:
    """Before in outline, now filled; the length is the share of each group."""
    before = figure.before
    if before is None:
        raise ValueError(f"{figure.question} is compared to nothing")  # the page asks only for those that are
    was = {bar.label: bar.count for bar in before.bars}
    lines = tuple(_pair(rank, bar, figure.n, was.get(bar.label, 0), before.n) for rank, bar in enumerate(figure.bars))
    told = [f"{line.label} : {line.ghost_count} avant, {line.count} maintenant" for line in lines]
    return Chart(f"{figure.wording} {'. '.join(told)}.", PAIR * len(lines), lines=lines)


def said(wording: str, bars: Sequence[Bar]) -> str:
    """« Satisfaction globale : 1 réponse à 3, 2 à 4, 4 à 5. »"""
    kept = [bar for bar in bars if bar.count]
    if not kept:
        return f"{wording} Aucune réponse."
    preposition = "à" if kept[0].degree is not None else "pour"
    first, *others = kept
    noun = "réponse" if first.count == 1 else "réponses"
    parts = [f"{first.count} {noun} {preposition} {first.label}"]
    parts += [f"{bar.count} {preposition} {bar.label}" for bar in others]
    return f"{wording} {french.listing(parts)}."


def _columns(bars: Sequence[Bar]) -> tuple[Column, ...]:
    step, highest = 100 / len(bars), max((bar.count for bar in bars), default=0)
    return tuple(_column(bar, rank, step, highest) for rank, bar in enumerate(bars))


def _column(bar: Bar, rank: int, step: float, highest: int) -> Column:
    height = max(round(TALLEST * bar.count / highest), 3) if bar.count else 2
    return Column(
        x=_percent(step * (rank + 0.15)),
        width=_percent(step * 0.7),
        middle=_percent(step * (rank + 0.5)),
        y=FOOT - height,
        height=height,
        above=FOOT - height - 8,
        count=bar.count,
        label=bar.label,
    )


def _lines(bars: Sequence[Bar]) -> tuple[Line, ...]:
    highest = max((bar.count for bar in bars), default=0)
    return tuple(
        Line(
            label=bar.label,
            text_y=ROW * rank + 14,
            y=ROW * rank + 22,
            count_y=ROW * rank + 35,
            width=_percent(WIDEST * bar.count / highest) if bar.count else "",
            after=_percent(WIDEST * bar.count / highest + 1.5) if bar.count else "0%",
            count=str(bar.count),
        )
        for rank, bar in enumerate(bars)
    )


def _pair(rank: int, bar: Bar, n: int, was: int, before: int) -> Line:
    now, then = (WIDEST * count / total if total else 0.0 for count, total in ((bar.count, n), (was, before)))
    top = PAIR * rank
    return Line(
        label=bar.label,
        text_y=top + 14,
        y=top + 45,
        count_y=top + 58,
        width=_percent(now) if bar.count else "",
        after=_percent(now + 1.5) if bar.count else "0%",
        count=f"{bar.count} sur {n}",
        ghost_y=top + 24,
        ghost_text_y=top + 37,
        ghost_width=_percent(then) if was else "",
        ghost_after=_percent(then + 1.5) if was else "0%",
        ghost_count=f"{was} sur {before}",
    )


def _percent(value: float) -> str:
    return f"{value:.1f}%"
