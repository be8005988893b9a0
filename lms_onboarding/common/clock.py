"""The one place where the product reads the time.

Only tasks, views and commands call it; services and QuerySets receive `now` or `today` as an argument.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.module_loading import import_string

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present instant, aware, in UTC.

    `settings.LMSO_CLOCK`, when set, is the dotted path of a callable without argument that returns an aware datetime:
    the demo lives on a simulated day. Raises ImproperlyConfigured when that path or what it returns is unusable.
    """
    path: str = getattr(settings, "LMSO_CLOCK", "") or ""
    if not path:
        return timezone.now()
    moment = _clock_at(path)()
    if timezone.is_naive(moment):
        msg = f"LMSO_CLOCK ({path}) returned a datetime without a time zone."
        raise ImproperlyConfigured(msg)
    return moment.astimezone(UTC)


@lru_cache(maxsize=8)
def _clock_at(path: str) -> Clock:
    try:
        clock: Clock = import_string(path)
    except ImportError as error:
        msg = f"LMSO_CLOCK ({path}) cannot be imported."
        raise ImproperlyConfigured(msg) from error
    return clock
