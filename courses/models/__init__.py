"""The training offer and the help, as pages."""

from .catalogue import CataloguePage
from .course import CourseObjective, CoursePage, CourseSequence
from .help import HelpArticlePage, HelpIndexPage, HelpLesson
from .home import HomePage
from .lesson import LessonPage
from .menus import MenuLabel, MenuSettings
from .micro_course import MicroCourseIndexPage, MicroCoursePage, Shelf
from .reference import ChecklistPage, GlossaryPage
from .starter import StarterPage

__all__ = [
    "CataloguePage",
    "ChecklistPage",
    "CourseObjective",
    "CoursePage",
    "CourseSequence",
    "GlossaryPage",
    "HelpArticlePage",
    "HelpIndexPage",
    "HelpLesson",
    "HomePage",
    "LessonPage",
    "MenuLabel",
    "MenuSettings",
    "MicroCourseIndexPage",
    "MicroCoursePage",
    "Shelf",
    "StarterPage",
]
