"""Editing in the administration: drafts only, blocks that lose nothing, publication said before it is done."""

import json
import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from lms_onboarding.surveys.models import Questionnaire, QuestionnaireVersion
from lms_onboarding.surveys.rules import read_form
from lms_onboarding.surveys.services import load_questionnaires
from lms_onboarding.surveys.services.loading import starter_contents
from lms_onboarding.surveys.viewsets.blocks import SECTIONS
from lms_onboarding.surveys.viewsets.conversion import blocks_of, sections_of
from tests.factories.surveys import NOW, content, invited, published, question

pytestmark = pytest.mark.django_db


def posted(prefix: str, value: object) -> dict[str, Any]:
    """What the browser posts for the raw value of blocks."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        fields: dict[str, Any] = {f"{prefix}-count": len(value)}
        for rank, row in enumerate(value):
            of_stream = "type" in row
            fields |= {f"{prefix}-{rank}-deleted": "", f"{prefix}-{rank}-order": rank}
            fields |= {f"{prefix}-{rank}-type": row["type"]} if of_stream else {}
            fields |= posted(f"{prefix}-{rank}-value", row["value"] if of_stream else row)
        return fields
    if isinstance(value, dict):
        merged: dict[str, Any] = {}
        for name, inner in value.items():
            merged |= {f"{prefix}-{name}-count": 0} if inner == [] and name != "ask_if" else {}
            merged |= posted(f"{prefix}-{name}", inner)
        return merged
    if isinstance(value, bool):
        return {prefix: "on"} if value else {}
    return {} if value in (None, []) else {prefix: value}


def typed(body: dict[str, Any]) -> dict[str, Any]:
    """The whole form, filled with this content."""
    plain = {name: body.get(name, "") for name in ("key", "title", "intro", "thanks", "minutes", "naming", "audience")}
    return {**plain, "filled_by": "apprenant", **posted("sections", blocks_of(body))}


def test_every_starter_questionnaire_survives_the_blocks_unchanged() -> None:
    for body in starter_contents():
        raw = SECTIONS.get_prep_value(SECTIONS.clean(SECTIONS.to_python(blocks_of(body))))
        assert sections_of(raw, body) == body["sections"], body["key"]


def test_a_new_questionnaire_starts_as_a_draft(admin_client: Client) -> None:
    body = content(question("q_one", "single"), question("q_two", "rating"))

    response = admin_client.post(reverse("questionnaires:add"), typed(body))

    assert response.status_code == 302
    draft = QuestionnaireVersion.objects.get()
    assert (draft.questionnaire.key, draft.published_at) == ("small", None)
    assert read_form(draft.content).by_key["q_one"].choices == read_form(body).by_key["q_one"].choices


def test_saving_never_touches_what_was_published(admin_client: Client) -> None:
    version = published(content(question("q_one", weight=0.4)))
    edit = reverse("questionnaires:edit", args=[version.questionnaire_id])
    page = admin_client.get(edit)
    assert page.status_code == 200
    assert "Question q_one ?" in page.content.decode()

    response = admin_client.post(edit, typed(content(question("q_one", wording="Une autre ?"))))

    assert (response.status_code, response["Location"]) == (302, edit)
    version.refresh_from_db()
    assert version.content["sections"][0]["questions"][0]["wording"] == "Question q_one ?"
    draft = QuestionnaireVersion.objects.drafts().get()
    written = draft.content["sections"][0]["questions"][0]
    assert (draft.number, written["wording"], written["weight"]) == (2, "Une autre ?", 0.4)


def test_publishing_names_its_effect_then_does_it(admin_client: Client) -> None:
    version = published(content(question("q_one")))
    invited()
    address = reverse("questionnaires:publish", args=[version.questionnaire_id])
    assert admin_client.get(address).status_code == 302, "nothing to publish"
    admin_client.post(
        reverse("questionnaires:edit", args=[version.questionnaire_id]),
        typed(content(question("q_one", hint="Court."))),
    )

    confirmation = admin_client.get(address).content.decode()
    assert "une personne n’a pas encore répondu au sien" in confirmation
    assert QuestionnaireVersion.objects.published().count() == 1

    response = admin_client.post(address)

    assert response["Location"] == reverse("questionnaires:versions", args=[version.questionnaire_id])
    assert QuestionnaireVersion.objects.published().count() == 2
    assert str([*get_messages(response.wsgi_request)][-1]).strip() == "Version 2 publiée."
    listed = admin_client.get(response["Location"]).content.decode()
    assert len(re.findall(r"Aperçu de la version \d", listed)) == 2


def test_a_faulty_draft_is_kept_and_its_faults_are_listed(admin_client: Client) -> None:
    admin_client.post(reverse("questionnaires:add"), typed(content(question("Bad Key", "single", choices=[]))))
    questionnaire = Questionnaire.objects.get()
    address = reverse("questionnaires:publish", args=[questionnaire.pk])

    for response in (admin_client.get(address), admin_client.post(address)):
        body = response.content.decode()
        assert "s’écrit en minuscules" in body
        assert "au moins deux choix" in body
        assert "Publier la version" not in body
    assert not QuestionnaireVersion.objects.published().exists()


def test_a_key_already_taken_is_refused_and_nothing_typed_is_lost(admin_client: Client) -> None:
    published(content(question("q_one")))

    page = admin_client.post(
        reverse("questionnaires:add"), typed(content(question("q_two", wording="Kept as typed?")))
    ).content.decode()

    assert "désigne déjà un questionnaire" in page
    assert "Kept as typed?" in page


def test_the_preview_shows_every_question_and_sends_nothing(admin_client: Client) -> None:
    load_questionnaires(now=NOW)
    version = QuestionnaireVersion.objects.get(questionnaire__key="positioning")

    page = admin_client.get(reverse("questionnaires:preview", args=[version.pk])).content.decode()

    assert "Premier objectif de la session" in page
    assert "avec le recul" in page
    assert "<form" not in page


def test_scripts_pasted_in_a_block_stay_text(admin_client: Client) -> None:
    nasty = "<script>alert(1)</script>"
    admin_client.post(
        reverse("questionnaires:add"), typed(content(question("q_one", wording=nasty), title=nasty, intro=nasty))
    )
    version = QuestionnaireVersion.objects.get()

    for name, pk in (("preview", version.pk), ("publish", version.questionnaire_id), ("versions", version.pk)):
        assert nasty not in admin_client.get(reverse(f"questionnaires:{name}", args=[pk])).content.decode()


def test_only_authors_publish_and_look(client: Client, django_user_model: Any) -> None:
    version = published(content(question("q_one")))
    client.force_login(django_user_model.objects.create_user(email="someone@exemple.fr"))

    for name in ("publish", "versions"):
        assert client.post(reverse(f"questionnaires:{name}", args=[version.questionnaire_id])).status_code == 302
    with pytest.raises(NoReverseMatch):
        reverse("questionnaires:delete", args=[version.questionnaire_id])


def test_the_lists_cost_the_same_queries_whatever_their_length(admin_client: Client) -> None:
    published(content(question("q_zero")), key="zero")
    invited("zero", number=1)
    addresses = [reverse("questionnaires:index"), reverse("sollicitations:index")]

    def cost() -> list[int]:
        counts = []
        for address in addresses:
            admin_client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert admin_client.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    few = cost()
    for number in range(2, 12):
        published(content(question(f"q_{number}")), key=f"key{number}")
        invited(f"key{number}", number=number)
    assert cost() == few


def test_the_record_of_solicitations_shows_no_answer(admin_client: Client) -> None:
    published(content(question("q_one")))
    invitation = invited()

    page = admin_client.get(reverse("sollicitations:inspect", args=[invitation.pk])).content.decode()

    assert "Inès 1" in page
    assert json.dumps(invitation.context)[:20] not in page
