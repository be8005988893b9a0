"""What the three screens of an import say: sentences and rows, ready for the templates."""

from .preview import preview_page, session_choices
from .progress import progress_page
from .result import result_page
from .undone import undone_page

__all__ = ["preview_page", "progress_page", "result_page", "session_choices", "undone_page"]
