"""A worker is killed with SIGKILL while it delivers: everybody receives, repeats are the mails in flight, none is new.

The kill comes at the worst moments, made certain rather than likely: the server has accepted the mail of every sender
and has not yet answered; every sender has drawn a document and not yet kept it, or kept it and not yet said so.
`make faults` plays it many times, draws with one sender as well, and kills at random moments too. The mails are plain
notes, then real kits.
"""

import random
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from lms_onboarding.mailing.sending.delivering import TOGETHER
from tests.faults.post import KILLS, KITS, LONG, MAILS, NOTES, Post, assert_everybody_received, until

SENDERS = (1, 4) if LONG else (4,)


@pytest.fixture(params=[pytest.param(NOTES, id="notes"), pytest.param(KITS, id="kits")])
def post(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> Iterator[Post]:
    yield from Post(tmp_path, database, request.param).open()


@pytest.fixture
def kits(tmp_path: Path, database: str) -> Iterator[Post]:
    yield from Post(tmp_path, database, KITS).open()


@pytest.mark.parametrize("senders", [1, 4])
def test_killed_with_every_mail_in_flight(post: Post, senders: int) -> None:
    for nth in range(KILLS):
        enough = len(post.accepted()) + 5
        sender = post.sender(senders, hours=nth)
        until(partial(post.has_accepted, enough))
        (post.folder / "hold").touch()
        until(lambda: post.in_flight() == senders)
        post.kill(sender)
        (post.folder / "hold").unlink()
        until(lambda: post.in_flight() == 0)
    post.finish(hours=KILLS)
    assert_everybody_received(post, fault="SIGKILL, mails in flight", repeats=KILLS * senders)


def test_the_others_go_on_when_one_of_four_workers_is_killed(post: Post) -> None:
    (post.folder / "hold").touch()
    workers = [post.sender(1, hours=0) for _ in range(4)]
    until(lambda: post.in_flight() == 4)
    post.kill(workers[0])
    (post.folder / "hold").unlink()
    assert [post.wait(worker) for worker in workers[1:]] == [0, 0, 0]
    states = post.report()["states"]
    assert states.pop("sending") == 1
    # the handful of the dead waits, unsent, for the end of its lease
    assert states.pop("queued", 0) < TOGETHER
    assert list(states) == ["unknown"]
    post.finish(hours=1)
    assert_everybody_received(post, fault="SIGKILL of one of four senders", repeats=1)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("senders", SENDERS)
def test_killed_while_drawing(kits: Post, senders: int, moment: str) -> None:
    """Nothing was claimed: nothing is lost, nothing is repeated, and no document has two numbers."""
    brake, stopped = kits.folder / "brake", kits.folder / "stopped"
    for nth in range(KILLS):
        enough = len(kits.accepted()) + 2 * nth
        sender = kits.sender(senders, hours=nth)
        until(partial(kits.has_accepted, enough))
        brake.write_text(moment)
        until(lambda: kits.stopped() == senders)
        kits.kill(sender)
        brake.unlink()
        stopped.unlink()
    kits.finish(hours=KILLS)
    assert_everybody_received(kits, fault=f"SIGKILL, {moment} a document is kept")


if LONG:

    @pytest.mark.parametrize("senders", [1, 4])
    @pytest.mark.parametrize("seed", range(3))
    def test_killed_at_random_moments(post: Post, senders: int, seed: int) -> None:
        moments = random.Random(seed)  # noqa: S311  a repeatable choice of moments, nothing secret
        for nth in range(KILLS):
            sender = post.sender(senders, hours=nth)
            time.sleep(moments.uniform(0.05, 0.5))
            post.kill(sender)
        post.finish(hours=KILLS)
        repeats = len(post.accepted()) - MAILS
        assert repeats <= KILLS * senders
        assert_everybody_received(post, fault="SIGKILL at random", repeats=repeats)
