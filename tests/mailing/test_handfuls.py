"""Mails prepared together and sent one by one: what goes wrong with one of them is not the business of the others."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from lms_onboarding.mailing.enums import Lane, MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.sending import claiming, run
from lms_onboarding.mailing.services import (
    Composition,
    CompositionRefused,
    Delivered,
    deliver,
    register,
    register_many,
    suppress,
)
from tests.factories import mails
from tests.mailing.conftest import HandClock
from tests.support.smtp import Sink

pytestmark = pytest.mark.django_db

Compositions = Mapping[int, Composition | CompositionRefused]
Composer = Callable[[OutgoingMail], Composition | CompositionRefused]


def together(composer: Composer, reason: Callable[[OutgoingMail], str] = lambda _mail: "") -> list[int]:
    """Register a room that draws many mails at once; gives the size of each handful, as they come."""
    sizes: list[int] = []

    def compose(mails: Sequence[OutgoingMail], *, now: datetime) -> Compositions:
        sizes.append(len(mails))
        return {mail.pk: composer(mail) for mail in mails}

    def needed(mails: Sequence[OutgoingMail], *, now: datetime) -> Mapping[int, str]:
        return {mail.pk: reason(mail) for mail in mails}

    register_many("tests.note", compose=compose, needed=needed)
    return sizes


def states() -> dict[str, str]:
    return dict(OutgoingMail.objects.values_list("key", "state"))


def test_a_room_draws_a_handful_at_once_and_refuses_one_of_them(sink: Sink, clock: HandClock) -> None:
    def draw(mail: OutgoingMail) -> Composition | CompositionRefused:
        return CompositionRefused("Le nom manque.") if mail.key == "note/2" else Composition()

    sizes = together(draw, lambda mail: "La session est annulée." if mail.key == "note/3" else "")
    for number in range(1, 11):
        mails.queued(number, now=clock())
    assert deliver(clock=clock) == Delivered(sent=8, failed=1, suppressed=1)
    assert sizes == [7, 2]
    assert OutgoingMail.objects.get(key="note/2").reason == "Le nom manque."
    assert not OutgoingMail.objects.exclude(claim="").exists()


def test_a_defect_of_one_mail_ends_the_run_and_costs_the_others_nothing(sink: Sink, clock: HandClock) -> None:
    def draw(mail: OutgoingMail) -> Composition:
        if mail.key == "note/2":
            raise ZeroDivisionError
        return Composition()

    sizes = together(draw)
    for number in range(1, 5):
        mails.queued(number, now=clock())
    with pytest.raises(ZeroDivisionError):
        deliver(clock=clock)
    assert sizes == [4, 1, 1], "together, then one by one until the guilty one"
    assert [address for address, _ in sink.accepted] == ["ines1@exemple.fr"]
    waiting = OutgoingMail.objects.filter(state=MailState.QUEUED).order_by("pk")
    assert list(waiting.values_list("key", "tries")) == [("note/2", 1), ("note/3", 0), ("note/4", 0)]

    assert deliver(clock=clock) == Delivered(sent=2)
    clock.forward(hours=1)
    mails.queued(5, now=clock())
    with pytest.raises(ZeroDivisionError):
        deliver(clock=clock)
    assert sizes[-1] == 1, "what was picked in vain travels alone"
    assert states()["note/5"] == MailState.QUEUED


def test_a_lost_connection_leaves_the_rest_of_the_handful_as_it_was(sink: Sink, clock: HandClock) -> None:
    for number in (1, 2, 3):
        mails.queued(number, now=clock())
    sink.at_recipient["ines2@exemple.fr"] = "421 4.3.2 Closing"
    assert deliver(clock=clock) == Delivered(sent=1, retried=1)
    third = OutgoingMail.objects.get(key="note/3")
    assert (third.state, third.tries, third.claim, third.lease_until) == (MailState.QUEUED, 0, "", None)
    sink.at_recipient.clear()
    assert deliver(clock=clock) == Delivered(sent=1)
    clock.forward(minutes=1)
    assert deliver(clock=clock) == Delivered(sent=1)
    assert len(sink.accepted) == 3


def test_a_sender_out_of_time_hands_back_what_it_held(
    sink: Sink, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats = iter(range(100))
    monkeypatch.setattr("lms_onboarding.mailing.sending.run.monotonic", lambda: float(next(beats)))
    monkeypatch.setattr("lms_onboarding.mailing.sending.delivering.monotonic", lambda: 0.0)
    for number in range(1, 6):
        mails.queued(number, now=clock())
    done = deliver(clock=clock, seconds=8)
    assert 0 < done.sent < 5
    assert OutgoingMail.objects.filter(state=MailState.QUEUED, tries=0, claim="").count() == 5 - done.sent
    assert deliver(clock=clock) == Delivered(sent=5 - done.sent)


def test_no_mail_leaves_on_an_old_look(sink: Sink, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is slow: what somebody decides meanwhile counts, and a sign-in code does not wait."""
    monkeypatch.setattr(run, "FRESH", -1.0)
    cancelled: set[str] = set()

    def needed(mail: OutgoingMail, *, now: datetime) -> str:
        return "La session est annulée." if mail.key in cancelled and sink.accepted else ""

    register("tests.note", needed=needed)
    for number in (1, 2, 3):
        mails.queued(number, now=clock() - timedelta(hours=1))
    cancelled.add("note/3")
    original = claiming.claim

    def claim(mail: OutgoingMail, *arguments: object, **named: object) -> None:
        original(mail, *arguments, **named)  # type: ignore[arg-type]
        if mail.key == "note/1":
            mails.queued(9, now=clock(), lane=Lane.FAST)

    monkeypatch.setattr(claiming, "claim", claim)
    assert deliver(clock=clock) == Delivered(sent=3, suppressed=1)
    assert [address for address, _ in sink.accepted] == [f"ines{number}@exemple.fr" for number in (1, 9, 2)]


def test_what_another_sender_took_meanwhile_is_left_to_it(sink: Sink, clock: HandClock) -> None:
    def draw(mail: OutgoingMail) -> Composition:
        taken = OutgoingMail.objects.filter(key="note/2", claim__gt="")
        taken.update(claim="another", lease_until=clock() + timedelta(hours=1))
        return Composition()

    together(draw)
    for number in (1, 2, 3):
        mails.queued(number, now=clock())
    assert deliver(clock=clock) == Delivered(sent=2)
    other = OutgoingMail.objects.get(key="note/2")
    assert (other.state, other.claim, other.parts.count(), other.composed_at) == (MailState.QUEUED, "another", 0, None)


def test_a_mail_held_by_a_sender_is_not_suppressed_under_its_hands(sink: Sink, clock: HandClock) -> None:
    for number in (1, 2):
        mails.queued(number, now=clock())
    held = claiming.pick(lane=Lane.NORMAL, now=clock(), most=8)
    assert len(held) == 2
    assert not suppress(held[1], reason="Trop tard.", now=clock())
    claiming.hand_back(held)
    assert suppress(held[1], reason="À temps.", now=clock())
    assert deliver(clock=clock) == Delivered(sent=1)
