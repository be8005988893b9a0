"""Framework signals: the table that rate limits count in appears with the first migration, by no other command."""

from typing import Any

from django.conf import settings
from django.core.management import call_command


def make_cache_table(using: str, **_kwargs: Any) -> None:
    """Connected to post_migrate; does nothing when the cache lives elsewhere, or when the table is there."""
    if any(cache["BACKEND"].endswith("DatabaseCache") for cache in settings.CACHES.values()):
        call_command("createcachetable", database=using, verbosity=0)
