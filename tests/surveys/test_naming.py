"""Anonymity and restricted reading: who can lead back to whom, and who cannot."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms_onboarding.journal.models import Entry
from lms_onboarding.surveys.models import Draft, Invitation, Response, RestrictedAnswer
from lms_onboarding.surveys.services import (
    AlreadySealed,
    Incomplete,
    Rate,
    ReadingReserved,
    answers_of,
    close_due,
    rate_of,
    readings,
    restricted_answers,
    save_draft,
    submit,
)
from tests.factories.people import PersonFactory, provider
from tests.factories.surveys import NOW, OBJECTIVES, content, follow_link, invited, published, question

pytestmark = pytest.mark.django_db
SCORE = question("q_score", "rating", required=True, concept="overall_satisfaction")


def answer(invitation: Invitation, naming: str = "", **given: object) -> None:
    save_draft(invitation, given, fields=["naming", *given], naming=naming, now=NOW)
    submit(invitation, now=NOW)


def anonymous(numbers: Iterable[int]) -> None:
    for number in numbers:
        answer(invited(number=number), "anonymous", q_score=1 + number % 5)


def test_nothing_leads_from_an_anonymous_answer_to_its_author() -> None:
    published(content(SCORE, question("q_words"), naming="choice"))
    invitation = invited(number=7)

    answer(invitation, "anonymous", q_score=2, q_words="Trop vite")

    response = Response.objects.get()
    assert (response.invitation_id, response.submitted_at) == (None, None)
    assert not Draft.objects.exists()
    assert not Entry.objects.filter(verb="survey.answered").exists()
    stored = {field.attname: str(getattr(response, field.attname)) for field in Response._meta.concrete_fields}
    for trace in ("enrolment/7", "person/7", "Inès 7", "ines7", invitation.key):
        assert not any(trace in value for value in stored.values())


def test_no_column_joins_answers_to_people() -> None:
    towards = {
        field.name: field.related_model
        for field in Response._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.OneToOneField)
    }

    assert towards.keys() == {"version", "invitation"}, "and the invitation is empty for an anonymous one"
    with pytest.raises(IntegrityError, match="leads_to_nobody"), transaction.atomic():
        Response.objects.create(
            version=published(content(SCORE)), naming="anonymous", answers={}, submitted_at=NOW, group="session/3"
        )


def test_the_order_of_rows_does_not_tell_the_order_of_answers() -> None:
    published(content(question("q_text", required=True), naming="anonymous"))
    for number in range(12):
        answer(invited(number=number), q_text=str(number))

    with connection.cursor() as cursor:  # without ORDER BY: as the table keeps them
        cursor.execute(f"SELECT answers FROM {Response._meta.db_table}")  # noqa: S608  our own table name
        kept = [int(json.loads(row[0])["q_text"]) for row in cursor.fetchall()]

    assert sorted(kept) == list(range(12))
    assert kept != list(range(12))
    assert list(Response.objects.order_by("pk").values_list("answers__q_text", flat=True)) != sorted(map(str, kept))


def test_the_solicitation_and_the_rate_stay_provable() -> None:
    published(content(SCORE, naming="anonymous"))
    for number in range(4):
        invited(number=number)
    anonymous(range(2))

    assert rate_of(questionnaire="small", groups=["session/3"]) == Rate(invited=4, answered=2)
    assert Invitation.objects.answered().count() == 2
    assert {row.answered_on for row in Invitation.objects.answered()} == {NOW.date()}


def test_a_small_group_of_nameless_answers_is_not_read() -> None:
    published(content(SCORE, naming="choice"))
    anonymous(range(4))
    answer(invited(number=90), "named", q_score=5)
    assert [reading.value for reading in readings(questionnaire="small", groups=["session/3"])] == [5]

    anonymous([4])

    found = readings(questionnaire="small", groups=["session/3"])
    assert len(found) == 6
    assert {(row.about, row.respondent_key, row.submitted_at) for row in found[1:]} == {("", "", None)}


def test_an_anonymous_answer_is_sent_once_for_all(client: Client) -> None:
    published(content(SCORE, naming="choice"))
    invitation = invited()
    start = follow_link(client, invitation)

    body = client.post(f"{start}1/", {"fields": ["naming", "q_score"], "q_score": "4"}).content.decode()
    assert "Choisissez si votre nom accompagne vos réponses." in body
    sent = client.post(
        f"{start}1/", {"fields": ["naming", "q_score"], "q_score": "4", "naming": "anonymous"}, follow=True
    ).content.decode()

    assert "pas ce que vous avez répondu" in sent
    assert "Modifier mes réponses" not in sent
    assert client.get(f"{start}1/").status_code == 302
    again = client.post(f"{start}1/", {"fields": ["q_score"], "q_score": "1"})
    assert again.status_code == 409
    assert Response.objects.get().answers == {"q_score": 4}
    with pytest.raises(AlreadySealed):
        save_draft(invitation, {"q_score": 1}, fields=["q_score"], now=NOW)


def test_nothing_is_sent_before_the_name_is_settled() -> None:
    published(content(SCORE, naming="choice"))
    invitation = invited()
    save_draft(invitation, {"q_score": 3}, fields=["q_score"], now=NOW)

    with pytest.raises(Incomplete) as gap:
        submit(invitation, now=NOW)

    assert list(gap.value.checked.errors) == ["naming"]


def test_taking_one_s_name_back_takes_what_only_a_name_allows() -> None:
    published(
        content(
            SCORE,
            question("q_own", ask_if="not anonymous"),
            question("q_call", "single", restricted="disability_referent"),
            naming="choice",
        )
    )
    invitation = invited()
    given = {"q_score": 3, "q_own": "Mon but", "q_call": "yes"}
    save_draft(invitation, given, fields=["naming", *given], naming="named", now=NOW)
    assert RestrictedAnswer.objects.get().draft == "yes"

    answer(invitation, "anonymous", q_score=3)

    assert Response.objects.get().answers == {"q_score": 3}
    assert not RestrictedAnswer.objects.exists()


def test_a_nameless_draft_never_sent_goes_at_the_closing_and_a_named_one_stays() -> None:
    published(content(SCORE, question("q_call", "single", restricted="disability_referent"), naming="choice"))
    for number, naming in enumerate(("anonymous", "named", "")):
        row = invited(number=number)
        save_draft(row, {"q_call": "yes"}, fields=["naming", "q_call"], naming=naming, now=NOW)

    close_due(now=NOW + timedelta(days=7))

    assert [draft.naming for draft in Draft.objects.all()] == ["named"]
    assert RestrictedAnswer.objects.count() == 1


def test_only_the_referent_reads_what_was_written_to_them() -> None:
    organisation = provider()
    published(content(question("q_call", "single", restricted="disability_referent"), question("q_other")))
    answer(invited(), q_call="yes", q_other="Rien")
    draft_only = invited(number=2)
    save_draft(draft_only, {"q_call": "maybe"}, fields=["q_call"], now=NOW)
    assert organisation.disability_referent is not None

    with pytest.raises(ReadingReserved):
        restricted_answers(reader=PersonFactory())
    (reserved,) = restricted_answers(reader=organisation.disability_referent)

    assert (reserved.invitation.about, reserved.label, reserved.submitted_at) == ("enrolment/1", "Yes", NOW)
    assert not restricted_answers(reader=organisation.disability_referent, abouts=["enrolment/2"])


def test_no_other_reading_meets_a_restricted_answer(admin_client: Client) -> None:
    provider()
    published(content(question("q_call", "single", restricted="disability_referent"), question("q_other")))
    invitation = invited()
    answer(invitation, q_call="maybe", q_other="Rien")

    assert answers_of(invitation) == {"q_other": "Rien"}
    assert [row.question for row in readings(questionnaire="small")] == ["q_other"]
    assert "maybe" not in str(list(Entry.objects.values_list("codes", flat=True)))
    for model in (RestrictedAnswer, Response, Draft):
        assert model._meta.default_permissions == ()


def test_a_restricted_answer_can_be_taken_back() -> None:
    published(content(question("q_call", "single", restricted="disability_referent"), question("q_other")))
    invitation = invited()
    answer(invitation, q_call="yes")

    save_draft(invitation, {}, fields=["q_call"], now=NOW)
    assert RestrictedAnswer.objects.get().value == "yes", "what was sent counts until the change is sent"
    submit(invitation, now=NOW)

    assert not RestrictedAnswer.objects.exists()


def test_levels_are_read_per_objective_before_and_after() -> None:
    levels = question("q_level", "rating", repeat_for="session.objectives", concept="positioning_level")
    published(content(levels | {"wording": "{{ objective_label }} ?"}))
    context: dict[str, Any] = {"objectives": list(OBJECTIVES)}
    for occasion, (first, second) in (("entry", (1, 2)), ("exit", (4, 3))):
        row = invited(key=f"positioning/enrolment/1/{occasion}", occasion=occasion, context=context)
        levels_given: dict[str, Any] = {"q_level/o1": first, "q_level/o2": second}
        answer(row, **levels_given)

    found = readings(concept="positioning_level", abouts=["enrolment/1"])

    assert {(row.occasion, row.objective): row.value for row in found} == {
        ("entry", "o1"): 1,
        ("entry", "o2"): 2,
        ("exit", "o1"): 4,
        ("exit", "o2"): 3,
    }


def test_reading_costs_one_query_whatever_the_number_of_answers() -> None:
    published(content(SCORE))

    def cost(numbers: range) -> int:
        for number in numbers:
            answer(invited(number=number), q_score=4)
        with CaptureQueriesContext(connection) as queries:
            found = readings(concept="overall_satisfaction", groups=["session/3"])
        assert len(found) == numbers.stop
        return len(queries)

    assert cost(range(1)) == cost(range(1, 20)) == 1


def test_the_page_costs_the_same_queries_with_few_or_many_questions(client: Client) -> None:
    def cost(key: str, count: int) -> int:
        rows = [question(f"{key}_{rank}") for rank in range(count)]
        published(content(*rows, question(f"{key}_call", "single", restricted="disability_referent")), key=key)
        start = follow_link(client, invited(key))
        client.get(f"{start}1/")  # whatever is read once per process has been
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{start}1/").status_code == 200
        return len(queries)

    few = cost("few", 1)
    assert cost("many", 40) == few
    assert few <= 8
