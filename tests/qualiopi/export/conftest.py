"""An export written through the command's own service, and what is inside."""

from tests.qualiopi.coverage.conftest import session

__all__ = ["session"]
