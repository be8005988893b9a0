"""People who are always the same: sequences and fixed dates, the cast of the mockups for the provider."""

from datetime import UTC, date, datetime
from typing import Any, Final

import factory
from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from lms_onboarding.common.tabular import email_key
from lms_onboarding.people.enums import Civility, OrganisationKind
from lms_onboarding.people.models import Organisation, Person, ProviderSettings

LONG_AGO: Final = datetime(2026, 1, 5, 8, tzinfo=UTC)


class PersonFactory(factory.django.DjangoModelFactory):
    """« Inès1 Berthier1 », ines.berthier1@exemple.fr…"""

    class Meta:
        model = Person

    civility = Civility.MADAME
    first_name = factory.Sequence(lambda number: f"Inès{number + 1}")
    last_name = factory.Sequence(lambda number: f"Berthier{number + 1}")
    email = factory.Sequence(lambda number: f"ines.berthier{number + 1}@exemple.fr")
    email_key = factory.LazyAttribute(lambda person: email_key(person.email))
    created_at = LONG_AGO


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.COMPANY
    name = factory.Sequence(lambda number: f"Coopérative {number + 1}")


def person(first_name: str, last_name: str, email: str, **fields: Any) -> Person:
    """This very person, made once."""
    found, _made = Person.objects.get_or_create(
        email_key=email_key(email),
        defaults={"first_name": first_name, "last_name": last_name, "email": email, "created_at": LONG_AGO, **fields},
    )
    return found


def document(title: str) -> Document:
    """A PDF of the provider, such as its house rules."""
    return Document.objects.create(title=title, file=ContentFile(b"%PDF-1.4 " + title.encode(), name=f"{title}.pdf"))


def provider(**overrides: Any) -> ProviderSettings:
    """« Passerelle Formation », complete but for the two documents (see `with_documents`); `overrides` by field."""
    fields: dict[str, Any] = {
        "name": "Passerelle Formation",
        "address": "12, quai de la Fosse, 44000 Nantes",
        "siret": "812 345 678 00021",
        "declaration": "52 44 08123 44",
        "declaration_region": "des Pays de la Loire",
        "email": "contact@passerelle.example.fr",
        "phone": "01 99 00 45 00",
        "signatory": "Claire Fontaine",
        "signatory_quality": "directrice de Passerelle Formation",
        "pedagogical_referent": person(
            "Solène",
            "Le Goff",
            "solene.legoff@passerelle.example.fr",
            civility=Civility.MADAME,
            phone="01 99 00 45 12",
        ),
        "pedagogical_title": "référente pédagogique",
        "disability_referent": person(
            "Thomas",
            "Arnaud",
            "thomas.arnaud@passerelle.example.fr",
            civility=Civility.MONSIEUR,
            phone="01 99 00 45 20",
        ),
        "disability_title": "référent handicap, en confidentialité",
        "administrative_referent": person(
            "Nadia", "Ferrand", "nadia.ferrand@passerelle.example.fr", civility=Civility.MADAME, phone="01 99 00 45 10"
        ),
        "administrative_title": "responsable administrative",
        "support_channel": "01 99 00 45 15 ou aide@passerelle.example.fr, de 8 h 30 à 18 h",
        "support_delay": "deux heures ouvrées",
        "absence_instructions": (
            "Prévenez Solène Le Goff au 01 99 00 45 12 avant 9 h, même pour dix minutes de retard. "
            "Nous cherchons avec vous comment rattraper la demi-journée."
        ),
        **overrides,
    }
    row, _made = ProviderSettings.objects.update_or_create(defaults=fields)
    return row


def with_documents(row: ProviderSettings) -> ProviderSettings:
    """The same provider, with its welcome booklet and its house rules."""
    row.welcome_booklet, row.welcome_booklet_date = document("Livret d’accueil"), date(2026, 1, 5)
    row.house_rules, row.house_rules_date = document("Règlement intérieur"), date(2026, 1, 5)
    row.save()
    return row
