"""Findings and their lock: nothing by default, nothing overwritten, nobody undone in silence."""

from datetime import time
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import AttendanceMark, AttendanceSheet
from lms_onboarding.progress.services import (
    AlreadyCountersigned,
    Finding,
    FindingUnusable,
    HalfDayLocked,
    NotReady,
    NotTheirSession,
    gaps_in,
    lines_of,
    mark_attendance,
    slots_led_by,
    window_of,
)
from lms_onboarding.sessions.models import Slot
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory
from tests.progress.attendance.conftest import PARIS, Found, at, lock, sign


def presences(slot: Slot) -> dict[str, str]:
    return {line.name: line.mark.presence if line.mark else "" for line in lines_of(slot, window_of(slot, PARIS))}


def test_nobody_is_present_until_somebody_says_so(enrolment: Enrolment, bastien: Enrolment, morning: Slot) -> None:
    sign(enrolment, morning, now=at(9))
    assert presences(morning) == {"Inès Berthier": "", "Bastien Cornu": ""}
    assert not AttendanceMark.objects.exists()


def test_a_finding_says_who_and_when(enrolment: Enrolment, karim: Person, found: Found) -> None:
    assert found(enrolment, "late", arrived_at=time(9, 20), note="train", now=at(9, 25)).kept == 1
    mark = AttendanceMark.objects.get()
    assert (mark.presence, mark.arrived_at, mark.marked_by, mark.marked_at) == ("late", time(9, 20), karim, at(9, 25))
    assert Entry.objects.get(verb="attendance.marked").codes["presence"] == "late"


def test_the_same_finding_again_changes_nothing(enrolment: Enrolment, found: Found) -> None:
    found(enrolment, "present", now=at(9, 25))
    assert found(enrolment, "present", now=at(9, 40)).kept == 0
    assert AttendanceMark.objects.count() == 1


def test_a_change_supersedes_and_both_are_kept(enrolment: Enrolment, morning: Slot, found: Found) -> None:
    found(enrolment, "absent", now=at(9, 25))
    found(enrolment, "late", arrived_at=time(9, 40), note="tram", now=at(9, 45))
    line = lines_of(morning, window_of(morning, PARIS))[0]
    assert line.mark is not None
    assert [mark.presence for mark in (*line.history, line.mark)] == ["absent", "late"]
    assert line.history[0].superseded_at == at(9, 45)
    assert line.mark.supersedes == line.history[0]


@pytest.mark.parametrize(
    ("presence", "said", "hour", "words"),
    [
        ("excused", {}, 10, "nature du motif"),
        ("present", {}, 8, "n’est pas commencée"),
        ("absent", {}, 8, "n’est pas commencée"),
    ],
)
def test_a_finding_that_cannot_be_is_refused(
    enrolment: Enrolment, found: Found, presence: str, said: dict[str, Any], hour: int, words: str
) -> None:
    with pytest.raises(FindingUnusable, match=words):
        found(enrolment, presence, now=at(hour), **said)
    assert not AttendanceMark.objects.exists()


def test_an_absence_told_before_is_excused_before(enrolment: Enrolment, found: Found) -> None:
    found(enrolment, "excused", excuse="work", note="réunion d’équipe", now=at(17, day=6))
    assert AttendanceMark.objects.get().excuse == "work"


def test_an_absence_against_a_signature_says_why(enrolment: Enrolment, morning: Slot, found: Found) -> None:
    sign(enrolment, morning, now=at(9))
    with pytest.raises(FindingUnusable, match="a signé"):
        found(enrolment, "absent", now=at(9, 30))
    found(enrolment, "absent", note="partie à 9 h 05", now=at(9, 30))


def test_two_trainers_at_once_the_second_sees_what_happened(
    enrolment: Enrolment, bastien: Enrolment, morning: Slot, karim: Person, solene: Person, found: Found
) -> None:
    found(enrolment, "absent", author=solene, now=at(9, 20))
    both = [Finding(enrolment.pk, "present"), Finding(bastien.pk, "present")]  # type: ignore[arg-type]
    marked = mark_attendance(slot=morning.pk, findings=both, author=karim, now=at(9, 21))
    assert marked.kept == 1  # what clashes with nothing is kept
    (clash,) = marked.conflicts
    assert "Solène Le Goff a noté « absent » pour Inès Berthier" in clash.sentence
    assert presences(morning) == {"Inès Berthier": "absent", "Bastien Cornu": "present"}


