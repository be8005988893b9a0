"""What an import made and what it changed, precisely enough to be taken back: primary keys, marks and values."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Change:
    """A value written over another. `kind`: « person », « organisation », « enrolment »; values are JSON's own."""

    kind: str
    pk: int
    name: str
    before: Any
    after: Any


@dataclass(slots=True)
class Made:
    """`people`, `enrolments` and `organisations` are {pk: mark of what was written}: a row that somebody corrected
    since has another mark. `sessions` are those that rows with a title and dates brought."""

    people: dict[int, str] = field(default_factory=dict)
    enrolments: dict[int, str] = field(default_factory=dict)
    organisations: dict[int, str] = field(default_factory=dict)
    sessions: list[int] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            people={int(pk): mark for pk, mark in kept.get("people", {}).items()},
            enrolments={int(pk): mark for pk, mark in kept.get("enrolments", {}).items()},
            organisations={int(pk): mark for pk, mark in kept.get("organisations", {}).items()},
            sessions=list(kept.get("sessions", ())),
            changes=[Change(**change) for change in kept.get("changes", ())],
        )


def mark_of_person(person: Person) -> str:
    return _mark(person.email_key, person.first_name, person.last_name, person.civility, person.phone)


def mark_of_enrolment(enrolment: Enrolment) -> str:
    return _mark(enrolment.role, enrolment.company_id, enrolment.funder_id, enrolment.state)


def mark_of_organisation(one: Organisation) -> str:
    """Without its SIRET: what the import filled in is blank again before this is asked."""
    return _mark(one.name, one.contact_name, one.contact_email, one.contact_phone)


def _mark(*values: object) -> str:
    """Says whether values changed, without repeating personal data."""
    return hashlib.sha256("\x00".join(str(value or "") for value in values).encode()).hexdigest()[:16]
