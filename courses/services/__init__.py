"""What other rooms, tasks and commands may ask of the courses."""

from courses.outline import Outline, Step, outline_of

from .badge_files import BadgeText, badge_texts
from .films import FilmFiles, Shown, show_film
from .help_review import help_to_review, still_due, sweep
from .programme import programme_of
from .scripts import VideoScript, video_scripts
from .shelves import Sibling, around, micro_courses_for, roles_served
from .site import ensure_catalogue, ensure_site
from .starter import Loaded, load_starter_content, name_menus

__all__ = [
    "BadgeText",
    "FilmFiles",
    "Loaded",
    "Outline",
    "Shown",
    "Sibling",
    "Step",
    "VideoScript",
    "around",
    "badge_texts",
    "ensure_catalogue",
    "ensure_site",
    "help_to_review",
    "load_starter_content",
    "micro_courses_for",
    "name_menus",
    "outline_of",
    "programme_of",
    "roles_served",
    "show_film",
    "still_due",
    "sweep",
    "video_scripts",
]