def test_only_who_follows_the_session_notes_it(enrolment: Enrolment, morning: Slot, found: Found) -> None:
    other = EnrolmentFactory()
    stranger = PersonFactory()
    other.session.trainers.update(person=stranger)
    with pytest.raises(NotTheirSession):
        found(enrolment, "present", author=stranger, now=at(9))
    with pytest.raises(NotTheirSession):
        lock(morning, stranger, now=at(9))
    account = get_user_model().objects.create_user("autre@exemple.fr")
    Person.objects.filter(pk=stranger.pk).update(account=account)
    assert set(slots_led_by(account)) == set(other.session.slots.all())
    found(enrolment, "absent", now=at(9, 30))
    assert not AttendanceMark.objects.visible_to(account).exists()


def test_countersigning_names_who_lacks_what(
    enrolment: Enrolment, bastien: Enrolment, morning: Slot, karim: Person, found: Found
) -> None:
    with pytest.raises(NotReady) as refused:
        lock(morning, karim, now=at(9, 30))
    assert refused.value.sentence == "Deux constats manquent : Inès Berthier et Bastien Cornu."
    found(enrolment, "present", now=at(9, 30))
    found(bastien, "absent", now=at(9, 30))
    with pytest.raises(NotReady, match="Sans signature : Inès Berthier"):
        lock(morning, karim, now=at(9, 31))
    sign(enrolment, morning, now=at(9, 32))
    sign(bastien, morning, now=at(9, 33))
    with pytest.raises(NotReady, match="contredit votre constat : Bastien Cornu"):
        lock(morning, karim, now=at(9, 34))
    found(bastien, "late", arrived_at=time(9, 33), now=at(9, 35))
    lock(morning, karim, now=at(9, 36))
    assert AttendanceSheet.objects.get().trainer == karim


def test_present_without_signature_needs_hour_and_reason(
    enrolment: Enrolment, morning: Slot, karim: Person, found: Found
) -> None:
    found(enrolment, "present", arrived_at=time(9), note="téléphone déchargé", now=at(9, 30))
    lock(morning, karim, now=at(12, 31))


def test_a_half_day_is_not_countersigned_before_it_starts(
    enrolment: Enrolment, morning: Slot, karim: Person, found: Found
) -> None:
    found(enrolment, "excused", excuse="work", now=at(8))
    with pytest.raises(NotReady, match="commence à 9"):
        lock(morning, karim, now=at(8, 59))
    assert not gaps_in(lines_of(morning, window_of(morning, PARIS)), window_of(morning, PARIS), now=at(9))


def test_the_lock_is_put_once(
    enrolment: Enrolment, morning: Slot, karim: Person, solene: Person, found: Found
) -> None:
    found(enrolment, "absent", now=at(9, 30))
    lock(morning, karim, now=at(12, 31))
    with pytest.raises(AlreadyCountersigned, match="Karim Haddad"):
        lock(morning, solene, now=at(12, 32))


def test_an_edit_after_the_lock_needs_a_reason_and_keeps_the_value_before(
    enrolment: Enrolment, morning: Slot, karim: Person, found: Found
) -> None:
    found(enrolment, "absent", now=at(9, 30))
    sheet = lock(morning, karim, now=at(12, 31))
    with pytest.raises(HalfDayLocked, match="donnez la raison"):
        found(enrolment, "excused", excuse="transport", now=at(14))
    found(enrolment, "excused", excuse="transport", reason="justificatif reçu", now=at(14))
    sheet.refresh_from_db()
    assert sheet.revision == 2
    line = lines_of(morning, window_of(morning, PARIS))[0]
    assert line.mark is not None
    assert (line.mark.after_lock, line.mark.correction_reason) == (True, "justificatif reçu")
    assert line.history[0].presence == "absent"
    assert Entry.objects.filter(verb="attendance.corrected").count() == 1
