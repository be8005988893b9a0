"""A worker is killed with SIGKILL at each step of a closing: every learner has each paper once, and is told once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import table
from tests.faults.closings import STEPS
from tests.faults.post import Post, until

RELEASED, LEARNERS = "tests.faults.closings:RELEASED", 4


@pytest.fixture
def post(tmp_path: Path, database: str) -> Iterator[Post]:
    yield from Post(tmp_path, database, RELEASED, count=LEARNERS).open()


def test_killed_at_each_step_of_a_closing(post: Post) -> None:
    brake, stopped = post.folder / "brake", post.folder / "stopped"
    for moment in ("before", "after"):
        brake.write_text(moment)
        _kill(post, "")
        brake.unlink()
        stopped.unlink()
    for step in STEPS:
        _kill(post, step)
        stopped.unlink()
    for _ in range(2):
        assert post.wait(post.ask("close", RELEASED)) == 0
    for _ in range(2):
        assert post.wait(post.ask("tell", RELEASED)) == 0
    said, accepted = post.report("closed"), post.accepted()
    received = {line.split()[0] for line in accepted}
    table.note(
        "SIGKILL at each step of a closing",
        lost=len(set(said["message_ids"]) - received),
        duplicated=len(accepted) - len(received),
    )
    assert (said["waiting"], said["authentic"]) == (0, 3 * LEARNERS)
    assert set(said["documents"].values()) == {LEARNERS}
    assert len(said["documents"]) == 3
    assert len(accepted) == len(received) == len(said["message_ids"]) >= LEARNERS


def _kill(post: Post, step: str) -> None:
    closing = post.ask("close", RELEASED, step)
    until(lambda: post.stopped() >= 1)
    post.kill(closing)
