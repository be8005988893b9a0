"""Preparing the evidence files that were asked for: one at a time, told as it goes, continued after a stop.

A preparation belongs to who claimed it, for as long as it is heard of. A turn that lasts too long pauses and the next
one goes on; a worker that was killed is no longer heard of, and another begins again: there is one file at the end.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lms_onboarding.documents.services import SealUnusable
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.services import provider
from qualiopi.referential import NoGridAt

from .dossier import Summary, write_export
from .mails import announce
from .models import Export, ExportState, Step
from .selecting import NothingToExport, Wanted
from .verifying import verify_export
from .zipping import Paused, discard

LEASE: Final = timedelta(minutes=6)  # longer than a task may last
TURN: Final = 180.0  # seconds of one turn: a task is stopped at four minutes
SAID: Final = 1.0  # seconds between two words on how far it is
KEPT: Final = timedelta(days=30)
TRIES: Final = 4
CHUNK: Final = 1 << 20


class Lost(Exception):
    """Somebody stopped it, or another worker has it."""


class _Ready(File[bytes]):
    """A finished file, that a folder takes by renaming it."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def prepare_next(*, clock: Callable[[], datetime], turn: float = TURN) -> Export | None:
    """One turn of the oldest preparation that nobody has. None when there is nothing to do."""
    export = _claim(clock())
    if export is None:
        return None
    path = _drafts() / f"dossier-{export.pk}.zip"
    try:
        _turn(export, path, _Pace(export, clock, turn))
    except Paused:
        _mine(export).update(lease_until=None, claim="", tries=0)
    except Lost:
        if not Export.objects.unfinished().filter(pk=export.pk).exists():
            discard(path)
    except (NothingToExport, NoGridAt, SealUnusable) as refusal:
        _fail(export, path, str(refusal), now=clock())
    except OSError as error:
        said = _("Le dossier ne s’écrit pas (%(why)s). Libérez de la place sur le disque, puis redemandez-le.")
        _fail(export, path, said % {"why": error.strerror or error}, now=clock())
    return Export.objects.get(pk=export.pk)


def expire(*, now: datetime) -> int:
    """Erase the files kept long enough; what was made, when and for whom stays in the record."""
    gone = list(Export.objects.filter(state=ExportState.READY, expires_at__lte=now))
    for one in gone:
        storages["exports"].delete(one.file)
        with transaction.atomic():
            if Export.objects.filter(pk=one.pk, state=ExportState.READY).update(state=ExportState.EXPIRED, file=""):
                record(Fact("export.expired", one.key, now), now=now)
    return len(gone)


@dataclass
class _Pace:
    """Tells how far a preparation is, keeps it ours, and says when the turn is over."""

    export: Export
    clock: Callable[[], datetime]
    turn: float
    told: float = float("-inf")
    step: str = ""

    def __post_init__(self) -> None:
        self.since = perf_counter()

    def __call__(self, step: Step, done: int, of: int) -> None:
        moment = perf_counter()
        if step != self.step or moment - self.told >= SAID:
            self.step, self.told = step, moment
            values: dict[str, Any] = {"step": step, "done": done, "expected": of}
            if not _mine(self.export).update(**values, lease_until=self.clock() + LEASE):
                raise Lost
        if step in (Step.COPY, Step.INDEX) and moment - self.since > self.turn:
            raise Paused


def _turn(export: Export, path: Path, pace: _Pace) -> None:
    wanted = Wanted.from_json(export.wanted)
    summary = write_export(wanted, provider(), path, author=export.asked_name, progress=pace)
    pace(Step.CHECK, summary.pieces, summary.pieces)
    if not verify_export(path).holds:  # written by two workers, or a disk that lies
        path.unlink()
        raise OSError(0, _("la relecture n’y retrouve pas les empreintes"))
    _finish(export, path, summary, now=pace.clock())


def _claim(now: datetime) -> Export | None:
    """The oldest due one, taken for us alone; one that was taken too often without ending is given up."""
    for one in Export.objects.due(now).order_by("asked_at", "pk"):
        token = uuid4().hex
        taken = (
            Export.objects.due(now)
            .filter(pk=one.pk)
            .update(claim=token, lease_until=now + LEASE, state=ExportState.RUNNING, tries=F("tries") + 1)
        )
        if not taken:
            continue
        one.refresh_from_db()
        if one.tries <= TRIES:
            return one
        said = _(
            "La préparation s’est arrêtée plusieurs fois sans finir. Réduisez l’échantillon, ou lisez le journal."
        )
        _fail(one, _drafts() / f"dossier-{one.pk}.zip", said, now=now)
    return None


def _mine(export: Export) -> Any:
    return Export.objects.filter(pk=export.pk, claim=export.claim, state=ExportState.RUNNING)


def _finish(export: Export, path: Path, summary: Summary, *, now: datetime) -> None:
    digest, size = _digest(path), path.stat().st_size
    with path.open("rb") as file:
        name = storages["exports"].save(f"{export.pk}-{digest[:16]}.zip", _Ready(file, name=str(path)))
    path.unlink(missing_ok=True)
    with transaction.atomic():
        made = _mine(export).update(
            state=ExportState.READY,
            claim="",
            lease_until=None,
            finished_at=now,
            expires_at=now + KEPT,
            file=name,
            size=size,
            sha256=digest,
            pieces=summary.pieces,
            gaps=summary.gaps,
            sessions=summary.sessions,
            unreadable=summary.unreadable,
            done=summary.pieces,
            expected=summary.pieces,
        )
        if not made:
            storages["exports"].delete(name)
            raise Lost
        ready = Export.objects.get(pk=export.pk)
        record(Fact("export.ready", export.key, now, codes={"sha256": digest, "pieces": summary.pieces}), now=now)
        announce(ready, now=now)


def _fail(export: Export, path: Path, said: str, *, now: datetime) -> None:
    discard(path)
    with transaction.atomic():
        told = {
            "state": ExportState.FAILED,
            "failure": said[:400],
            "finished_at": now,
            "claim": "",
            "lease_until": None,
        }
        if _mine(export).update(**told):
            record(Fact("export.failed", export.key, now), now=now)


def _drafts() -> Path:
    folder = Path(settings.DATA_DIR) / "export-drafts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
