"""The administration of people: what one sees, what is refused and how it is said."""

from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from lms_onboarding.journal.models import Entry
from lms_onboarding.people.models import Organisation, Person
from tests.factories.people import LONG_AGO, OrganisationFactory, PersonFactory, provider

pytestmark = pytest.mark.django_db
CARD = {"civility": "mme", "first_name": "Inès", "last_name": "Berthier", "email": "ines@exemple.fr", "phone": ""}


def test_a_new_person_is_written_by_the_service(admin_client: Client) -> None:
    response = admin_client.post(reverse("personnes:add"), CARD)

    assert response.status_code == 302
    person = Person.objects.get()
    assert (person.full_name, person.email_key) == ("Inès Berthier", "ines@exemple.fr")
    assert Entry.objects.about(person.key).get().verb == "person.created"


def test_a_second_person_with_the_same_address_is_refused_by_name(admin_client: Client) -> None:
    PersonFactory(first_name="Malik", last_name="Traoré", email="Ines@Exemple.fr")

    page = admin_client.post(reverse("personnes:add"), CARD).content.decode()

    assert "Malik Traoré a déjà cette adresse" in page
    assert "Berthier" in page, "what was typed is kept"
    assert Person.objects.count() == 1


def test_an_address_that_reaches_nobody_is_refused(admin_client: Client) -> None:
    page = admin_client.post(reverse("personnes:add"), CARD | {"email": "paul@entreprise"}).content.decode()

    assert not Person.objects.exists()
    assert "adresse" in page


def test_a_name_that_no_document_could_carry_is_refused_where_it_is_typed(admin_client: Client) -> None:
    page = admin_client.post(reverse("personnes:add"), CARD | {"first_name": "Inès 😀"}).content.decode()

    assert not Person.objects.exists()
    assert "😀 (U+1F600)" in page
    assert "Berthier" in page, "what was typed is kept"


def test_changing_an_address_is_written_in_the_journal(admin_client: Client) -> None:
    person = PersonFactory()

    admin_client.post(reverse("personnes:edit", args=[person.pk]), CARD | {"email": "nouvelle@exemple.fr"})

    person.refresh_from_db()
    assert person.email_key == "nouvelle@exemple.fr"
    assert person.created_at == LONG_AGO
    assert [entry.verb for entry in Entry.objects.about(person.key)] == ["person.email_changed"]


def test_a_person_something_relies_on_is_not_deleted(admin_client: Client) -> None:
    guardian = PersonFactory()
    PersonFactory(guardian=guardian)

    response = admin_client.post(reverse("personnes:delete", args=[guardian.pk]))

    assert response.status_code == 302
    assert Person.objects.count() == 2
    assert "ne peut pas être supprimé" in str(next(iter(get_messages(response.wsgi_request))))


def test_search_finds_first_and_last_name_in_any_order(admin_client: Client) -> None:
    PersonFactory(first_name="Inès", last_name="Berthier")
    PersonFactory(first_name="Malik", last_name="Traoré")

    page = admin_client.get(reverse("personnes:index_results"), {"q": "berthier inès"}).content.decode()

    assert "Berthier" in page
    assert "Traoré" not in page


def test_an_organisation_known_under_another_case_is_refused(admin_client: Client) -> None:
    OrganisationFactory(name="Société Éole")

    page = admin_client.post(reverse("organisations:add"), {"kind": "company", "name": "SOCIÉTÉ  ÉOLE"})

    assert "existe déjà parmi les organisations" in page.content.decode()
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("export", ["", "csv", "xlsx"])
def test_a_list_costs_the_same_with_one_person_and_with_five(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries, export: str
) -> None:
    def read() -> None:
        response = admin_client.get(reverse("personnes:index"), {"export": export} if export else {})
        assert b"".join(response)

    PersonFactory(guardian=PersonFactory())
    read()  # fills the caches of content types
    with CaptureQueriesContext(connection) as few:
        read()
    for _ in range(4):
        PersonFactory(guardian=PersonFactory())
    with django_assert_num_queries(len(few)):
        read()


def test_the_csv_opens_in_french_excel_and_runs_nothing(admin_client: Client) -> None:
    PersonFactory(first_name='=HYPERLINK("http://evil.example")', last_name="Élan", phone="+33 1 99 00 45 12")

    content = b"".join(admin_client.get(reverse("personnes:index"), {"export": "csv"}))

    assert content.startswith("\ufeff".encode())
    heading, row = content.decode("utf-8-sig").splitlines()
    assert heading.split(";")[:4] == ["Civilité", "Nom", "Prénom", "Adresse e-mail"]
    assert "'=HYPERLINK" in row
    assert "'+33 1 99 00 45 12" in row
    assert row.endswith("05/01/2026 09:00"), "Paris time, not UTC"


def test_the_workbook_holds_paris_dates_and_no_formula(admin_client: Client) -> None:
    PersonFactory(first_name="=1+1", last_name="@SUM(A1)")

    content = b"".join(admin_client.get(reverse("personnes:index"), {"export": "xlsx"}))

    headings, row = load_workbook(BytesIO(content)).worksheets[0].iter_rows()
    assert headings[1].value == "Nom"
    assert [cell.data_type for cell in row[:4]] == ["s", "s", "s", "s"]
    assert row[2].value == "'=1+1"
    assert str(row[6].value) == "2026-01-05 09:00:00"


def test_the_provider_is_told_that_its_window_closes_before_it_opens(admin_client: Client) -> None:
    row = provider()
    url = reverse("wagtailsettings:edit", args=["lmso_people", "providersettings", row.pk])

    page = admin_client.post(
        url, {"window_opens": "20:00", "window_closes": "08:00", "zone_name": "Europe/Pari", "kit_days": "7"}
    )

    text = page.content.decode()
    assert "avant de s’ouvrir" in text
    assert "n’est pas un fuseau horaire connu" in text
    row.refresh_from_db()
    assert row.zone_name == "Europe/Paris"
