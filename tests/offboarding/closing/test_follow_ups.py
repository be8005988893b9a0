"""The appointment at thirty days: offered where the learner already reads, booked by them, noted by the trainer."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail as outbox
from django.test import Client
from time_machine import travel

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import expand, marker
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.offboarding.models import ActionPlan
from lms_onboarding.offboarding.services import sweep_closings, write_action
from lms_onboarding.people.models import Person
from lms_onboarding.welcome.appointments.refusals import AlreadyBooked, OfferRefused, SlotGone
from lms_onboarding.welcome.enums import CallPurpose, SlotKind
from lms_onboarding.welcome.models import Booking, CallSlot
from lms_onboarding.welcome.services import (
    CallNote,
    CallOffer,
    book_call,
    decline_call,
    note_outcome,
    offer_slots,
    sweep,
)
from tests.offboarding.closing.conftest import EVENING, LATER, Ended, released
from tests.welcome.appointments.conftest import at, event_in, plain

pytestmark = pytest.mark.django_db
JANUARY = "2027-01-06 11:00"  # thirty days after the end
FORTNIGHT = at("2026-12-21 09:00")
MONTH = at("2027-01-06 09:00")


def offered(ended: Ended, *starts: str, now: datetime = EVENING, **fields: Any) -> list[CallSlot]:
    values: dict[str, Any] = {"purpose": CallPurpose.FOLLOW_UP, "minutes": 20, **fields}
    offer = CallOffer(trainer=ended.trainer, starts=[at(one) for one in starts], **values)
    return offer_slots(ended.session, offer, by="user/3", now=now)


def told(key: str) -> str:
    return plain(OutgoingMail.objects.get(key=key).text)


def visitor(scope: str, learner: Enrolment, now: datetime) -> tuple[Client, str]:
    """A browser that followed the learner's link, and the page it opened."""
    link = PersonalLink.objects.get(scope=scope, object_key=learner.key)
    client = Client()
    with travel(now, tick=False):
        page = str(client.get(expand(marker(link), base_url=""))["Location"])
    return client, page


def test_the_closing_mail_offers_it_and_both_calendars_follow(ended: Ended) -> None:
    first, _second = offered(ended, JANUARY, "2027-01-06 14:00")
    assert offered(ended, JANUARY) == [first]
    released(ended)
    sweep_closings(now=LATER)
    morning = at("2026-12-08 09:00")
    deliver(clock=lambda: morning)
    closing = told(f"closing/{ended.ines.pk}")
    assert "Karim Haddad vous propose un point de vingt minutes, à partir du 6 janvier." in closing

    client, page = visitor("follow_up_call", ended.ines, morning)
    assert page == f"/point/{ended.ines.pk}/"
    with travel(morning, tick=False):
        assert "Inès, où en êtes-vous ?" in plain(client.get(page).content.decode())
        for _twice in range(2):
            client.post(f"{page}reserver/", {"slot": first.pk})
        deliver(clock=lambda: morning)
        booked = plain(client.get(page).content.decode())
        event = event_in(client.get(f"{page}agenda.ics").content)
    assert "votre point à trente jours est le mercredi 6 janvier à 11 h" in booked
    assert (str(event["SUMMARY"]), event["DTSTART"].dt) == ("Point à trente jours avec Karim Haddad", at(JANUARY))
    booking = Booking.objects.get()
    assert (booking.purpose, booking.enrolment) == ("follow_up", ended.ines)
    trainer = told(f"welcome-call/{booking.pk}/confirmed/trainer")
    assert "le point à trente jours avec Inès Berthier" in trainer
    # the page of the end, and the action a month later, say the same
    write_action(ended.ines, text="Refaire le quiz d’accueil.", by="person/1", now=LATER)
    sweep_closings(now=MONTH)
    deliver(clock=lambda: MONTH)
    action = told(f"action-plan/{ActionPlan.objects.get().pk}/30")
    assert "Un point de vingt minutes avec Karim Haddad est prévu mercredi 6 janvier à 11 h." in action


