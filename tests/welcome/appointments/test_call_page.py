"""The learner's page: by link without account, or signed in; a GET changes nothing, a refusal loses nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.tokens import token_of
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.models import Booking, CallDecline
from lms_onboarding.welcome.services import CallNote, book_call, note_outcome, withdraw_slot

from .conftest import MONDAY, at, enrolled, event_in, meeting, offered, plain, send

pytestmark = pytest.mark.django_db
Follow = Callable[[Enrolment], Client]


def get(client: Client, path: str, now: str = MONDAY) -> Any:
    with travel(at(now), tick=False):
        return client.get(path)


def post(client: Client, path: str, now: str = MONDAY, **data: object) -> Any:
    with travel(at(now), tick=False):
        return client.post(path, data, follow=True)


def text_of(response: Any) -> str:
    return plain(response.content.decode()).replace("<sup>er</sup>", "er")


def test_slots_are_listed_by_day_with_a_verb_and_its_object(
    session: Session, learner: Enrolment, visitor: Follow
) -> None:
    offered(session, "2026-12-01 09:30", "2026-12-01 17:00", "2026-12-03 12:15")
    page = text_of(get(visitor(learner), f"/appel/{learner.pk}/"))
    assert page.count("<h3>") == 2
    assert "Mardi 1" in page
    for said in ("Réserver mardi 1er à 9 h 30", "Réserver mardi 1er à 17 h", "Réserver jeudi 3 à 12 h 15"):
        assert said in page, said
    assert "Dix minutes avec Karim Haddad, par téléphone" in page
    assert not Booking.objects.exists()


def test_a_booking_says_what_was_done_and_where_the_invitation_went(
    session: Session, learner: Enrolment, visitor: Follow
) -> None:
    slot = offered(session, "2026-12-01 09:30")[0]
    client = visitor(learner)
    response = post(client, f"/appel/{learner.pk}/reserver/", slot=slot.pk, phone="06 12 34 56 78")
    page = text_of(response)
    told = f"mardi 1er décembre à 9 h 30 avec Karim Haddad. L’invitation est partie à {learner.person.email}."
    assert f"C’est noté : {told}" in page
    assert "Karim Haddad vous appellera au 06 12 34 56 78." in page
    assert "sessionid" not in client.cookies
    ics = get(client, f"/appel/{learner.pk}/agenda.ics")
    assert event_in(ics.content).start == at("2026-12-01 09:30")


def test_a_slot_taken_meanwhile_is_a_conflict_that_shows_the_others(
    session: Session, learner: Enrolment, visitor: Follow
) -> None:
    slot, other = offered(session, "2026-12-01 09:30", "2026-12-03 17:00")
    client = visitor(learner)
    book_call(enrolment=enrolled(session).pk, slot=slot.pk, by="person/1", now=at(MONDAY))
    response = post(client, f"/appel/{learner.pk}/reserver/", slot=slot.pk, phone="06 12 34 56 78")
    page = text_of(response)
    assert response.status_code == 409
    assert "Ce créneau vient d’être pris. Rien n’est perdu" in page
    assert "<title>Erreur :" in page
    assert "Réserver jeudi 3 à 17 h" in page
    assert "Réserver mardi 1er à 9 h 30" not in page
    assert 'value="06 12 34 56 78"' in page
    assert f'value="{other.pk}"' in page
    assert not learner.call_bookings.exists()


@pytest.mark.parametrize("slot", ["", "0", "abc", "²", "9" * 40])
def test_a_slot_that_is_nothing_is_a_conflict_too(
    session: Session, learner: Enrolment, visitor: Follow, slot: str
) -> None:
    offered(session, "2026-12-01 09:30")
    response = post(visitor(learner), f"/appel/{learner.pk}/reserver/", slot=slot)
    assert response.status_code == 409
    assert "n’est plus proposé" in text_of(response)


def test_a_move_taken_meanwhile_keeps_the_call(session: Session, learner: Enrolment, visitor: Follow) -> None:
    slot, other = offered(session, "2026-12-01 09:30", "2026-12-03 17:00")
    client = visitor(learner)
    post(client, f"/appel/{learner.pk}/reserver/", slot=slot.pk)
    book_call(enrolment=enrolled(session).pk, slot=other.pk, by="person/1", now=at(MONDAY))
    response = post(client, f"/appel/{learner.pk}/deplacer/", slot=other.pk)
    assert response.status_code == 409
    assert "votre appel est le mardi 1er décembre à 9 h 30" in text_of(response)


def test_a_call_is_moved_then_cancelled(session: Session, learner: Enrolment, visitor: Follow) -> None:
    slot, other = offered(session, "2026-12-01 09:30", "2026-12-03 17:00")
    client = visitor(learner)
    post(client, f"/appel/{learner.pk}/reserver/", slot=slot.pk)
    assert "Déplacer au jeudi 3 à 17 h" in text_of(get(client, f"/appel/{learner.pk}/"))
    moved = post(client, f"/appel/{learner.pk}/deplacer/", slot=other.pk)
    assert "C’est noté : jeudi 3 décembre à 17 h avec Karim Haddad" in text_of(moved)
    made = Booking.objects.get()
    gone = post(client, f"/appel/{learner.pk}/annuler/", call=made.pk)
    assert "Le rendez-vous est annulé." in text_of(gone)
    ics = get(client, f"/appel/{learner.pk}/agenda.ics")
    assert event_in(ics.content)["STATUS"] == "CANCELLED"


def test_within_the_hour_the_page_says_whom_to_call(session: Session, learner: Enrolment, visitor: Follow) -> None:
    slot = offered(session, "2026-12-01 09:30", "2026-12-03 17:00")[0]
    client = visitor(learner)
    post(client, f"/appel/{learner.pk}/reserver/", slot=slot.pk)
    page = text_of(get(client, f"/appel/{learner.pk}/", "2026-12-01 08:45"))
    assert "Prévenez directement Karim Haddad" in page
    assert "01 99 00 45 30" in page
    assert "Annuler le rendez-vous" not in page
    late = post(client, f"/appel/{learner.pk}/annuler/", "2026-12-01 08:45", call=Booking.objects.get().pk)
    assert late.status_code == 409
    assert "Il est trop tard" in text_of(late)


def test_no_call_is_wanted_in_one_gesture(session: Session, learner: Enrolment, visitor: Follow) -> None:
    offered(session, "2026-12-01 09:30")
    client = visitor(learner)
    page = text_of(post(client, f"/appel/{learner.pk}/decliner/"))
    assert "C’est noté : pas de rendez-vous." in page
    assert "Réserver mardi 1er à 9 h 30" in page
    assert CallDecline.objects.count() == 1


def test_a_meeting_is_answered_by_yes_or_no(session: Session, learner: Enrolment, visitor: Follow) -> None:
    slot = meeting(session)
    client = visitor(learner)
    assert "Je serai là jeudi 3 à 12 h 30" in text_of(get(client, f"/appel/{learner.pk}/"))
    page = text_of(post(client, f"/appel/{learner.pk}/decliner/", slot=slot.pk))
    assert "Vous avez dit ne pas pouvoir venir" in page
    page = text_of(post(client, f"/appel/{learner.pk}/reserver/", slot=slot.pk))
    assert "votre accueil du groupe est le jeudi 3 décembre à 12 h 30" in page
    assert 'href="https://visio.example.fr/accueil"' in page


def test_what_was_agreed_is_read_by_the_person(session: Session, learner: Enrolment, visitor: Follow) -> None:
    slot = offered(session, "2026-12-01 09:30")[0]
    made = book_call(enrolment=learner.pk, slot=slot.pk, by="person/1", now=at(MONDAY))
    note = CallNote(outcome="held", next_step="adapt", blockers=["stress"], agreed="Un atelier quiz mardi.")
    note_outcome(booking=made.pk, note=note, by="user/1", now=at("2026-12-01 10:00"))
    page = text_of(get(visitor(learner), f"/appel/{learner.pk}/", "2026-12-01 11:00"))
    assert "votre échange a eu lieu" in page
    assert "Un atelier quiz mardi." in page
    assert "pas y arriver" not in page  # codes are for counting, not for reading


def test_without_slot_the_page_says_so(learner: Enrolment, visitor: Follow) -> None:
    assert "Aucun créneau n’est ouvert pour l’instant" in text_of(get(visitor(learner), f"/appel/{learner.pk}/"))


def test_nobody_else_opens_it(session: Session, learner: Enrolment, visitor: Follow) -> None:
    other = enrolled(session)
    slot = offered(session, "2026-12-01 09:30")[0]
    for client in (Client(), visitor(other)):
        assert get(client, f"/appel/{learner.pk}/").status_code == 403
        assert post(client, f"/appel/{learner.pk}/reserver/", slot=slot.pk).status_code == 403
    assert not Booking.objects.exists()


def test_a_learner_cannot_cancel_the_call_of_another(session: Session, learner: Enrolment, visitor: Follow) -> None:
    other, slot = enrolled(session), offered(session, "2026-12-01 09:30")[0]
    made = book_call(enrolment=other.pk, slot=slot.pk, by="person/1", now=at(MONDAY))
    post(visitor(learner), f"/appel/{learner.pk}/annuler/", call=made.pk)
    assert Booking.objects.uncancelled().count() == 1


def test_signed_in_it_opens_without_link(session: Session, learner: Enrolment) -> None:
    slot = offered(session, "2026-12-01 09:30")[0]
    user = get_user_model().objects.create_user(email="ines@exemple.fr")
    learner.person.account = user
    learner.person.save(update_fields=["account"])
    client = Client()
    with travel(at(MONDAY), tick=False):
        client.force_login(user)
    post(client, f"/appel/{learner.pk}/reserver/", slot=slot.pk)
    assert Booking.objects.get().booked_by == learner.person.key
    stranger = Client()
    with travel(at(MONDAY), tick=False):
        stranger.force_login(get_user_model().objects.create_user(email="autre@exemple.fr"))
    assert get(stranger, f"/appel/{learner.pk}/").status_code == 403


def test_a_get_never_books(session: Session, learner: Enrolment, visitor: Follow) -> None:
    offered(session, "2026-12-01 09:30")
    client = visitor(learner)
    for path in ("reserver", "deplacer", "annuler", "decliner"):
        assert get(client, f"/appel/{learner.pk}/{path}/").status_code == 405


def test_the_calendar_link_of_the_mail_opens_the_file_alone(session: Session, learner: Enrolment) -> None:
    slot = offered(session, "2026-12-01 09:30")[0]
    book_call(enrolment=learner.pk, slot=slot.pk, by="person/1", now=at(MONDAY))
    send(at(MONDAY))
    link = PersonalLink.objects.get(scope="call_agenda")
    client = Client()
    with travel(at(MONDAY), tick=False):
        response: Any = client.get(f"/l/{link.pk}-{token_of(link.pk, link.version)}/", follow=True)
    assert event_in(response.content)["STATUS"] == "CONFIRMED"
    assert get(client, f"/appel/{learner.pk}/").status_code == 403


def test_a_cancelled_enrolment_is_told_so(session: Session, learner: Enrolment, visitor: Follow) -> None:
    slot = offered(session, "2026-12-01 09:30")[0]
    client = visitor(learner)
    learner.state = "cancelled"
    learner.save(update_fields=["state"])
    response = post(client, f"/appel/{learner.pk}/reserver/", slot=slot.pk)
    assert response.status_code == 410
    assert "il n’y a pas de rendez-vous à prendre" in text_of(response)
    assert not OutgoingMail.objects.exists()


def test_a_withdrawn_slot_is_gone(session: Session, learner: Enrolment, visitor: Follow) -> None:
    slot = offered(session, "2026-12-01 09:30")[0]
    client = visitor(learner)
    withdraw_slot(slot.pk, by="user/1", now=at(MONDAY))
    assert post(client, f"/appel/{learner.pk}/reserver/", slot=slot.pk).status_code == 409


def test_the_page_costs_as_much_with_one_slot_as_with_twenty(
    session: Session, learner: Enrolment, visitor: Follow
) -> None:
    client, counts = visitor(learner), []
    for day in (1, 2):
        offered(session, *(f"2026-12-0{day} {hour}:00" for hour in range(9, 10 if day == 1 else 19)))
        with CaptureQueriesContext(connection) as queries:
            get(client, f"/appel/{learner.pk}/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
