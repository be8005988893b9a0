"""The typed blocks authors compose with; each has its template in `lmso_courses/blocks/`."""

from .body import HomeBody, LessonBody
from .checklist import ChecklistGroups
from .lists import HelpChecks, SkillList, TermList
from .prose import ProseBlock

__all__ = ["ChecklistGroups", "HelpChecks", "HomeBody", "LessonBody", "ProseBlock", "SkillList", "TermList"]
