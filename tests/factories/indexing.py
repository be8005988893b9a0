"""Pages that no test searches: writing their indexes costs two thirds of making them."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from wagtail.signal_handlers import disable_reference_index_auto_update


@contextmanager
def unindexed() -> Iterator[None]:
    """Pages saved within it are neither in the index of the search nor in that of references."""
    with disable_reference_index_auto_update(), patch("modelsearch.signal_handlers.insert_or_update_object_task"):
        yield
