"""The simulated time of the demonstration: it goes on from the last day played."""

from datetime import datetime

from django.utils import timezone

from .models import DemoState


def now() -> datetime:
    """Simulated time, running on since it was set; the real time while no demonstration exists."""
    real = timezone.now()
    state = DemoState.objects.values_list("simulated_now", "real_now").first()
    return state[0] + (real - state[1]) if state else real
