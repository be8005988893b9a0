"""When a learner needs a sign from somebody: plain decisions, no database, no clock (docs/first-week.md)."""

from .assessing import Assessment, Found, assess
from .facts import Facts
from .points import active_days_points, content_points, scaled, score, visit_points
from .thresholds import DEFAULTS, RULES_VERSION, Thresholds
from .windows import WEEKS, expected_days, had_time_to_visit, is_short

__all__ = [
    "DEFAULTS",
    "RULES_VERSION",
    "WEEKS",
    "Assessment",
    "Facts",
    "Found",
    "Thresholds",
    "active_days_points",
    "assess",
    "content_points",
    "expected_days",
    "had_time_to_visit",
    "is_short",
    "scaled",
    "score",
    "visit_points",
]
