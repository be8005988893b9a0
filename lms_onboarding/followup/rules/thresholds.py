"""From which points on, how soon, how long: a provider changes them per course and per session."""

from dataclasses import dataclass
from typing import Final

# Raised at each change of the table, of the facts that suffice or of the scaling; kept with every case and signal.
RULES_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`score_from_day`: points of a session of weeks open nothing before it (day 3 is almost as good as day 7).

    `followed_days`: J+1 to J+14. `delay_days`: business days within which a case is taken up, or goes to the referent.
    """

    watch_from: int = 3
    contact_from: int = 6
    score_from_day: int = 3
    followed_days: int = 14
    delay_days: int = 1


DEFAULTS: Final = Thresholds()
