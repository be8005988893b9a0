"""An evidence file of 10,000 pieces of 50 kB, half documents, half mails, against zipping the same bytes barely.

The floor writes the same files, each read from a folder, as our archive writes them: documents as they are, the rest
deflated. To deflate all, as `zip -r` does, would double the floor and flatter us. It reads no database, hashes
nothing, draws no chronology, writes no index. Processor seconds, both sides warm and in turns, in the same run. The
peak is that of a process that only exports, the first time.
"""

import hashlib
import random
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, Final

from . import setting
from .measure import Measure, against_bar, against_floor, hand_over, peak_rss_mb, say, timed

PIECES: Final = 10_000
SIZE: Final = 50_000
LEARNERS: Final = 100
LIMIT: Final = 1.5
MEMORY_MB: Final = 250
ROUNDS: Final = 3


def main() -> None:
    learners = max(LEARNERS, setting.scaled(PIECES // 2))
    subprocess.run([sys.executable, "-m", "tests.benchmarks.export_zip", "fill", str(learners)], check=True)
    setting.start()
    hand_over(list(_measures()), setting.result_path())


def fill(learners: int) -> None:
    """Kits that left, with their convocation: one mail and one document of 50 kB each, none like another."""
    from lms_onboarding.documents.models import Blob, IssuedDocument  # noqa: PLC0415  Django must be set up first
    from lms_onboarding.enrolments.models import Enrolment  # noqa: PLC0415
    from lms_onboarding.mailing.models import OutgoingMail  # noqa: PLC0415
    from lms_onboarding.people.models import Person  # noqa: PLC0415
    from lms_onboarding.sessions.models import Session, SessionTrainer, Slot  # noqa: PLC0415
    from lms_onboarding.welcome.models import WelcomeKit  # noqa: PLC0415
    from tests.followup import traces  # noqa: PLC0415

    from .cloning import clones  # noqa: PLC0415
    from .evidence import KIT_LEFT, LONG_AGO, _first  # noqa: PLC0415

    first, count = _first(), learners // LEARNERS
    group = clones(Session, first.session_id, count, code="'BENCH-' || n")
    for model in (SessionTrainer, Slot):
        for row in model._default_manager.filter(session=first.session):
            clones(model, row.pk, count, session_id=f"{group} + n")
    address = "'bench' || n || '@exemple.fr'"
    people = clones(Person, first.person_id, learners, email=address, email_key=address)
    seat = f"{group} + (n + {LEARNERS - 1}) / {LEARNERS}"
    enrolments = clones(Enrolment, first.pk, learners, session_id=seat, person_id=f"{people} + n")
    kit = traces.kit(first, sent=KIT_LEFT)
    page = f"string_agg(md5(n || '-' || g), ' {_PHRASE} ')"
    words = f"(SELECT '<!DOCTYPE html>' || {page} FROM generate_series(1, {SIZE // 110}) g)"  # noqa: S608  our own
    mails = clones(
        OutgoingMail, kit.mail_id, learners, key="'kit/' || n", message_id="'<kit' || n || '@bench>'", html=words
    )
    blobs = Blob.objects.bulk_create([_kept(number, LONG_AGO) for number in range(learners)], batch_size=1000)
    papers = IssuedDocument.objects.bulk_create(
        [
            IssuedDocument(
                key=f"convocation/{number}",
                kind="convocation",
                number=f"C-{number}",
                about=f"enrolment/{enrolments + number + 1}",
                title="Convocation",
                filename="convocation.pdf",
                blob=blob,
                issued_at=KIT_LEFT,
            )
            for number, blob in enumerate(blobs)
        ],
        batch_size=1000,
    )
    one = {"enrolment_id": f"{enrolments} + n", "mail_id": f"{mails} + n"}
    clones(WelcomeKit, kit.pk, learners, **one, convocation_id=f"{papers[0].pk - 1} + n")
    Session.objects.filter(pk=first.session_id).update(cancelled_at=LONG_AGO)


_PHRASE: Final = "Votre session commence lundi, et voici ce qui vous attend le premier matin."


def _kept(number: int, at: Any) -> Any:
    """A document of 50 kB that does not compress, as those drawn do not, kept as the product keeps it."""
    from django.core.files.base import ContentFile  # noqa: PLC0415
    from django.core.files.storage import storages  # noqa: PLC0415

    from lms_onboarding.documents.models import Blob  # noqa: PLC0415

    content = b"%PDF-1.7 " + random.Random(number).randbytes(SIZE)  # noqa: S311  the same documents each time
    blob = Blob(sha256=hashlib.sha256(content).hexdigest(), size=len(content), stored_at=at)
    storages["issued"].save(blob.path, ContentFile(content))
    return blob


def _measures() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory(prefix="lmso-zip-") as place:
        folder = Path(place)
        ours = folder / "ours.zip"
        start = process_time()
        wall, summary = timed(lambda: _export(ours))
        first, memory = process_time() - start, peak_rss_mb()
        size = ours.stat().st_size / 1e6
        say(f"  {summary.pieces} pieces, {size:.0f} MB, in {wall:.1f} s ({first:.1f} of processor)")
        with zipfile.ZipFile(ours) as archive:
            archive.extractall(folder / "files")
            kinds = {entry.filename: entry.compress_type for entry in archive.infolist()}
        bare: list[float] = []
        cpu: list[float] = []
        for _turn in range(ROUNDS):
            bare.append(_bare(folder, kinds))
            start = process_time()
            _export(ours)
            cpu.append(process_time() - start)
        yield against_floor("export_zip", value=median(cpu), floor=median(bare), limit=LIMIT, unit="s CPU")
        yield against_bar("export_zip_memory", value=memory, bar=MEMORY_MB, unit="MB")


def _export(path: Path) -> Any:
    from lms_onboarding.people.services import provider  # noqa: PLC0415  Django must be set up first
    from qualiopi.export.dossier import write_export  # noqa: PLC0415
    from qualiopi.export.selecting import Wanted  # noqa: PLC0415

    from .evidence import NOW  # noqa: PLC0415

    return write_export(Wanted(as_of=NOW, audit=NOW.date()), provider(), path, author="bench")


def _bare(folder: Path, kinds: dict[str, int]) -> float:
    start = process_time()
    with zipfile.ZipFile(folder / "bare.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, kind in kinds.items():
            archive.write(folder / "files" / name, name, kind)
    return process_time() - start


if __name__ == "__main__":
    if sys.argv[1:2] == ["fill"]:
        setting.start()
        fill(int(sys.argv[2]))
    else:
        main()
