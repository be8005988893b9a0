"""The regulation as dated data: one file a version, read here and nowhere else. Adding a version is adding a file."""

from .applying import Answer, Profile, applicability
from .grids import Condition, Grid, Indicator, NoGridAt, Severity, UnknownGrid
from .loading import grid, grid_at, grids

__all__ = [
    "Answer",
    "Condition",
    "Grid",
    "Indicator",
    "NoGridAt",
    "Profile",
    "Severity",
    "UnknownGrid",
    "applicability",
    "grid",
    "grid_at",
    "grids",
]
