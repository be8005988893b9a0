"""Answers counted by the database, whatever their number: what a hundred thousand responses say, in a few queries.

A nameless answer is counted only among MIN_GROUP of its questionnaire, group and occasion, once nobody of its group
may answer any more. Groups are taken whole, and at once: no filter cuts one in two, no day adds one answer to those
read the day before, so that no difference between two readings gives somebody away.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Q, QuerySet

from lms_onboarding.surveys.enums import Kind, Naming
from lms_onboarding.surveys.models import Invitation, QuestionnaireVersion, Response
from lms_onboarding.surveys.rules import MIN_GROUP, Form, read_form

from .reading import Rate, awaited

# « session/3 »…, or a query that gives them: thousands of groups need no list.
Groups = Collection[str] | QuerySet[Any]
# A degree, a choice, or the choices of one person in their order.
Given = int | str | tuple[str, ...]

_COUNTS: Final = {
    "postgresql": """SELECT shown.version_id, one.key,
        CASE WHEN one.key = ANY(%s) THEN 'null' ELSE one.value::text END AS given,
        count(*) FROM ({shown}) AS shown, jsonb_each(shown.answers) AS one GROUP BY 1, 2, 3""",
    "sqlite": """SELECT shown.version_id, one.key, CASE WHEN one.key IN (SELECT value FROM json_each(%s)) THEN 'null'
        WHEN one.type = 'text' THEN json_quote(one.value) ELSE CAST(one.value AS text) END AS given,
        count(*) FROM ({shown}) AS shown, json_each(shown.answers) AS one GROUP BY 1, 2, 3""",
}


@dataclass(frozen=True)
class Counts:
    """`given`: (version, field) → answer → how many; a text has the one answer "". `hidden`: nameless ones, too few to
    be counted. Both of these by questionnaire: `shown`, `hidden`."""

    versions: "Versions"
    given: Mapping[tuple[int, str], Mapping[Given, int]]
    shown: Mapping[str, int]
    hidden: Mapping[str, int]


@dataclass(frozen=True)
class CountedVersion:
    """A version that somebody answered, or was asked."""

    questionnaire: str
    number: int
    form: Form


@dataclass(frozen=True)
class Comment:
    """What somebody wrote, without anything that leads to them."""

    questionnaire: str
    question: str
    wording: str
    text: str


Versions = Mapping[int, "CountedVersion"]


def versions_of(questionnaires: Iterable[str]) -> Versions:
    """Everything these questionnaires ever asked. One query, for several readings."""
    rows = QuestionnaireVersion.objects.published().filter(questionnaire__key__in=list(questionnaires))
    return {
        row.pk: CountedVersion(row.questionnaire.key, row.number, read_form(row.content))
        for row in rows.select_related("questionnaire")
    }


def count_answers(versions: Versions, groups: Groups) -> Counts:
    """Three queries, whatever the number of answers, of groups and of questions."""
    texts = sorted({one.key for version in versions.values() for one in _texts_of(version.form)})
    given: dict[tuple[int, str], dict[Given, int]] = {}
    for version, name, answer, count in _rows(_shown(versions, groups), texts):
        known = given.setdefault((version, name), {})
        known[_given(answer)] = known.get(_given(answer), 0) + count
    hidden, all_of_them = _hidden(versions, groups), _totals(versions, groups)
    shown = {key: count - hidden.get(key, 0) for key, count in all_of_them.items() if count > hidden.get(key, 0)}
    return Counts(versions, given, shown, hidden)


def comments(versions: Versions, groups: Groups, *, limit: int | None = None) -> list[Comment]:
    """What people wrote, in an order that tells nothing and stays the same: their keys are random. One query.

    With `limit`, that many responses drawn at random.
    """
    wordings = {pk: {one.key: one.wording for one in _texts_of(version.form)} for pk, version in versions.items()}
    keys = sorted({key for texts in wordings.values() for key in texts})
    if not keys:
        return []
    rows = _shown(versions, groups).filter(answers__has_any_keys=keys).order_by("pk")
    return [
        Comment(versions[version].questionnaire, key, wording, str(answers[key]))
        for version, answers in rows.values_list("version_id", "answers")[:limit]
        for key, wording in wordings[version].items()
        if answers.get(key)
    ]


def rates_of(questionnaires: Iterable[str], groups: Groups) -> dict[str, Rate]:
    """How many were asked and answered, by questionnaire: anonymity does not hide it. One query."""
    asked = Invitation.objects.standing().filter(
        version__questionnaire__key__in=list(questionnaires), group__in=groups
    )
    rows = asked.values_list("version__questionnaire__key").annotate(
        invited=Count("pk"), replied=Count("pk", filter=Q(answered_on__isnull=False))
    )
    return {str(key): Rate(invited, answered) for key, invited, answered in rows.order_by()}


def _texts_of(form: Form) -> list[Any]:
    return [one for one in form.questions if one.kind is Kind.TEXT and not one.restricted]


def _shown(versions: Versions, groups: Groups) -> "QuerySet[Response]":
    """Named responses, and nameless ones among enough others."""
    found = Response.objects.filter(version__in=list(versions), group__in=groups)
    return found.filter(_tellable(versions, groups))


def _tellable(versions: Versions, groups: Groups) -> Q:
    """Nameless ones by version, as they are kept; a group that has one occasion too small is left out whole."""
    told = Q(naming=Naming.NAMED)
    for pk in _nameless(versions):
        told |= Q(naming=Naming.ANONYMOUS, version=pk) & ~_untold(pk, groups)
    return told


def _untold(version: int, groups: Groups) -> Q:
    """Groups whose nameless answers wait: too few, or somebody may still add one."""
    return Q(group__in=_few(version, groups).values("group")) | Q(group__in=awaited([version], groups))


def _nameless(versions: Versions) -> list[int]:
    return [pk for pk, version in versions.items() if version.form.naming is not Naming.NAMED]


def _few(version: int, groups: Groups) -> Any:
    """Groups whose nameless answers of this version, on one occasion, are too few; read in the index alone."""
    unnamed = Response.objects.filter(naming=Naming.ANONYMOUS, version=version, group__in=groups).order_by()
    return unnamed.values("group", "occasion").annotate(number=Count("*")).filter(number__lt=MIN_GROUP)


def _hidden(versions: Versions, groups: Groups) -> dict[str, int]:
    """How many nameless answers are not told, by questionnaire."""
    untold = Q()
    for pk in _nameless(versions):
        untold |= Q(version=pk) & _untold(pk, groups)
    return _by_questionnaire(versions, groups, untold & Q(naming=Naming.ANONYMOUS)) if untold else {}


def _totals(versions: Versions, groups: Groups) -> dict[str, int]:
    return _by_questionnaire(versions, groups, Q())


def _by_questionnaire(versions: Versions, groups: Groups, wanted: Q) -> dict[str, int]:
    rows = Response.objects.filter(wanted, version__in=list(versions), group__in=groups)
    found: dict[str, int] = {}
    for version, count in rows.values_list("version_id").annotate(number=Count("*")).order_by():
        key = versions[version].questionnaire
        found[key] = found.get(key, 0) + count
    return found


def _rows(shown: "QuerySet[Response]", texts: list[str]) -> list[tuple[int, str, str, int]]:
    """(version, field, answer as JSON, how many); what is written is counted, not read."""
    try:
        sql, parameters = shown.order_by().values("version_id", "answers").query.sql_with_params()
    except EmptyResultSet:  # no group at all: Django knows the answer without asking
        return []
    named: list[str] | str = texts if connection.vendor == "postgresql" else json.dumps(texts)
    with connection.cursor() as cursor:
        # the names of columns are the ORM's, the values are parameters
        cursor.execute(_COUNTS[connection.vendor].format(shown=sql), [named, *parameters])
        return [(int(row[0]), str(row[1]), str(row[2]), int(row[3])) for row in cursor.fetchall()]


def _given(answer: str) -> Given:
    value = json.loads(answer)
    if value is None:
        return ""
    return tuple(value) if isinstance(value, list) else value
