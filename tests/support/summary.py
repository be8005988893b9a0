"""The last section of a run: how many tests were skipped, and why, in words."""

import re
from collections import Counter
from collections.abc import Iterable

_PREFIX = re.compile(r"^Skipped: ")


def reasons(reports: Iterable[object]) -> Counter[str]:
    """Count of skipped reports per reason."""
    return Counter(_PREFIX.sub("", _reason(report)) for report in reports)


def _reason(report: object) -> str:
    representation = getattr(report, "longrepr", None)
    return str(representation[2]) if isinstance(representation, tuple) else str(representation)


def lines(counted: Counter[str]) -> list[str]:
    if not counted:
        return ["0 tests skipped: every tool was there"]
    head = f"{counted.total()} tests skipped"
    return [head, *(f"  {number} × {reason}" for reason, number in counted.most_common())]
