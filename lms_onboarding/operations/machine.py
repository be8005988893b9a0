"""The machine's own time: workers beat and backups are made in it, whatever day a demonstration simulates."""

from datetime import datetime

from django.utils import timezone


def machine_time() -> datetime:
    """The present instant, aware, in UTC. For operating only: the product reads `common.clock.now()`."""
    return timezone.now()
