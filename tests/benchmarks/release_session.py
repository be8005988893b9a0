"""The release of a session of 1,000 learners: its transaction, then the sweep that draws and seals 3,000 papers.

The sweep is held against drawing and sealing the same ones alone, in CPU time of this process: others use the machine
too. The transaction is measured on the clock, since it keeps others waiting; its share of the processor is told.
"""

import subprocess
import sys
from collections.abc import Iterator
from time import process_time

from . import setting
from .measure import Measure, against_bar, against_floor, hand_over, peak_rss_mb, say, timed

TRANSACTION_S = 2.0
LIMIT = 1.3
MEMORY_MB = 300


def main() -> None:
    learners = setting.scaled(1_000)
    subprocess.run([sys.executable, "-m", "tests.benchmarks.ended", str(learners)], check=True)
    setting.start()
    hand_over(list(_measure(learners)), setting.result_path())


def _measure(learners: int) -> Iterator[Measure]:
    from lms_onboarding.offboarding.models import Paper  # noqa: PLC0415  Django must be set up first
    from lms_onboarding.offboarding.services import Signer, issue_papers, release  # noqa: PLC0415
    from lms_onboarding.sessions.models import Session  # noqa: PLC0415

    from .ended import CODE, EVENING  # noqa: PLC0415

    session = Session.objects.get(code=CODE)
    signer = Signer(name="Claire Fontaine", quality="directrice", place="Nantes")
    start = process_time()
    seconds, _closing = timed(lambda: release(session, signer, by="user/3", now=EVENING))
    say(f"  released in {seconds:.2f} s, of which {process_time() - start:.2f} s of our processor")
    assert Paper.objects.count() == 3 * learners, f"{Paper.objects.count()} papers for {learners} learners"
    yield against_bar("release_transaction", value=seconds, bar=TRANSACTION_S, unit="s")
    start = process_time()
    wall, issued = timed(lambda: issue_papers(now=EVENING))
    cpu, memory = process_time() - start, peak_rss_mb()
    assert issued == 3 * learners, f"{issued} issued"
    start = process_time()
    _draw_and_seal()
    floor = process_time() - start
    say(f"  {issued} papers in {wall:.1f} s ({cpu:.1f} s of CPU); bare {floor:.1f} s of CPU")
    yield against_floor("release_session", value=cpu, floor=floor, limit=LIMIT)
    yield against_bar("release_session_memory", value=memory, bar=MEMORY_MB, unit="MB")


def _draw_and_seal() -> None:
    """The same papers from the same frozen data: drawn by the same functions, sealed, and forgotten."""
    from lms_onboarding.documents.services import seal  # noqa: PLC0415
    from lms_onboarding.offboarding.models import Paper  # noqa: PLC0415
    from lms_onboarding.offboarding.services import draw  # noqa: PLC0415

    for paper in Paper.objects.select_related("document").order_by("pk").iterator(chunk_size=200):
        assert paper.document is not None
        seal(
            draw(paper, number=paper.document.number, issued_at=paper.document.issued_at), at=paper.document.issued_at
        )


if __name__ == "__main__":
    main()
