"""What the preview promises is what the sender does: one rule, two readers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms_onboarding.common.calendar import SendWindow
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Due, Promise, deliver, foresee, may_be_refused, opt_out
from tests.factories import mails
from tests.mailing.conftest import HandClock
from tests.support.smtp import Sink

pytestmark = pytest.mark.django_db
AFTERNOON = SendWindow.parse("14:00-20:00@Europe/Paris")


def test_the_promise_is_kept(sink: Sink, clock: HandClock) -> None:
    """Five opinions over ten days, played by the sender hour after hour."""
    start = clock()
    dues = [start + timedelta(days=days) for days in (0, 1, 1, 6, 9)]
    seen = foresee([Promise("person/1", Due(at=at, window=AFTERNOON)) for at in dues], [], now=start)
    promised = [one.at for one in seen.coming]
    for number, at in enumerate(dues):
        mails.opinion(number, now=at, person=1, window=AFTERNOON)
    queued = foresee([], ["person/1"], now=start).queued
    assert [queued[pk].at for pk in sorted(queued)] == promised
    for _hour in range(24 * 30):
        deliver(clock=clock)
        clock.forward(hours=1)
    left = OutgoingMail.objects.order_by("key").values_list("sent_at", flat=True)
    assert list(left) == promised
    assert [one.waits for one in seen.coming] == [True, True, True, True, True], "the window alone puts the first off"


def test_what_left_and_what_waits_take_their_place(sink: Sink, clock: HandClock) -> None:
    first = clock()
    mails.opinion(1, now=first, person=1)
    deliver(clock=clock)
    mails.opinion(2, now=clock.forward(days=1), person=1)
    mails.opinion(3, now=clock(), person=2)
    seen = foresee([Promise("person/1", Due(at=clock())), Promise("person/2", Due(at=clock()))], [], now=clock())
    assert [one.at for one in seen.coming] == [first + timedelta(days=7), clock()]


def test_what_may_not_leave_takes_no_place_and_says_so(clock: HandClock) -> None:
    days = [clock() + timedelta(days=number) for number in range(3)]
    dues = [Due(at=days[0]), Due(at=days[1], sure=False), Due(at=days[2])]
    _hot, reminder, recall = foresee([Promise("person/1", due) for due in dues], [], now=clock()).coming
    assert (reminder.at, reminder.depends) == (days[1], False)
    assert (recall.at, recall.at_most) == (days[2], days[0] + timedelta(days=7))


def test_who_refused_is_named_and_two_queries_do(sink: Sink, clock: HandClock) -> None:
    opt_out("person/2", now=clock())
    promises = [Promise(f"person/{number}", Due(at=clock())) for number in range(1, 40)]
    with CaptureQueriesContext(connection) as queries:
        seen = foresee(promises, ["person/77"], now=clock())
    assert (seen.refused, len(queries)) == (frozenset({"person/2"}), 2)
    assert foresee([], [], now=clock()).coming == []


def test_contractual_messages_are_not_concerned() -> None:
    assert (may_be_refused("tests.opinion"), may_be_refused("tests.note")) == (True, False)
