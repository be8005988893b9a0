"""What the three screens of an import say: sentences and rows, ready for the templates."""

from .preview import preview_page, session_choices
from .result import result_page

__all__ = ["preview_page", "result_page", "session_choices"]
