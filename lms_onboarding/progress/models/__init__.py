"""What learners do: lessons, questions, real actions, calls for help, days of activity, attendance."""

from .activity import ActivityImport, ActivitySource, DailyActivity, ImportedLine
from .assessment import Assessment
from .attendance import AttendanceMark, AttendanceSheet, AttendanceSignature, HumanHelp
from .lesson import ActionDone, CheckAttempt, LessonProgress
from .stuck import StuckReport

__all__ = [
    "ActionDone",
    "ActivityImport",
    "ActivitySource",
    "Assessment",
    "AttendanceMark",
    "AttendanceSheet",
    "AttendanceSignature",
    "CheckAttempt",
    "DailyActivity",
    "HumanHelp",
    "ImportedLine",
    "LessonProgress",
    "StuckReport",
]
