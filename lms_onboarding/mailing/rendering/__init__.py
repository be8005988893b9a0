"""Messages of `templates/emails/` to subject, plain text and HTML (format: docs/messages.md)."""

from .catalogue import Catalogue, catalogue
from .errors import InvalidMessageFile, MissingVariable, RenderingError, UnknownMessage, UnsafeAddress
from .rendered import Letter, Rendered, letter, render
from .values import as_markdown

__all__ = [
    "Catalogue",
    "InvalidMessageFile",
    "Letter",
    "MissingVariable",
    "Rendered",
    "RenderingError",
    "UnknownMessage",
    "UnsafeAddress",
    "as_markdown",
    "catalogue",
    "letter",
    "render",
]
