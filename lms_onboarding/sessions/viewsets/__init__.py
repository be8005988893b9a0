"""Sessions in the Wagtail administration."""

from .listing import SessionChooserViewSet, SessionViewSet

__all__ = ["SessionChooserViewSet", "SessionViewSet"]
