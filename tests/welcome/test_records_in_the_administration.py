"""Kits, mails, documents and journal in the administration: as many queries for one row as for five."""

from datetime import UTC, datetime
from typing import Final

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lms_onboarding.documents.models import Blob, IssuedDocument
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.welcome.models import KitEdition, WelcomeKit
from tests.factories.enrolments import EnrolmentFactory

pytestmark = pytest.mark.django_db
NOW: Final = datetime(2026, 11, 30, 8, tzinfo=UTC)


def kit_of(enrolment: Enrolment) -> WelcomeKit:
    """A kit that left, with its mail and its convocation, without drawing anything."""
    key = f"welcome/{enrolment.pk}/1"
    mail = OutgoingMail.objects.create(
        key=key,
        message="welcome.kit_onsite",
        message_id=f"<{enrolment.pk}@test>",
        state="unknown",
        about=enrolment.key,
        recipient_key=enrolment.person.key,
        to_email=enrolment.person.email,
        subject="Tout est prêt",
        queued_at=NOW,
        due_at=NOW,
        sent_at=NOW,
    )
    blob = Blob.objects.create(sha256=f"{enrolment.pk:064}", size=1, stored_at=NOW)
    convocation = IssuedDocument.objects.create(
        key=key, kind="convocation", number=f"C-2026-{enrolment.pk:04}", about=key, title="Convocation",
        filename="convocation.pdf", blob=blob, issued_at=NOW,
    )  # fmt: skip
    edition = KitEdition.objects.create(
        session=enrolment.session, schedule_no=1, fingerprint=str(enrolment.pk), content={}, frozen_at=NOW
    )
    return WelcomeKit.objects.create(
        enrolment=enrolment,
        schedule_no=1,
        edition=edition,
        mail=mail,
        deadline=NOW,
        queued_at=NOW,
        convocation=convocation,
    )


@pytest.mark.parametrize("export", ["", "csv", "xlsx"])
@pytest.mark.parametrize("name", ["kits", "courriers", "documents_emis", "journal"])
def test_a_list_costs_the_same_with_one_row_and_with_five(
    admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries, name: str, export: str
) -> None:
    def read() -> bytes:
        response = admin_client.get(reverse(f"{name}:index"), {"export": export} if export else {})
        return b"".join(response)

    kit_of(EnrolmentFactory())
    read()
    with CaptureQueriesContext(connection) as few:
        assert read()
    for _ in range(4):
        kit_of(EnrolmentFactory())
    with django_assert_num_queries(len(few)):
        read()


def test_a_kit_is_found_by_its_learner_and_read_in_full(admin_client: Client) -> None:
    wanted, other = kit_of(EnrolmentFactory()), kit_of(EnrolmentFactory())
    name = wanted.enrolment.person.full_name

    listed = admin_client.get(reverse("kits:index_results"), {"q": name}).content.decode()
    read = admin_client.get(reverse("kits:inspect", args=[wanted.pk])).content.decode()

    assert name in listed
    assert other.enrolment.person.full_name not in listed
    assert "remise inconnue" in listed
    assert str(wanted.convocation) in read
