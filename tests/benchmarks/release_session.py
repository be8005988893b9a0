"""The release of a session of 1,000 learners: its transaction, then the sweep that draws and seals 3,000 papers.

The floor of the sweep is drawing and sealing the same papers alone, from the same frozen data, in CPU time of this
process: others use the machine too. The transaction is measured on the clock from its first statement to its commit,
since it keeps others waiting; what is made ready before it, and its share of the processor, are told.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter, process_time
from typing import Any

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
    with _transactions() as spent:
        whole, _closing = timed(lambda: release(session, signer, by="user/3", now=EVENING))
    seconds, processor = max(spent)
    say(f"  released in {whole:.2f} s; others waited {seconds:.2f} s, of which {processor:.2f} s of our processor")
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


@contextmanager
def _transactions() -> Iterator[list[tuple[float, float]]]:
    """(seconds on the clock, seconds of our processor) of each outermost transaction that ends meanwhile."""
    from django.db import connection, transaction  # noqa: PLC0415  Django must be set up first

    spent: list[tuple[float, float]] = []
    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__
    began: list[tuple[float, float]] = []

    def entering(self: Any) -> None:
        if not connection.in_atomic_block:
            began.append((perf_counter(), process_time()))
        enter(self)

    def leaving(self: Any, *problem: Any) -> None:
        leave(self, *problem)
        if not connection.in_atomic_block:
            clock, cpu = began.pop()
            spent.append((perf_counter() - clock, process_time() - cpu))

    transaction.Atomic.__enter__, transaction.Atomic.__exit__ = entering, leaving  # type: ignore[method-assign]
    try:
        yield spent
    finally:
        transaction.Atomic.__enter__, transaction.Atomic.__exit__ = enter, leave  # type: ignore[method-assign]


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
