"""What other rooms, tasks and commands may ask of the courses."""

from .help_review import help_to_review, still_due, sweep
from .programme import programme_of
from .site import ensure_catalogue, ensure_site
from .starter import Loaded, load_starter_content, name_menus

__all__ = [
    "Loaded",
    "ensure_catalogue",
    "ensure_site",
    "help_to_review",
    "load_starter_content",
    "name_menus",
    "programme_of",
    "still_due",
    "sweep",
]