def test_slots_opened_later_are_offered_once_by_a_mail_of_their_own(ended: Ended) -> None:
    """Who booked, who declined and who abandoned are left alone; the three reasons hold when the mail leaves too."""
    slots = offered(ended, JANUARY, "2027-01-06 14:00", now=at("2026-12-15 09:00"))
    Enrolment.objects.filter(pk=ended.ines.pk).update(state=EnrolmentState.COMPLETED)
    assert sweep(now=FORTNIGHT - timedelta(minutes=1)).follow_ups == 0
    assert [sweep(now=FORTNIGHT).follow_ups for _ in range(2)] == [2, 0]
    book_call(enrolment=ended.malik.pk, slot=slots[0].pk, by="person/2", now=FORTNIGHT)
    deliver(clock=lambda: FORTNIGHT)
    offer = told(f"follow-up/{ended.ines.pk}/offer")
    assert "mercredi 6 janvier à 14 h" in offer
    assert "LMS" in offer
    assert OutgoingMail.objects.get(key=f"follow-up/{ended.malik.pk}/offer").state == "suppressed"
    with pytest.raises(AlreadyBooked):
        decline_call(enrolment=ended.malik.pk, purpose=CallPurpose.FOLLOW_UP, by="person/2", now=FORTNIGHT)
    assert decline_call(enrolment=ended.ines.pk, purpose=CallPurpose.FOLLOW_UP, by="person/1", now=FORTNIGHT)
    # a learner who left is not expected any more: their appointment is cancelled, and only theirs
    Enrolment.objects.filter(pk=ended.malik.pk).update(state=EnrolmentState.CANCELLED)
    assert sweep(now=FORTNIGHT).pointless_calls == 1


def test_a_follow_up_comes_after_the_end_and_for_one_person(ended: Ended) -> None:
    for fields, said in (({}, "après la fin de la session"), ({"kind": SlotKind.GROUP, "capacity": 8}, "individuels")):
        start = "2026-12-07 16:00" if not fields else JANUARY
        with pytest.raises(OfferRefused, match=said):
            offered(ended, start, now=at("2026-12-01 09:00"), **fields)
    slot = offered(ended, JANUARY)[0]
    ended.session.ends_at = at("2027-01-08 17:00")
    ended.session.save()
    with pytest.raises(SlotGone):  # the session was prolonged meanwhile
        book_call(enrolment=ended.ines.pk, slot=slot.pk, by="person/1", now=FORTNIGHT)


def test_one_may_be_lent_a_hand_twice(ended: Ended) -> None:
    morning, note = at("2026-12-07 08:00"), CallNote(outcome="held", next_step="none")
    for start in ("2026-12-07 12:30", "2026-12-07 13:00"):
        slot = offered(ended, start, now=morning, purpose=CallPurpose.STUCK)[0]
        made = book_call(enrolment=ended.ines.pk, slot=slot.pk, by="person/1", now=morning)
        note_outcome(booking=made.pk, note=note, by="user/3", now=at(start))
    assert Booking.objects.filter(purpose="stuck", outcome="held").count() == 2


def test_the_trainer_notes_what_came_of_the_action(ended: Ended) -> None:
    """Nobody had taken the proposed action over: spoken of, it becomes the learner's; the recall is then not sent."""
    slot = offered(ended, JANUARY)[0]
    released(ended)
    sweep_closings(now=LATER)
    made = book_call(enrolment=ended.ines.pk, slot=slot.pk, by="person/1", now=LATER)
    user = get_user_model().objects.create_user(email="karim@exemple.fr")
    Person.objects.filter(pk=ended.trainer.pk).update(account=user)
    client, after = Client(), at("2027-01-06 11:30")
    page = f"/sessions/{ended.session.pk}/appels/"
    with travel(after, tick=False):
        client.force_login(user)
        desk = plain(client.get(page).content.decode())
        assert "Un rendez-vous à noter" in desk
        assert "Sans point à trente jours" in desk
        assert 'value="2027-01-07"' in desk  # the day proposed: never before tomorrow
        form = plain(client.get(f"{page}{made.pk}/").content.decode())
        assert "Où en est son action" in form
        assert "première semaine" not in form
        noted = {"outcome": "held", "next_step": "none", "action": "started", "agreed": "Relire le rapport ensemble."}
        for _twice in range(2):
            client.post(f"{page}{made.pk}/", noted)
        assert "Nous n’en avons pas parlé" in plain(client.get(f"{page}{made.pk}/").content.decode())
    plan = ActionPlan.objects.get()
    assert (plan.enrolment, plan.outcome, plan.outcome_at) == (ended.ines, "started", after)
    made.refresh_from_db()
    assert (made.outcome, made.agreed) == ("held", "Relire le rapport ensemble.")
    outbox.outbox.clear()
    sweep_closings(now=after + timedelta(days=31))
    assert not OutgoingMail.objects.filter(message="offboarding.action_day30").exists()
