"""One measure: a value, the bare floor measured in the same run, and the limit their ratio must keep."""

import json
import resource
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

Made = TypeVar("Made")


@dataclass(frozen=True)
class Measure:
    """`ratio` = value / floor, or value / bar when there is no floor (then `limit` is 1). Memory in megabytes."""

    name: str
    value: float
    unit: str
    floor: float | None
    ratio: float
    limit: float
    peak_rss_mb: float

    @property
    def holds(self) -> bool:
        return self.ratio <= self.limit


def against_floor(name: str, *, value: float, floor: float, limit: float, unit: str = "s") -> Measure:
    """Both sides measured in the same run."""
    return Measure(name, round(value, 4), unit, round(floor, 4), round(value / floor, 3), limit, peak_rss_mb())


def against_bar(name: str, *, value: float, bar: float, unit: str) -> Measure:
    """An absolute bar: megabytes, queries."""
    return Measure(name, round(value, 3), unit, None, round(value / bar, 3), 1, peak_rss_mb())


def peak_rss_mb() -> float:
    """The highest resident memory of this process so far; each benchmark runs in a process of its own."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def timed(work: Callable[[], Made]) -> tuple[float, Made]:
    """Seconds of wall clock, and what the work gives."""
    start = perf_counter()
    made = work()
    return perf_counter() - start, made


@dataclass
class Stopwatch:
    """Seconds of wall clock, and of the processor in this process, over several turns."""

    wall: float = 0
    cpu: float = 0

    def time(self, work: Callable[[], Made]) -> Made:
        wall, cpu = perf_counter(), process_time()
        made = work()
        self.wall, self.cpu = self.wall + perf_counter() - wall, self.cpu + process_time() - cpu
        return made

    def __str__(self) -> str:
        return f"{self.wall:.1f} s ({self.cpu:.1f} of processor)"


def table(measures: Iterable[Measure]) -> str:
    """What `make bench` prints."""
    head = f"{'name':<28}{'value':>12} {'unit':<8}{'floor':>10}{'ratio':>8}{'limit':>7}{'peak MB':>9}"
    rows = [
        f"{one.name:<28}{one.value:>12} {one.unit:<8}{one.floor if one.floor is not None else '–':>10}"
        f"{one.ratio:>8}{one.limit:>7}{one.peak_rss_mb:>9}  {'' if one.holds else '← over the limit'}"
        for one in measures
    ]
    return "\n".join([head, "-" * len(head), *rows])


def hand_over(measures: Iterable[Measure], path: Path) -> None:
    """Write measures where the parent process, or a reader of `var/bench.json`, expects them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(one) for one in measures], indent=2) + "\n")


def read_back(path: Path) -> list[Measure]:
    return [Measure(**one) for one in json.loads(path.read_text())]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
