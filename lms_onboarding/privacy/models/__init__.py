"""What this room keeps: one noun per file."""

from .request import DataRequest, DataRequestQuerySet
from .retention import RetentionSettings

__all__ = ["DataRequest", "DataRequestQuerySet", "RetentionSettings"]
