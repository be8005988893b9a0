"""Learners who press the button at the same instant, each on their connection, on a database of their own.

`./manage.py shell -c "from tests.welcome.appointments.race import run; run()"` prints what became of them, in JSON.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.welcome.appointments.refusals import CallRefused
from lms_onboarding.welcome.models import Booking
from lms_onboarding.welcome.services import book_call, cancel_call, move_call, withdraw_slot
from tests.factories.people import provider
from tests.factories.sessions import SessionFactory

from .conftest import MONDAY, at, enrolled, meeting, offered

LEARNERS = 8
SEATS = 3


def at_once(gestures: Sequence[Callable[[], object]]) -> dict[str, int]:
    """What each gesture came to: « done », or the name of its refusal; counted."""
    barrier = Barrier(len(gestures))

    def one(gesture: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=60)
            gesture()
        except CallRefused as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(gestures)) as pool:
        return dict(Counter(pool.map(one, gestures)))


def run() -> None:
    provider()
    session = SessionFactory(opened=True)
    learners = [enrolled(session) for _ in range(LEARNERS)]
    one, other, wanted = offered(session, "2026-12-02 09:30", "2026-12-02 10:00", "2026-12-02 11:00")
    group, now = meeting(session, capacity=SEATS), at(MONDAY)

    def book(learner: int, slot: int) -> Callable[[], object]:
        by = learners[learner].person.key
        return lambda: book_call(enrolment=learners[learner].pk, slot=slot, by=by, now=now)

    def move(learner: int, slot: int) -> Callable[[], object]:
        return lambda: move_call(enrolment=learners[learner].pk, slot=slot, by="person/1", now=now)

    said = {"same slot": at_once([book(rank, one.pk) for rank in range(LEARNERS)])}
    holder = Booking.objects.get(slot=one)
    first = next(rank for rank, learner in enumerate(learners) if learner.pk == holder.enrolment_id)
    said["twice"] = at_once([book(first, one.pk)] * 4)
    rest = [rank for rank in range(LEARNERS) if rank != first]
    said["group"] = at_once([book(rank, group.pk) for rank in rest])
    spare = next(rank for rank in rest if not learners[rank].call_bookings.exists())
    book(spare, other.pk)()
    # Two learners exchange, and both want the third slot: whoever loses keeps a place, and nobody waits for ever.
    said["move"] = at_once([move(first, wanted.pk), move(spare, wanted.pk)])
    said["withdraw"] = at_once(
        [
            lambda: withdraw_slot(wanted.pk, by="user/1", now=now),
            lambda: cancel_call(booking=holder.pk, by="person/1", now=now),
            move(first, one.pk),
            move(spare, one.pk),
        ]
    )
    standing = Booking.objects.uncancelled()
    said["standing in a withdrawn slot"] = {"count": standing.filter(slot__withdrawn_at__isnull=False).count()}
    said["confirmations"] = {"count": OutgoingMail.objects.filter(message="welcome.call_confirmed").count()}
    said["seats"] = {"count": len(set(standing.values_list("slot", "seat"))), "of": standing.count()}
    print(json.dumps(said))  # noqa: T201  what the test reads
