"""One person per address, whoever writes it: a form, a correction, a file."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from pytest_django import DjangoAssertNumQueries

from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.enums import Lane, MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.people import services
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.people.models import Organisation, Person, ProviderSettings
from lms_onboarding.people.services import Card
from tests.factories.people import OrganisationFactory, PersonFactory, provider

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)


def verbs(person: Person) -> list[str]:
    return [entry.verb for entry in Entry.objects.about(person.key)]


def test_a_new_person_has_a_key_a_date_and_an_entry() -> None:
    person = services.save_person(
        Person(first_name="Inès", last_name="Berthier", email=" Ines@Exemple.FR "), by="user/1", now=NOW
    )

    assert (person.email, person.email_key, person.created_at) == ("Ines@Exemple.FR", "ines@exemple.fr", NOW)
    assert verbs(person) == ["person.created"]


@pytest.mark.parametrize("address", ["", "paul", "paul@entreprise", "paul@@exemple.fr"])
def test_an_unusable_address_is_refused_with_a_remedy(address: str) -> None:
    with pytest.raises(services.AddressUnusable, match="adresse complète"):
        services.save_person(Person(first_name="P", last_name="R", email=address), by="user/1", now=NOW)
    assert not Person.objects.exists()


def test_an_address_taken_names_its_holder() -> None:
    holder, other = PersonFactory(email="ines@exemple.fr"), PersonFactory()

    with pytest.raises(services.AddressTaken, match=holder.full_name) as refusal:
        services.correct_email(other, email="INES@exemple.fr", by="user/1", now=NOW)

    assert refusal.value.holder == holder
    assert refusal.value.field == "email"


def test_only_a_new_address_is_a_change_of_address() -> None:
    person = PersonFactory(email="ines@exemple.fr")

    services.correct_email(person, email="Ines@Exemple.fr", by="user/1", now=NOW)
    assert verbs(person) == []
    services.correct_email(person, email="i.berthier@exemple.fr", by="user/3", now=NOW)

    entry = Entry.objects.about(person.key).get()
    assert (entry.verb, entry.actor, entry.codes) == ("person.email_changed", "user/3", {})


def _waiting(person: Person, key: str, *, lane: Lane = Lane.NORMAL) -> OutgoingMail:
    message = "account.sign_in_code" if lane is Lane.FAST else "enrolment.confirmed"
    to = Recipient(person.email, person.full_name, person.key)
    return queue(Draft(key=key, message=message, recipient=to, about="", due_at=NOW, lane=lane), now=NOW)


def test_what_still_waits_follows_a_corrected_address() -> None:
    """A kit that waits for the morning must not leave for a mailbox known to be wrong."""
    person, colleague = PersonFactory(email="ines@exemple.fr"), PersonFactory(email="paul@exemple.fr")
    waiting, theirs = _waiting(person, "a"), _waiting(colleague, "b")
    code, gone, held = _waiting(person, "c", lane=Lane.FAST), _waiting(person, "d"), _waiting(person, "e")
    OutgoingMail.objects.filter(pk=gone.pk).update(state=MailState.SENT, sent_at=NOW)
    OutgoingMail.objects.filter(pk=held.pk).update(claim="x", lease_until=NOW + timedelta(minutes=1))

    services.correct_email(person, email="i.berthier@exemple.fr", by="user/3", now=NOW)

    addresses = dict(OutgoingMail.objects.values_list("pk", "to_email"))
    assert addresses.pop(waiting.pk) == "i.berthier@exemple.fr"
    assert addresses.pop(theirs.pk) == "paul@exemple.fr"
    assert addresses == dict.fromkeys((code.pk, gone.pk, held.pk), "ines@exemple.fr")


def test_nobody_is_their_own_guardian() -> None:
    person = PersonFactory()
    person.guardian = person

    with pytest.raises(services.OwnGuardian):
        services.save_person(person, by="user/1", now=NOW)


def test_a_file_matches_without_case_and_fills_in_blanks_only() -> None:
    known = PersonFactory(email="ines@exemple.fr", first_name="Inès", phone="", civility="mme")

    matched = services.match_or_create(
        [
            Card("INES@exemple.fr", "I.", "B.", civility="m", phone="+33 1 99 00 45 12"),
            Card("malik@exemple.fr", "Malik", "Traoré"),
            Card("Malik@exemple.fr", "Un autre", "Malik"),
        ],
        by="import/1",
        now=NOW,
    )

    known.refresh_from_db()
    assert (known.first_name, known.civility, known.phone) == ("Inès", "mme", "+33 1 99 00 45 12")
    assert set(matched.created) == {"malik@exemple.fr"}
    assert set(matched.completed) == {"ines@exemple.fr"}
    assert matched.people["malik@exemple.fr"].full_name == "Malik Traoré"
    assert verbs(matched.people["malik@exemple.fr"]) == ["person.created"]


def test_the_same_file_twice_changes_nothing() -> None:
    cards = [Card(f"p{rank}@exemple.fr", "P", str(rank)) for rank in range(3)]
    services.match_or_create(cards, by="import/1", now=NOW)

    again = services.match_or_create(cards, by="import/2", now=NOW)

    assert not again.created
    assert not again.completed
    assert (Person.objects.count(), Entry.objects.count()) == (3, 3)


def test_a_file_costs_the_same_whatever_its_length(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for count in (1, 5):
        cards = [Card(f"{count}.{rank}@exemple.fr", "P", "Q") for rank in range(count)]
        with django_assert_num_queries(3):  # who is known, the new people, the journal
            services.match_or_create(cards, by="import/1", now=NOW)


def test_organisations_match_without_case_accents_kept() -> None:
    known = OrganisationFactory(name="Société Éole")
    OrganisationFactory(name="Société Éole", kind=OrganisationKind.FUNDER)

    found = services.match_or_create_organisations(
        ["SOCIÉTÉ  ÉOLE", "Crêperie Ty Breizh", "crêperie ty breizh", " "], kind=OrganisationKind.COMPANY
    )

    assert found["SOCIÉTÉ  ÉOLE"] == known
    assert found["Crêperie Ty Breizh"] == found["crêperie ty breizh"]
    assert Organisation.objects.count() == 3


def test_reading_the_provider_writes_nothing_and_costs_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    assert services.provider().zone.key == "Europe/Paris"
    assert not ProviderSettings.objects.exists()

    provider()
    with django_assert_num_queries(1):
        referent = services.provider().disability_referent
    assert referent is not None
    assert referent.full_name == "Thomas Arnaud"


@override_settings(LMSO_BASE_URL="https://lms.exemple.fr")
def test_the_footer_says_who_writes_with_absolute_addresses() -> None:
    identity = services.mail_identity(provider())

    assert identity["organisation_name"] == "Passerelle Formation"
    assert identity["legal_line"] == (
        "Passerelle Formation, 12, quai de la Fosse, 44000 Nantes. SIRET 812 345 678 00021. "
        "Déclaration d’activité 52 44 08123 44."
    )
    assert identity["privacy_url"].startswith("https://lms.exemple.fr/")
    assert identity["complaint_url"].startswith("https://lms.exemple.fr/")
