"""Writes about people and organisations: one person per address, whoever writes it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused
from lms_onboarding.common.tabular import CellRefused, email_key, parse_email
from lms_onboarding.journal.services import Fact, record, record_many
from lms_onboarding.mailing.services import readdress

from .enums import OrganisationKind
from .forgetting import forget_people, make_unreachable
from .models import Organisation, Person, ProviderSettings
from .paper import logo_of, on_paper

__all__ = [
    "BATCH",
    "AddressTaken",
    "AddressUnusable",
    "Card",
    "Matched",
    "OrganisationKnown",
    "OwnGuardian",
    "complete_sirets",
    "correct_email",
    "forget_people",
    "logo_of",
    "mail_identity",
    "make_unreachable",
    "match_or_create",
    "match_or_create_organisations",
    "match_organisations",
    "on_paper",
    "provider",
    "provider_read_once",
    "save_organisation",
    "save_person",
]

BATCH = 500  # below SQLite's limit of variables per query, whatever its build


class AddressTaken(Refused):
    """Another person already has this address; `holder` is that person."""

    def __init__(self, holder: Person) -> None:
        super().__init__(
            _(
                "%(name)s a déjà cette adresse (%(email)s). Ouvrez sa fiche pour la compléter, "
                "ou donnez à chaque personne sa propre adresse."
            )
            % {"name": holder.full_name, "email": holder.email},
            field="email",
        )
        self.holder = holder


class AddressUnusable(Refused):
    """This is not an address that mail can reach."""


class OwnGuardian(Refused):
    """Nobody answers for themselves as a minor."""


class OrganisationKnown(Refused):
    """An organisation of the same nature has this name; `known` is that organisation."""

    def __init__(self, known: Organisation) -> None:
        super().__init__(
            _("« %(name)s » existe déjà parmi les organisations de nature « %(kind)s » : complétez sa fiche.")
            % {"name": known.name, "kind": known.get_kind_display()},
            field="name",
        )
        self.known = known


_READ: ContextVar[list[ProviderSettings] | None] = ContextVar("provider_read", default=None)


def provider() -> ProviderSettings:
    """The training organisation, with its referents and documents in the same query; unsaved defaults when nobody has
    filled it in yet, so that reading never writes."""
    read = _READ.get()
    if read:
        return read[0]
    rows = ProviderSettings.objects.select_related(*ProviderSettings.select_related)
    found = rows.order_by("pk").first() or ProviderSettings()
    if read is not None:
        read.append(found)
    return found


@contextmanager
def provider_read_once() -> Iterator[None]:
    """Within it, and as a decorator, this thread reads the organisation once: a sweep asks for it a dozen times, and
    its joins cost more than most of what a sweep looks for. For readers: what is saved meanwhile is not seen."""
    if _READ.get() is not None:
        yield
        return
    token = _READ.set([])
    try:
        yield
    finally:
        _READ.reset(token)


def mail_identity(organisation: ProviderSettings) -> dict[str, str]:
    """Who writes, as the footer of every message says it: names of VARIABLES.md, absolute addresses."""
    return {
        "organisation_name": organisation.name,
        "legal_line": organisation.legal_line,
        "privacy_url": settings.LMSO_BASE_URL + reverse("lmso_portal:privacy"),
        "complaint_url": settings.LMSO_BASE_URL + reverse("lmso_portal:complaint"),
    }


def save_person(person: Person, *, by: str, now: datetime) -> Person:
    """Create or update `person` from its fields. Raises AddressTaken, AddressUnusable, OwnGuardian.

    Its address goes through the same checks as in an import, and a change of address is written in the journal.
    """
    person.email = _usable(person.email)
    person.email_key = email_key(person.email)
    if person.pk is not None and person.guardian_id == person.pk:
        raise OwnGuardian(_("Une personne ne peut pas être son propre responsable légal."), field="guardian")
    with transaction.atomic():
        # The row is locked, so that of two corrections at once each records the address it really replaced.
        before = Person.objects.select_for_update().filter(pk=person.pk).first() if person.pk else None
        _refuse_taken(person)
        if before is None:
            person.created_at = now
        person.save()
        if before is None:
            record(Fact("person.created", person.key, occurred_at=now, actor=by), now=now)
        elif before.email_key != person.email_key:
            record(Fact("person.email_changed", person.key, occurred_at=now, actor=by), now=now)
            readdress(person.key, to_email=person.email, now=now)
    return person


def correct_email(person: Person, *, email: str, by: str, now: datetime) -> Person:
    """Replace the address of `person`, after a bounce for instance. Raises AddressTaken, AddressUnusable."""
    person.email = email
    return save_person(person, by=by, now=now)


def save_organisation(organisation: Organisation) -> Organisation:
    """Create or update an organisation from its fields. Raises OrganisationKnown."""
    organisation.name = " ".join(organisation.name.split())
    with transaction.atomic():
        known = _organisations_by_name(organisation.kind).get(organisation.name.casefold())
        if known and known.pk != organisation.pk:
            raise OrganisationKnown(known)
        organisation.save()
    return organisation


@dataclass(frozen=True, slots=True)
class Card:
    """A person as a file gives them; `email` has passed `common.tabular.parse_email`."""

    email: str
    first_name: str
    last_name: str
    civility: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """`people` by `email_key`; the keys of those just created, and the names of the blanks just filled in, by key."""

    people: Mapping[str, Person]
    created: frozenset[str]
    completed: Mapping[str, tuple[str, ...]]


def match_or_create(cards: Iterable[Card], *, by: str, now: datetime) -> Matched:
    """People of these cards, matched by address without case; the unknown ones are created.

    Additive: a known person's names and values stay, only blanks (civility, phone) are filled in. The first card of an
    address wins. Four queries for each 500 addresses at most. The caller holds the transaction.
    """
    by_key: dict[str, Card] = {}
    for card in cards:
        by_key.setdefault(email_key(card.email), card)
    people = _known(by_key)
    completed = {
        key: filled for key, card in by_key.items() if key in people and (filled := _fill_in(people[key], card))
    }
    Person.objects.bulk_update([people[key] for key in completed], ["civility", "phone"], batch_size=BATCH)
    created = Person.objects.bulk_create(
        [
            Person(
                email=card.email,
                email_key=key,
                first_name=card.first_name,
                last_name=card.last_name,
                civility=card.civility,
                phone=card.phone,
                created_at=now,
            )
            for key, card in by_key.items()
            if key not in people
        ],
        batch_size=BATCH,
    )
    record_many([Fact("person.created", person.key, occurred_at=now, actor=by) for person in created], now=now)
    return Matched(
        people | {person.email_key: person for person in created},
        frozenset(person.email_key for person in created),
        completed,
    )


def match_or_create_organisations(names: Iterable[str], *, kind: OrganisationKind) -> dict[str, Organisation]:
    """Organisations by name as given, matched without case nor doubled spaces; the unknown ones are created."""
    return match_organisations(names, kind=kind)[0]


def match_organisations(
    names: Iterable[str], *, kind: OrganisationKind
) -> tuple[dict[str, Organisation], list[Organisation]]:
    """The same, and those that were created."""
    wanted = {name: " ".join(name.split()) for name in names if name.strip()}
    known = _organisations_by_name(kind) if wanted else {}
    unknown = {tidy.casefold(): tidy for tidy in wanted.values() if tidy.casefold() not in known}
    created = Organisation.objects.bulk_create(
        [Organisation(kind=kind, name=tidy) for tidy in unknown.values()], batch_size=BATCH
    )
    known |= {organisation.name.casefold(): organisation for organisation in created}
    return {name: known[tidy.casefold()] for name, tidy in wanted.items()}, created


def complete_sirets(sirets: Mapping[int, str]) -> list[Organisation]:
    """Give these organisations, by primary key, the SIRET that they lack, and say which lacked it; the one already
    known stays."""
    if not sirets:
        return []
    lacking = list(Organisation.objects.select_for_update().filter(pk__in=list(sirets), siret=""))
    for organisation in lacking:
        organisation.siret = sirets[organisation.pk]
    Organisation.objects.bulk_update(lacking, ["siret"], batch_size=BATCH)
    return lacking


def _usable(address: str) -> str:
    try:
        return parse_email(address)
    except CellRefused as refusal:
        raise AddressUnusable(refusal.sentence, field="email") from refusal


def _refuse_taken(person: Person) -> None:
    holder = Person.objects.filter(email_key=person.email_key).exclude(pk=person.pk).first()
    if holder:
        raise AddressTaken(holder)


def _known(by_key: Mapping[str, Card]) -> dict[str, Person]:
    keys = list(by_key)
    batches = [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]
    return {person.email_key: person for batch in batches for person in Person.objects.filter(email_key__in=batch)}


def _fill_in(person: Person, card: Card) -> tuple[str, ...]:
    """The names of what the card said and the person's record did not."""
    blanks = [name for name in ("civility", "phone") if getattr(card, name) and not getattr(person, name)]
    for name in blanks:
        setattr(person, name, getattr(card, name))
    return tuple(blanks)


def _organisations_by_name(kind: str) -> dict[str, Organisation]:
    # Folded here and not by the database: SQLite lowers ASCII letters only, « SOCIÉTÉ » would not be « Société ».
    return {organisation.name.casefold(): organisation for organisation in Organisation.objects.filter(kind=kind)}
