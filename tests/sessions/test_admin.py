"""The administration of sessions: one form for everything until learners were told, then the move alone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import Traveller, travel

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.sessions.models import Session
from tests.factories.courses import CoursePageFactory
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    """The clock stands at NOW from before anybody signs in: an account session does not outlive a leap in time."""
    with travel(NOW, tick=False) as traveller:
        yield traveller


def typed(**changes: Any) -> dict[str, Any]:
    """What the form sends for one on-site day with one trainer."""
    slots = [("2026-12-07", "09:00", "12:30"), ("2026-12-07", "13:30", "17:00")]
    rows = {
        f"slots-{rank}-{name}": value
        for rank, slot in enumerate(changes.pop("slots", slots))
        for name, value in zip(("day", "start", "end"), slot, strict=True)
    }
    return {
        "code": "LMS-1",
        "modality": "onsite",
        "first_day": "2026-12-07",
        "last_day": "2026-12-18",
        "slots-TOTAL_FORMS": str(len(rows) // 3),
        "slots-INITIAL_FORMS": "0",
        "trainers-TOTAL_FORMS": "0",
        "trainers-INITIAL_FORMS": "0",
        **rows,
        **changes,
    }


def test_a_session_is_created_with_its_half_days_and_its_trainer(admin_client: Client) -> None:
    trainer = PersonFactory()
    row = {"trainers-TOTAL_FORMS": "1", "trainers-0-person": str(trainer.pk), "trainers-0-title": "formatrice"}

    response = admin_client.post(reverse("sessions:add"), typed(course=CoursePageFactory().pk, **row))

    assert response.status_code == 302, response.content.decode()
    session = Session.objects.get()
    assert session.starts_at == datetime(2026, 12, 7, 8, tzinfo=UTC)
    assert [str(slot) for slot in session.slots.all()] == ["07/12/2026 09:00-12:30", "07/12/2026 13:30-17:00"]
    assert session.trainers.get().person == trainer


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"first_day": "2026-12-18", "last_day": "2026-12-07"}, "avant de commencer"),
        ({"slots": [("2027-12-07", "09:00", "12:30")]}, "hors de la session"),
        ({"slots": [("2026-12-07", "12:30", "09:00")]}, "avant d’avoir commencé"),
        ({"slots": [("2026-12-07", "09:00", "10:00"), ("2026-12-07", "10:15", "12:00")]}, "même demi-journée"),
        ({"last_day": ""}, "laissez les deux vides"),
    ],
)
def test_an_impossible_schedule_comes_back_with_a_sentence(
    admin_client: Client, changes: dict[str, Any], said: str
) -> None:
    page = admin_client.post(reverse("sessions:add"), typed(course=CoursePageFactory().pk, **changes))

    text = page.content.decode()
    assert said in text
    assert "LMS-1" in text, "what was typed is kept"
    assert not Session.objects.exists()


def test_until_it_is_announced_everything_is_edited_in_the_form(admin_client: Client) -> None:
    session = SessionFactory(starts=date(2026, 11, 16))

    admin_client.post(
        reverse("sessions:edit", args=[session.pk]),
        typed(course=session.course.pk, venue="2, rue de Strasbourg, Nantes"),
    )

    session.refresh_from_db()
    assert session.venue == "2, rue de Strasbourg, Nantes"
    assert {slot.day for slot in session.slots.all()} >= {date(2026, 12, 7)}


def test_once_announced_dates_and_place_leave_the_form(admin_client: Client) -> None:
    session = SessionFactory(opened=True)
    url = reverse("sessions:edit", args=[session.pk])

    page = admin_client.get(url).content.decode()
    admin_client.post(url, typed(course=session.course.pk, venue="Ailleurs", trainer_word="À lundi !"))

    assert 'name="venue"' not in page
    assert 'name="slots-TOTAL_FORMS"' not in page
    assert reverse("lmso_portal:session_move", args=[session.pk]) in page
    session.refresh_from_db()
    assert session.venue != "Ailleurs"
    assert session.trainer_word == "À lundi !"
    assert session.slots.count() == 2


def test_trainers_are_chosen_in_a_window_and_not_in_a_list_of_everybody(admin_client: Client) -> None:
    PersonFactory(first_name="Malik", last_name="Traoré")

    page = admin_client.get(reverse("sessions:add")).content.decode()

    assert "Malik Traoré" not in page
    assert "Choisir une personne" in page
    chosen = admin_client.get(reverse("choix_personne:choose_results"), {"q": "traoré malik"}).content.decode()
    assert "Malik Traoré" in chosen


@pytest.mark.parametrize("export", ["", "csv", "xlsx"])
def test_a_list_costs_the_same_with_one_session_and_with_five(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries, export: str
) -> None:
    def read() -> None:
        response = admin_client.get(reverse("sessions:index"), {"export": export} if export else {})
        assert b"".join(response)

    SessionFactory(referent=PersonFactory())
    read()
    with CaptureQueriesContext(connection) as few:
        read()
    for _ in range(4):
        EnrolmentFactory(session=SessionFactory(referent=PersonFactory(), opened=True))
    with django_assert_num_queries(len(few)):
        read()


def test_the_list_counts_who_holds_a_place(admin_client: Client) -> None:
    session = SessionFactory(opened=True)
    EnrolmentFactory.create_batch(2, session=session)
    EnrolmentFactory(session=session, state=EnrolmentState.INVITED)

    content = b"".join(admin_client.get(reverse("sessions:index"), {"export": "csv"})).decode("utf-8-sig")

    heading, row = (line.split(";") for line in content.splitlines())
    assert dict(zip(heading, row, strict=True))["Inscrits"] == "2"


def test_the_list_filters_by_date_and_by_state(admin_client: Client) -> None:
    SessionFactory(code="PASSEE", starts=date(2026, 11, 2))
    SessionFactory(code="A-VENIR", starts=date(2026, 12, 7))

    ended = admin_client.get(reverse("sessions:index_results"), {"state": "ended"}).content.decode()
    december = admin_client.get(
        reverse("sessions:index_results"), {"starts_at_from": "2026-12-01", "starts_at_to": "2026-12-31"}
    ).content.decode()

    assert "PASSEE" in ended
    assert "A-VENIR" not in ended
    assert "A-VENIR" in december
    assert "PASSEE" not in december
