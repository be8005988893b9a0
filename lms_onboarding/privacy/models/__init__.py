"""What this room keeps: one noun per file."""

from .erasure import Erasure, ErasureQuerySet
from .hold import LegalHold, LegalHoldQuerySet
from .request import DataRequest, DataRequestQuerySet
from .retention import RetentionSettings

__all__ = [
    "DataRequest",
    "DataRequestQuerySet",
    "Erasure",
    "ErasureQuerySet",
    "LegalHold",
    "LegalHoldQuerySet",
    "RetentionSettings",
]
