"""What the import knows of people, companies and enrolments: the database, plus what earlier rows of the file bring.

A dry run and a real one decide from the same ledger; only the second writes it down. Each batch loads what it needs in
a constant number of queries.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from django.db.models import Q

from lms_onboarding.common.folding import fold_name
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.people.models import Organisation, Person

from .catalogue import KnownSession
from .rows import Entry

# A batch of a thousand rows, each name in four spellings, fits in one query: SQLite takes 32,766 variables since 3.32.
SLICE: Final = 5_000

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class KnownPerson:
    """`line` is where the file first gave this address, None while it has not."""

    pk: int | None
    email: str
    first_name: str
    last_name: str
    civility: str = ""
    phone: str = ""
    line: int | None = None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def name_key(self) -> str:
        return fold_name(self.full_name)


@dataclass(slots=True, eq=False)
class KnownOrganisation:
    pk: int | None
    kind: OrganisationKind
    name: str
    siret: str = ""


@dataclass(slots=True, eq=False)
class KnownEnrolment:
    pk: int | None
    person: KnownPerson
    session: KnownSession
    role: str
    company: KnownOrganisation | None
    funder: KnownOrganisation | None
    state: EnrolmentState


@dataclass(slots=True)
class Ledger:
    """`homonyms` gives, for a folded full name, the addresses under which it is known."""

    people: dict[str, KnownPerson] = field(default_factory=dict)
    organisations: dict[tuple[OrganisationKind, str], KnownOrganisation] = field(default_factory=dict)
    enrolments: dict[tuple[str, KnownSession], KnownEnrolment] = field(default_factory=dict)
    homonyms: dict[str, set[str]] = field(default_factory=dict)
    _by_pk: dict[int, KnownOrganisation] = field(default_factory=dict)

    def load_organisations(self) -> None:
        """Every company and funder, once for a file."""
        rows = Organisation.objects.order_by("pk").values_list("pk", "kind", "name", "siret")
        for pk, kind, name, siret in rows:
            known = KnownOrganisation(pk, OrganisationKind(kind), name, siret)
            self.organisations.setdefault((known.kind, fold_name(name)), known)
            self._by_pk[pk] = known

    def load(self, entries: list[Entry], sessions: Mapping[int, KnownSession]) -> None:
        """What these rows are about: people by address and by name, and their enrolments in these sessions."""
        self._load_people({entry.email_key for entry in entries} - self.people.keys())
        self._load_homonyms([entry for entry in entries if entry.email_key not in self.people])
        self._load_enrolments({entry.email_key for entry in entries}, sessions)

    def person_added(self, key: str, person: KnownPerson) -> None:
        self.people[key] = person
        self.homonyms.setdefault(person.name_key, set()).add(person.email)

    def _load_people(self, keys: Iterable[str]) -> None:
        for some in _sliced(keys):
            rows = Person.objects.filter(email_key__in=some).values_list(
                "email_key", "pk", "email", "first_name", "last_name", "civility", "phone"
            )
            for key, pk, email, first_name, last_name, civility, phone in rows:
                self.people[key] = KnownPerson(pk, email, first_name, last_name, civility, phone)

    def _load_homonyms(self, entries: list[Entry]) -> None:
        # The database compares letters as they are: a name is looked for as typed, in capitals and in lower case.
        last_names = {form for entry in entries for form in _forms(entry.last_name)}
        first_names = {form for entry in entries for form in _forms(entry.first_name)}
        for some in _sliced(last_names):
            found = Person.objects.filter(last_name__in=some).values_list("first_name", "last_name", "email")
            for first_name, last_name, email in found:
                if first_name in first_names:
                    self.homonyms.setdefault(fold_name(f"{first_name} {last_name}"), set()).add(email)

    def _load_enrolments(self, keys: set[str], sessions: Mapping[int, KnownSession]) -> None:
        people = {
            person.pk: (key, person) for key in keys if (person := self.people.get(key)) and person.pk is not None
        }
        for some in _sliced(people):
            rows = Enrolment.objects.filter(Q(session__in=list(sessions)) & Q(person__in=some)).values_list(
                "pk", "person_id", "session_id", "role", "company_id", "funder_id", "state"
            )
            for pk, person_pk, session_pk, role, company, funder, state in rows:
                key, person = people[person_pk]
                session = sessions[session_pk]
                if (key, session) not in self.enrolments:
                    self.enrolments[key, session] = KnownEnrolment(
                        pk, person, session, role, self._of(company), self._of(funder), EnrolmentState(state)
                    )

    def _of(self, pk: int | None) -> KnownOrganisation | None:
        return self._by_pk.get(pk) if pk is not None else None


def _forms(name: str) -> tuple[str, ...]:
    return name, name.upper(), name.lower(), name.title()


def _sliced(values: Iterable[T]) -> Iterator[list[T]]:
    ordered = list(values)
    for start in range(0, len(ordered), SLICE):
        yield ordered[start : start + SLICE]
