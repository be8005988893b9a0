"""What learners do: lessons, questions, real actions, calls for help, days of activity."""

from .activity import ActivityImport, ActivitySource, DailyActivity, ImportedLine
from .lesson import ActionDone, CheckAttempt, LessonProgress
from .stuck import StuckReport

__all__ = [
    "ActionDone",
    "ActivityImport",
    "ActivitySource",
    "CheckAttempt",
    "DailyActivity",
    "ImportedLine",
    "LessonProgress",
    "StuckReport",
]
