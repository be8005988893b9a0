"""One kind of thing that is held on people, and how the rows of one person are found among the others'."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person

from .enums import Purpose


@dataclass(frozen=True)
class Subject:
    """The person whose data are asked for, under every name that the rooms give them."""

    person: Person
    enrolments: tuple[int, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """« person/12 », « enrolment/3 », « user/7 »: how rows that hold no foreign key name this person."""
        named = [self.person.key, *(f"enrolment/{pk}" for pk in self.enrolments)]
        return (*named, f"user/{self.person.account_id}") if self.person.account_id else tuple(named)


def subject_of(person: Person) -> Subject:
    """One query."""
    return Subject(person, tuple(Enrolment.objects.filter(person=person).order_by("pk").values_list("pk", flat=True)))


Where = Callable[[Subject], Q]


def through(*paths: str) -> Where:
    """Rows whose path leads to the person: `through("enrolment__person")`; either, when there are several."""

    def where(subject: Subject) -> Q:
        found = Q()
        for path in paths:
            found |= Q(**{path: subject.person.pk})
        return found

    return where


def named_by(*fields: str) -> Where:
    """Rows one of whose key fields names the person, one of their enrolments or their account."""

    def where(subject: Subject) -> Q:
        found = Q()
        for name in fields:
            found |= Q(**{f"{name}__in": subject.keys})
        return found

    return where


def addressed_to(field_name: str) -> Where:
    """Rows that hold the person's address and nothing else of them."""
    return lambda subject: Q(**{f"{field_name}__iexact": subject.person.email})


@dataclass(frozen=True, kw_only=True)
class Holding:
    """`title` is what the person reads above their rows; `shown` the fields given to them, in order; `blobs` the paths
    to the files that go along, each with the path of its name."""

    model: type[Model]
    title: Any
    purpose: Purpose
    where: Where
    shown: Sequence[str]
    blobs: Sequence[tuple[str, str]] = field(default=())
    related: Sequence[str] = field(default=())

    def rows(self, subject: Subject) -> "QuerySet[Any]":
        """This person's rows, oldest first, with what they show."""
        rows = self.model._default_manager.filter(self.where(subject))  # noqa: SLF001  Django's documented API
        return rows.select_related(*self.related).order_by("pk").distinct()


ACCOUNT: Final = get_user_model()
