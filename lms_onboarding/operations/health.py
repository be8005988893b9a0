"""Whether this process can serve: each thing it leans on, asked for real, in a sentence that says how to mend it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from .models import Heartbeat

# Two missed turns of the slowest urgent sweep (five minutes) are an outage, one is a busy machine.
LATEST: Final = timedelta(minutes=10)
_PROBE: Final = "readiness-probe"


@dataclass(frozen=True)
class Check:
    """`name` is for machines; `remedy` is empty when all is well; `age` is in seconds, where one is known."""

    name: str
    remedy: str = ""
    age: int | None = None

    @property
    def ok(self) -> bool:
        return not self.remedy


def checks(*, broker: Callable[[], None], now: datetime) -> Iterator[Check]:
    """Database, broker, storage and calendar, in this order. `broker` raises when nothing answers."""
    yield (database := _database())
    yield _broker(broker)
    yield _storage()
    if database.ok:
        yield _calendar(now)


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Check("database", _("La base de données ne répond pas : vérifiez le serveur et DATABASE_URL."))
    return Check("database")


def _broker(reach: Callable[[], None]) -> Check:
    try:
        reach()
    except Exception:  # noqa: BLE001  each broker has its own errors, and any of them means the same here
        return Check("broker", _("La file de messages ne répond pas : vérifiez le serveur et CELERY_BROKER_URL."))
    return Check("broker")


def _storage() -> Check:
    try:
        storages["issued"].exists(_PROBE)
    except Exception:  # noqa: BLE001  a folder, S3, another: each has its own errors
        return Check("storage", _("Le stockage des documents ne répond pas : vérifiez DATA_DIR ou les accès S3."))
    return Check("storage")


def _calendar(now: datetime) -> Check:
    last = Heartbeat.objects.order_by("-ended_at").values_list("ended_at", flat=True).first()
    if last is None:
        return Check("calendar", _("Aucune tâche n’a encore tourné : démarrez un worker et le calendrier (beat)."))
    age = int((now - last).total_seconds())
    if now - last > LATEST:
        return Check("calendar", _("Plus aucune tâche ne tourne : vérifiez le worker et le calendrier (beat)."), age)
    return Check("calendar", age=age)
