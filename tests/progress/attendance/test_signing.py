"""Signing: oneself, in the window, once; the hour is kept with it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from lms_onboarding.enrolments.enums import AbandonCause
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import abandon
from lms_onboarding.journal.models import Entry
from lms_onboarding.people.models import Person
from lms_onboarding.progress.enums import Door
from lms_onboarding.progress.models import AttendanceSignature
from lms_onboarding.progress.services import (
    NotExpected,
    OutsideWindow,
    SignatureUnusable,
    SigningClosed,
    code_of,
    drawn,
    scanned,
    seconds_left,
    sign_attendance,
    slot_of,
    window_of,
    written,
)
from lms_onboarding.sessions.models import Slot
from lms_onboarding.sessions.rules import SlotPlan
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory
from tests.progress.attendance.conftest import PARIS, Found, at, lock, sign

DRAWING = [[10, 40, 120, 90, 300, 60], [400, 20, 420, 200]]


@pytest.mark.parametrize(("hour", "minute"), [(8, 50), (10, 0), (13, 0)])
def test_signed_within_the_window_with_its_hour(enrolment: Enrolment, morning: Slot, hour: int, minute: int) -> None:
    now = at(hour, minute)
    signed = sign(enrolment, morning, now=now)
    assert (signed.signed_at, signed.written_name) == (now, "Inès Berthier")
    fact = Entry.objects.get(verb="attendance.signed")
    assert (fact.subject, fact.actor) == (enrolment.key, enrolment.person.key)


@pytest.mark.parametrize(
    ("now", "words"),
    [(at(8, 49), "ouvre le lundi"), (at(13, 1), "fermé à 13"), (at(10, day=8), "Karim Haddad")],
)
def test_outside_the_window_is_refused_with_what_to_do(
    enrolment: Enrolment, morning: Slot, now: datetime, words: str
) -> None:
    with pytest.raises(OutsideWindow) as refused:
        sign(enrolment, morning, now=now)
    assert words in refused.value.sentence.replace("\u00a0", " ")
    assert not AttendanceSignature.objects.exists()


def test_signing_twice_keeps_the_first(enrolment: Enrolment, morning: Slot) -> None:
    first = sign(enrolment, morning, now=at(9, 2))
    again = sign(enrolment, morning, now=at(9, 30))
    assert again.pk == first.pk
    assert again.signed_at == at(9, 2)
    assert Entry.objects.filter(verb="attendance.signed").count() == 1


def test_nobody_signs_where_they_have_no_place(enrolment: Enrolment, morning: Slot, afternoon: Slot) -> None:
    stranger = EnrolmentFactory()
    with pytest.raises(NotExpected):
        sign(stranger, morning, now=at(9, 2))
    late = EnrolmentFactory(session=enrolment.session, created_at=at(13), confirmed_at=at(13))
    with pytest.raises(NotExpected):
        sign(late, morning, now=at(13))
    sign(late, afternoon, now=at(14))


def test_who_gave_up_no_longer_signs(enrolment: Enrolment, morning: Slot, afternoon: Slot) -> None:
    sign(enrolment, morning, now=at(9, 2))
    abandon(enrolment, cause=AbandonCause.WORKLOAD, by="system", now=at(12, 45))
    with pytest.raises(NotExpected):
        sign(enrolment, afternoon, now=at(14))


def test_the_lock_closes_signing(enrolment: Enrolment, morning: Slot, karim: Person, found: Found) -> None:
    found(enrolment, "absent", now=at(9, 30))
    lock(morning, karim, now=at(9, 40))
    with pytest.raises(SigningClosed, match="Karim Haddad"):
        sign(enrolment, morning, now=at(9, 50))


@pytest.mark.parametrize("name", ["ines berthier", "Berthier Inès", "  Inès   BERTHIER "])
def test_the_name_written_is_one_s_own(ines: Person, name: str) -> None:
    assert written(name, person=ines).name == " ".join(name.split())


@pytest.mark.parametrize("name", ["", "Inès", "Karim Haddad"])
def test_another_name_is_refused(ines: Person, name: str) -> None:
    with pytest.raises(SignatureUnusable, match="Inès Berthier") as refused:
        written(name, person=ines)
    assert refused.value.field == "name"


def test_a_drawing_is_kept_inside_its_box(enrolment: Enrolment, morning: Slot) -> None:
    signature = drawn([[-40, 20.6, 900, 400]])
    assert signature.drawing == [[0, 21, 600, 300]]
    sign_attendance(slot=morning.pk, enrolment=enrolment.pk, signature=signature, door=Door.LINK, now=at(9))
    assert AttendanceSignature.objects.get().drawing == [[0, 21, 600, 300]]


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "x",
        [],
        [[]],
        [[1]],
        [[1, 2, 3]],
        [["1", "2"]],
        [[True, 1]],
        [[10, 10, 12, 12]],
        [[1, 2] * 9000],
        [[1, 1]] * 99,
    ],
)
def test_what_is_no_drawing_is_refused(raw: object) -> None:
    with pytest.raises(SignatureUnusable):
        drawn(raw)


def test_a_code_signs_only_from_the_wall(enrolment: Enrolment, morning: Slot) -> None:
    with pytest.raises(SignatureUnusable):
        sign_attendance(slot=morning.pk, enrolment=enrolment.pk, signature=scanned(), door=Door.PORTAL, now=at(9))
    sign_attendance(slot=morning.pk, enrolment=enrolment.pk, signature=scanned(), door=Door.WALL, now=at(9))


def test_the_code_of_the_wall_changes_and_opens_its_own_half_day(morning: Slot, afternoon: Slot) -> None:
    now = at(9)
    code = code_of(morning, now=now)
    assert len(code) == 5
    assert code_of(morning, now=now + timedelta(seconds=29)) == code
    assert code_of(morning, now=now + timedelta(seconds=30)) != code
    assert seconds_left(now + timedelta(seconds=12)) == 18
    assert slot_of(f" {code[:3].lower()} {code[3:]}", now=now) == morning
    assert slot_of(code, now=now + timedelta(seconds=75)) == morning
    assert slot_of(code, now=now + timedelta(seconds=95)) is None
    assert slot_of(code_of(afternoon, now=now), now=now) is None  # its window is not open
    assert slot_of("", now=now) is None


@pytest.mark.parametrize(
    ("day", "hours", "opens", "minutes"),
    [
        (date(2026, 10, 25), (time(1), time(4)), datetime(2026, 10, 24, 22, 50, tzinfo=UTC), 240),
        (date(2027, 3, 28), (time(1), time(4)), datetime(2027, 3, 27, 23, 50, tzinfo=UTC), 120),
        (date(2026, 10, 25), (time(9), time(12)), datetime(2026, 10, 25, 7, 50, tzinfo=UTC), 180),
    ],
)
def test_the_window_follows_the_clock_on_the_wall(
    provider: object, day: date, hours: tuple[time, time], opens: datetime, minutes: int
) -> None:
    session = SessionFactory(starts=day, slots=[SlotPlan(day, *hours)])
    window = window_of(session.slots.get(), PARIS)
    assert window.opens == opens
    assert window.minutes == minutes
