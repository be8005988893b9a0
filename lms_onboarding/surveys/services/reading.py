"""What the rooms above may read. Restricted answers are not here: they have their own door, and one reader."""

import random
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.surveys.enums import Naming, Reader
from lms_onboarding.surveys.models import Invitation, Response, RestrictedAnswer
from lms_onboarding.surveys.refusals import ReadingReserved
from lms_onboarding.surveys.rules import MIN_GROUP, Answer, Form, Question, read_form


@dataclass(frozen=True)
class Reading:
    """One answer to one question. `invitation` (its key), `about`, `respondent_key`, `organisation` and `submitted_at`
    are empty when it has no name.

    `objective` is the stable ref of the objective for a repeated question. Compare readings of the same `version`, or
    of the same `concept`, whose scale is the same everywhere.
    """

    questionnaire: str
    version: int
    question: str
    value: Answer
    concept: str
    objective: str
    occasion: str
    group: str
    about: str
    respondent_key: str
    submitted_at: datetime | None
    invitation: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Rate:
    """How many were asked (withdrawn ones left out) and how many answered, with or without their name."""

    invited: int
    answered: int


@dataclass(frozen=True)
class Reserved:
    """A restricted answer that asks for a contact, for its reader. `pk` is that of `mark_handled`."""

    pk: int
    invitation: Invitation
    question: str
    wording: str
    label: str
    submitted_at: datetime
    handled_at: datetime | None


def answers_of(invitation: Invitation) -> dict[str, Answer]:
    """What was sent with a name, by question key (« key/ref » when repeated); empty when nothing was, or nameless."""
    found = Response.objects.filter(invitation=invitation).values_list("answers", flat=True).first()
    return dict(found or {})


def readings(
    *,
    questionnaire: str = "",
    concept: str = "",
    abouts: Iterable[str] = (),
    groups: Iterable[str] = (),
    occasion: str = "",
) -> list[Reading]:
    """Every answer that matches all that is given. One query, whatever their number.

    Nameless answers of a group come in a random order, all at once: not at all under MIN_GROUP of them, nor while
    somebody of the group may still answer (one more query when there are any).
    """
    wanted = Q()
    if questionnaire:
        wanted &= Q(version__questionnaire__key=questionnaire)
    if found := list(abouts):
        wanted &= Q(invitation__about__in=found)
    if found := list(groups):
        wanted &= Q(group__in=found)
    if occasion:
        wanted &= Q(occasion=occasion)
    rows = list(Response.objects.filter(wanted).select_related("version__questionnaire", "invitation"))
    forms: dict[int, Form] = {}
    told: list[Reading] = []
    for row in _tellable(rows):
        if row.version_id not in forms:
            forms[row.version_id] = read_form(row.version.content)
        told += [
            reading for reading in _readings(row, forms[row.version_id]) if not concept or reading.concept == concept
        ]
    return told


def _tellable(rows: list[Response]) -> Iterator[Response]:
    """Named answers by date, then nameless ones, shuffled, of groups large enough to hide in."""
    yield from sorted(
        (row for row in rows if row.naming == Naming.NAMED), key=lambda row: (row.submitted_at, str(row.pk))
    )
    nameless: dict[tuple[int, str, str], list[Response]] = {}
    for row in rows:
        if row.naming == Naming.ANONYMOUS:
            nameless.setdefault((row.version.questionnaire_id, row.group, row.occasion), []).append(row)
    versions = {row.version_id for group in nameless.values() for row in group}
    open_ones = set(awaited(versions, {group for _pk, group, _occasion in nameless})) if nameless else set()
    for (_pk, name, _occasion), group in nameless.items():
        if len(group) >= MIN_GROUP and name not in open_ones:
            random.SystemRandom().shuffle(group)
            yield from group


def awaited(versions: Collection[int], groups: "Collection[str] | QuerySet[Any]") -> "QuerySet[Any, str]":
    """Groups in which somebody asked with these versions may still answer, until the sweep closes their invitation."""
    rows = Invitation.objects.standing().unanswered().filter(closed_at__isnull=True)
    return rows.filter(version__in=versions, group__in=groups).order_by().values_list("group", flat=True)


def _readings(row: Response, form: Form) -> Iterator[Reading]:
    for field, value in row.answers.items():
        key, _, objective = field.partition("/")
        question: Question | None = form.by_key.get(key)
        yield Reading(
            questionnaire=row.version.questionnaire.key,
            version=row.version.number,
            question=key,
            value=value,
            concept=question.concept if question else "",
            objective=objective,
            occasion=row.occasion,
            group=row.group,
            about=row.invitation.about if row.invitation else "",
            respondent_key=row.invitation.respondent_key if row.invitation else "",
            submitted_at=row.submitted_at,
            invitation=row.invitation.key if row.invitation else "",
            organisation=row.invitation.organisation if row.invitation else "",
        )


def groups_answered_since(day: date) -> list[str]:
    """Groups in which somebody answered on `day` or later, with or without a name. One query."""
    rows = Invitation.objects.answered().filter(answered_on__gte=day).exclude(group="")
    return list(rows.order_by("group").values_list("group", flat=True).distinct())


def rate_of(*, questionnaire: str, groups: Iterable[str] = (), abouts: Iterable[str] = ()) -> Rate:
    """The return rate, which anonymity does not hide. One query."""
    asked = Invitation.objects.standing().filter(version__questionnaire__key=questionnaire)
    if found := list(groups):
        asked = asked.filter(group__in=found)
    if found := list(abouts):
        asked = asked.filter(about__in=found)
    counts = asked.aggregate(invited=Count("pk"), answered=Count("pk", filter=Q(answered_on__isnull=False)))
    return Rate(counts["invited"], counts["answered"])


def restricted_answers(*, reader: Person, abouts: Iterable[str] = ()) -> list[Reserved]:
    """Who asks `reader` for a contact, oldest first; « non, merci » is nobody's business.

    Raises ReadingReserved for anybody else, even a superuser.
    """
    refuse_others(reader)
    rows = RestrictedAnswer.objects.requests().filter(reader=Reader.DISABILITY_REFERENT)
    if found := list(abouts):
        rows = rows.filter(invitation__about__in=found)
    return [_reserved(row) for row in rows.select_related("invitation__version").order_by("submitted_at", "pk")]


def refuse_others(reader: Person) -> None:
    """Raises ReadingReserved unless `reader` is the one whom the organisation designates."""
    if provider().disability_referent_id != reader.pk:
        raise ReadingReserved


def _reserved(row: RestrictedAnswer) -> Reserved:
    question = read_form(row.invitation.version.content).by_key[row.question]
    labels = {choice.key: choice.label for choice in question.choices}
    assert row.submitted_at is not None  # noqa: S101  the query asks for sent ones; this tells the type checker
    return Reserved(
        pk=row.pk,
        invitation=row.invitation,
        question=row.question,
        wording=question.wording,
        label=labels.get(row.value, row.value),
        submitted_at=row.submitted_at,
        handled_at=row.handled_at,
    )
