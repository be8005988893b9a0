"""The evidence file of one session of twelve learners among 200: what an auditor waits for."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final

from . import setting
from .measure import Measure, against_bar, hand_over, say, timed

SESSIONS: Final = 200
LEARNERS: Final = 12
SECONDS: Final = 5.0
TRIES: Final = 5


def main() -> None:
    sessions = max(2, setting.scaled(SESSIONS))
    subprocess.run([sys.executable, "-m", "tests.benchmarks.evidence", str(sessions), str(LEARNERS)], check=True)
    setting.start()
    hand_over(list(_measures()), setting.result_path())


def _measures() -> Iterator[Measure]:
    from lms_onboarding.people.services import provider  # noqa: PLC0415  Django must be set up first
    from qualiopi.export.dossier import write_export  # noqa: PLC0415
    from qualiopi.export.selecting import Wanted  # noqa: PLC0415
    from qualiopi.export.verifying import verify_export  # noqa: PLC0415

    from .evidence import NOW  # noqa: PLC0415

    wanted = Wanted(as_of=NOW, audit=NOW.date(), codes=("BENCH-2",))
    with tempfile.TemporaryDirectory(prefix="lmso-export-") as place:
        path = Path(place) / "dossier.zip"
        start = process_time()
        times = [timed(lambda: write_export(wanted, provider(), path, author="bench")) for _try in range(TRIES)]
        cpu = (process_time() - start) / TRIES
        assert verify_export(path).holds
    seconds, summary = median(one for one, _made in times), times[0][1]
    say(f"  {summary.pieces} pieces: {seconds:.2f} s, of which {cpu:.2f} s of processor")
    yield against_bar("export_session", value=seconds, bar=SECONDS, unit="s")


if __name__ == "__main__":
    main()
