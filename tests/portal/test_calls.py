"""The calls of a session for its team: who may open them, offer, move, withdraw, note."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.portal import teams
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.models import Booking, CallSlot
from lms_onboarding.welcome.services import book_call
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import provider, with_documents
from tests.factories.sessions import SessionFactory, karim
from tests.welcome.appointments.conftest import MONDAY, at, meeting, offered, plain

pytestmark = pytest.mark.django_db
TYPED = {
    "purpose": "welcome",
    "kind": "individual",
    "day": "2026-12-02",
    "start": "09:30",
    "count": "3",
    "minutes": "15",
    "channel": "phone",
}
NOTED = {"outcome": "held", "next_step": "adapt", "blockers": ["stress"], "agreed": "Un atelier mardi."}


@pytest.fixture(autouse=True)
def organisation() -> Any:
    return with_documents(provider())


@pytest.fixture
def session(organisation: Any) -> Session:
    made: Session = SessionFactory(opened=True)
    return made


def signed_in(person: Person | None = None, team: str = "") -> Client:
    teams.keep()
    user = get_user_model().objects.create_user(email=f"{team or 'trainer'}@exemple.fr".lower().replace(" ", "-"))
    if team:
        user.groups.add(Group.objects.get(name=team))
    if person is not None:
        Person.objects.filter(pk=person.pk).update(account=user)
    client = Client()
    with travel(at(MONDAY), tick=False):
        client.force_login(user)
    return client


@pytest.fixture
def trainer(session: Session) -> Client:
    return signed_in(karim())


def get(client: Client, path: str, now: str = MONDAY) -> Any:
    with travel(at(now), tick=False):
        return client.get(path)


def post(client: Client, path: str, now: str = MONDAY, **data: Any) -> Any:
    with travel(at(now), tick=False):
        return client.post(path, data, follow=True)


def text_of(response: Any) -> str:
    return plain(response.content.decode())


def booked(session: Session, start: str = "2026-12-02 09:30") -> Booking:
    learner: Enrolment = EnrolmentFactory(session=session)
    slot = offered(session, start)[0]
    return book_call(enrolment=learner.pk, slot=slot.pk, by=learner.person.key, now=at(MONDAY))


def test_a_trainer_offers_slots_in_a_row(session: Session, trainer: Client) -> None:
    page = post(trainer, f"/sessions/{session.pk}/appels/", trainer=karim().pk, **TYPED)
    assert "3 créneaux sont proposés." in text_of(page)
    assert "Trois places libres, aucun rendez-vous réservé" in text_of(page)
    starts = CallSlot.objects.order_by("starts_at").values_list("starts_at", flat=True)
    assert list(starts) == [at("2026-12-02 09:30"), at("2026-12-02 09:45"), at("2026-12-02 10:00")]
    post(trainer, f"/sessions/{session.pk}/appels/", trainer=karim().pk, **TYPED)
    assert CallSlot.objects.count() == 3


def test_a_meeting_of_the_group_is_one_slot(session: Session, trainer: Client) -> None:
    typed = TYPED | {"kind": "group", "channel": "video", "where": "https://visio.example.fr/a", "capacity": "8"}
    post(trainer, f"/sessions/{session.pk}/appels/", trainer=karim().pk, **typed)
    assert CallSlot.objects.get().capacity == 8


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day": "2026-12-07"}, "avant le premier jour de la session"),
        ({"day": "2026-11-02"}, "Ce moment est passé"),
        ({"channel": "video"}, "Donnez l’adresse complète de la visio"),
        ({"kind": "group"}, "au moins deux personnes"),
        ({"day": ""}, "Choisissez un jour, par exemple"),
    ],
)
def test_a_wrong_offer_keeps_what_was_typed(
    session: Session, trainer: Client, changes: dict[str, str], said: str
) -> None:
    page = post(trainer, f"/sessions/{session.pk}/appels/", trainer=karim().pk, **(TYPED | changes))
    assert page.status_code == 422
    assert said in text_of(page)
    assert 'value="09:30"' in text_of(page)
    assert "<title>Erreur :" in text_of(page)
    assert not CallSlot.objects.exists()


def test_the_page_says_who_booked_and_who_did_not(session: Session, trainer: Client) -> None:
    made = booked(session)
    other: Enrolment = EnrolmentFactory(session=session)
    page = text_of(get(trainer, f"/sessions/{session.pk}/appels/"))
    assert "Un rendez-vous réservé, plus de place libre" in page
    assert made.enrolment.person.full_name in page
    assert other.person.full_name in page[page.index("Sans rendez-vous") :]


def test_a_moved_slot_says_who_hears_of_it(session: Session, trainer: Client) -> None:
    made = booked(session)
    path = f"/sessions/{session.pk}/appels/creneau/{made.slot_id}/"
    assert made.enrolment.person.full_name in text_of(get(trainer, path))
    page = post(trainer, path, day="2026-12-03", start="17:00", channel="phone", reason="Un imprévu")
    assert f"{made.enrolment.person.full_name} en reçoit la nouvelle." in text_of(page)
    made.slot.refresh_from_db()
    assert made.slot.starts_at == at("2026-12-03 17:00")


def test_a_withdrawn_slot_cancels_its_call(session: Session, trainer: Client) -> None:
    made = booked(session)
    post(trainer, f"/sessions/{session.pk}/appels/creneau/{made.slot_id}/retirer/", reason="Souffrant")
    assert not Booking.objects.uncancelled().exists()
    assert "Aucun créneau à venir" in text_of(get(trainer, f"/sessions/{session.pk}/appels/"))


def test_one_learner_leaves_a_meeting(session: Session, trainer: Client) -> None:
    slot = meeting(session)
    learner: Enrolment = EnrolmentFactory(session=session)
    made = book_call(enrolment=learner.pk, slot=slot.pk, by="person/1", now=at(MONDAY))
    assert "Annuler sa venue" in text_of(get(trainer, f"/sessions/{session.pk}/appels/creneau/{slot.pk}/"))
    post(trainer, f"/sessions/{session.pk}/appels/{made.pk}/annuler/")
    assert not Booking.objects.uncancelled().exists()
    assert CallSlot.objects.standing().exists()


def test_an_outcome_is_noted_and_read_again(session: Session, trainer: Client) -> None:
    made = booked(session)
    after = "2026-12-02 11:00"
    with travel(at(after), tick=False):
        trainer.force_login(get_user_model().objects.get())
    assert "Un rendez-vous à noter" in text_of(get(trainer, f"/sessions/{session.pk}/appels/", after))
    path = f"/sessions/{session.pk}/appels/{made.pk}/"
    early = post(trainer, path, "2026-12-02 09:20", **NOTED)
    assert (early.status_code, "n’a pas commencé" in text_of(early)) == (422, True)
    page = text_of(post(trainer, path, after, **NOTED))
    assert "Appel tenu" in page
    assert "Un atelier mardi." not in page
    assert "Un atelier mardi." in text_of(get(trainer, path, after))
    wrong = post(trainer, path, after, **(NOTED | {"blockers": ["nothing", "stress"]}))
    assert (wrong.status_code, "ne va avec aucune autre" in text_of(wrong)) == (422, True)


@pytest.mark.parametrize("team", ["Administrateur", "Référent pédagogique"])
def test_some_teams_run_the_calls_of_every_session(session: Session, team: str) -> None:
    assert get(signed_in(team=team), f"/sessions/{session.pk}/appels/").status_code == 200


def test_the_referent_of_the_organisation_runs_those_without_one(session: Session) -> None:
    client = signed_in(Person.objects.get(first_name="Solène"))
    assert get(client, f"/sessions/{session.pk}/appels/").status_code == 200
    Session.objects.filter(pk=session.pk).update(referent=Person.objects.get(first_name="Nadia"))
    assert get(client, f"/sessions/{session.pk}/appels/").status_code == 404


@pytest.mark.parametrize("who", ["nobody", "quality", "trainer of another session", "learner"])
def test_for_the_others_the_session_does_not_exist(session: Session, who: str) -> None:
    made = booked(session)
    base = f"/sessions/{session.pk}/appels/"
    if who == "nobody":
        client, status = Client(), 302
    elif who == "quality":
        client, status = signed_in(team="Responsable qualité"), 404
    else:
        client, status = signed_in(made.enrolment.person if who == "learner" else None), 404
    for path in ("", f"creneau/{made.slot_id}/", f"{made.pk}/"):
        assert get(client, base + path).status_code == status
    with travel(at(MONDAY), tick=False):
        for path in ("", f"creneau/{made.slot_id}/retirer/", f"{made.pk}/annuler/"):
            assert client.post(base + path, TYPED).status_code == status
    assert Booking.objects.uncancelled().count() == 1


def test_a_slot_or_call_of_another_session_is_not_found(session: Session, trainer: Client) -> None:
    other = booked(SessionFactory(opened=True))
    for path in (f"creneau/{other.slot_id}/", f"{other.pk}/"):
        assert get(trainer, f"/sessions/{session.pk}/appels/{path}").status_code == 404
    post(trainer, f"/sessions/{session.pk}/appels/{other.pk}/annuler/")
    assert Booking.objects.uncancelled().count() == 1


def test_the_page_costs_as_much_with_one_call_as_with_eight(session: Session, trainer: Client) -> None:
    counts = []
    for hours in (range(9, 10), range(10, 18)):
        for hour in hours:
            booked(session, f"2026-12-02 {hour}:00")
            EnrolmentFactory(session=session)
        with CaptureQueriesContext(connection) as queries:
            get(trainer, f"/sessions/{session.pk}/appels/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_trainer_finds_the_sessions_to_call_for(session: Session, trainer: Client) -> None:
    booked(session)
    SessionFactory(opened=True, trainers=[])
    page = text_of(get(trainer, "/appels/"))
    assert page.count("/appels/") - page.count('href="/appels/"') == 1
    assert "1 à venir" in page
    assert 'href="/appels/" aria-current="page"' in page
