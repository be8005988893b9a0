"""The people at a learner's side, each once, with what each is for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BigIntegerField
from django.utils.translation import gettext as _

from lms_onboarding.common.prepared import Given, Prepared
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.sessions.models import SessionTrainer

SHOWN: Final = ("pk", "civility", "first_name", "last_name", "email", "phone")  # of a person at one’s side


@dataclass(frozen=True, slots=True)
class Contact:
    person: Person
    role: str
    is_trainer: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """What the trainer wrote for the group."""

    text: str
    trainer: Person
    title: str


def trainers_of(enrolment: Enrolment) -> list[SessionTrainer]:
    """In their order. One query."""
    return [
        SessionTrainer(title=title, person=Person(**dict(zip(SHOWN, person, strict=True))))
        for title, *person in _TRAINERS.rows(session=enrolment.session_id)
    ]


def _trainers() -> Any:
    mine = SessionTrainer.objects.filter(session=Given("session", BigIntegerField())).order_by("position", "pk")
    return mine.values_list("title", *(f"person__{name}" for name in SHOWN))


_TRAINERS: Final = Prepared(_trainers)


def contacts(enrolment: Enrolment, trainers: list[SessionTrainer], organisation: ProviderSettings) -> list[Contact]:
    """Trainers, referent, disability referent, administrative contact: those who can be reached, nobody twice."""
    found: dict[int, Contact] = {}
    for contact in _named(enrolment, trainers, organisation):
        found.setdefault(contact.person.pk, contact)
    found.pop(enrolment.person_id, None)
    return list(found.values())


def _named(enrolment: Enrolment, trainers: list[SessionTrainer], organisation: ProviderSettings) -> Iterator[Contact]:
    for one in trainers:
        yield Contact(one.person, _said(one.title, _("le contenu, le rythme, vos exercices")), is_trainer=True)
    session = enrolment.session
    if session.referent is not None:
        yield Contact(session.referent, _said(session.referent_title, _("organisation, absence, difficulté")))
    elif organisation.pedagogical_referent is not None:
        title = organisation.pedagogical_title or _("référent pédagogique")
        yield Contact(organisation.pedagogical_referent, _said(title, _("organisation, absence, difficulté")))
    if organisation.disability_referent is not None:
        title = organisation.disability_title.partition(",")[0] or _("référent handicap")
        yield Contact(organisation.disability_referent, _said(title, _("aménagements, en toute confidentialité")))
    if organisation.administrative_referent is not None:
        title = organisation.administrative_title or _("contact administratif")
        yield Contact(organisation.administrative_referent, _said(title, _("dossier, convention, attestation")))


def _said(title: str, what: str) -> str:
    title = title.strip() or _("référent pédagogique")
    return f"{title[:1].upper()}{title[1:]} : {what}"
