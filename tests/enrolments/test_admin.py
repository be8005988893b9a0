"""The administration of enrolments: enrol, correct, move from one state to the next, never erase."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from pytest_django import DjangoAssertNumQueries
from time_machine import Traveller, travel

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    """The clock stands at NOW from before anybody signs in: an account session does not outlive a leap in time."""
    with travel(NOW, tick=False) as traveller:
        yield traveller


def test_enrolling_confirms_the_place_and_opens_the_session(admin_client: Client) -> None:
    session, person = SessionFactory(), PersonFactory()

    admin_client.post(reverse("inscriptions:add"), {"session": session.pk, "person": person.pk, "role": "creator"})

    enrolment = Enrolment.objects.get()
    assert (enrolment.state, enrolment.role) == (EnrolmentState.CONFIRMED, "creator")
    session.refresh_from_db()
    assert session.opened_at == NOW


def test_the_same_person_twice_is_refused_by_name(admin_client: Client) -> None:
    known = EnrolmentFactory()

    page = admin_client.post(
        reverse("inscriptions:add"), {"session": known.session.pk, "person": known.person.pk, "role": "creator"}
    )

    assert "a déjà une inscription" in page.content.decode()
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    ("starts", "move", "cause", "state"),
    [
        (date(2026, 12, 7), "cancel", "", EnrolmentState.CANCELLED),
        (date(2026, 11, 30), "abandon", "workload", EnrolmentState.ABANDONED),
        (date(2026, 12, 7), "", "", EnrolmentState.CONFIRMED),
    ],
)
def test_the_form_moves_the_state(
    admin_client: Client, starts: date, move: str, cause: str, state: EnrolmentState
) -> None:
    enrolment = EnrolmentFactory(session=SessionFactory(starts=starts, opened=True))
    funder = OrganisationFactory(kind="funder")

    admin_client.post(
        reverse("inscriptions:edit", args=[enrolment.pk]),
        {"role": "manager", "funder": funder.pk, "move": move, "cause": cause},
    )

    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.role, enrolment.funder) == (state, "manager", funder)


def test_an_abandonment_without_a_cause_comes_back(admin_client: Client) -> None:
    enrolment = EnrolmentFactory(session=SessionFactory(starts=date(2026, 11, 30), opened=True))

    page = admin_client.post(reverse("inscriptions:edit", args=[enrolment.pk]), {"role": "", "move": "abandon"})

    assert "Choisissez la cause" in page.content.decode()
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.CONFIRMED


def test_what_the_state_refuses_keeps_nothing_of_the_form(admin_client: Client) -> None:
    enrolment = EnrolmentFactory(state=EnrolmentState.CANCELLED)

    page = admin_client.post(reverse("inscriptions:edit", args=[enrolment.pk]), {"role": "admin", "move": "confirm"})

    assert "ne change plus d’état" in page.content.decode()
    enrolment.refresh_from_db()
    assert enrolment.role == "creator"


def test_an_enrolment_is_never_erased() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("inscriptions:delete", args=[1])


@pytest.mark.parametrize("export", ["", "csv", "xlsx"])
def test_a_list_costs_the_same_with_one_enrolment_and_with_five(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries, export: str
) -> None:
    def read() -> None:
        response = admin_client.get(reverse("inscriptions:index"), {"export": export} if export else {})
        assert b"".join(response)

    EnrolmentFactory()
    read()
    with CaptureQueriesContext(connection) as few:
        read()
    for _ in range(4):
        EnrolmentFactory(funder=OrganisationFactory(kind="funder"))
    with django_assert_num_queries(len(few)):
        read()


def test_the_list_filters_by_session_state_role_and_company(admin_client: Client) -> None:
    wanted = EnrolmentFactory(role="manager", state=EnrolmentState.INVITED)
    other = EnrolmentFactory()

    for query in (
        {"session": wanted.session.pk},
        {"state": "invited"},
        {"role": "manager"},
        {"company": wanted.company.pk},
        {"q": f"{wanted.person.last_name} {wanted.person.first_name}"},
    ):
        page = admin_client.get(reverse("inscriptions:index_results"), query).content.decode()
        assert wanted.person.full_name in page, query
        assert other.person.full_name not in page, query
