"""Versions: a draft is edited, a published one never is; the package's files never win over somebody's edit."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from lms_onboarding.journal.models import Entry
from lms_onboarding.surveys.models import Questionnaire, QuestionnaireVersion
from lms_onboarding.surveys.services import (
    AlreadyPublished,
    NotFitToPublish,
    load_questionnaires,
    publish_version,
    save_draft_version,
)
from lms_onboarding.surveys.services import loading as loading_room
from lms_onboarding.surveys.services.publishing import digest_of
from tests.factories.surveys import NOW, content, published, question

pytestmark = pytest.mark.django_db


def test_publishing_seals_the_content_and_opens_the_next_version_for_edits() -> None:
    first = published(content(question("q_one")))

    draft = save_draft_version(first.questionnaire, content(question("q_two")), by="user/1", now=NOW)

    first.refresh_from_db()
    assert first.content == content(question("q_one"))
    assert first.digest == digest_of(first.content)
    assert (draft.number, draft.published_at) == (2, None)
    assert save_draft_version(first.questionnaire, content(question("q_six")), by="user/1", now=NOW).pk == draft.pk
    assert [entry.codes["digest"] for entry in Entry.objects.filter(verb="questionnaire.published")] == [first.digest]


def test_a_published_version_is_not_published_again() -> None:
    version = published(content(question("q_one")))

    with pytest.raises(AlreadyPublished, match="elle ne change plus"):
        publish_version(version, by="user/1", now=NOW)


def test_a_faulty_questionnaire_is_not_published_and_says_why() -> None:
    good = published(content(question("q_one")))
    draft = save_draft_version(good.questionnaire, content(question("q_two", "single", choices=[])), by="u", now=NOW)

    with pytest.raises(NotFitToPublish, match="au moins deux choix"):
        publish_version(draft, by="user/1", now=NOW)

    assert QuestionnaireVersion.objects.published().count() == 1


def test_a_question_key_and_a_common_scale_are_shared_by_the_whole_product() -> None:
    published(content(question("q_one", "rating", concept="autonomy")), key="first")
    scale = {"min": 0, "max": 5, "low": "a", "high": "b"}

    with pytest.raises(NotFitToPublish, match="sert déjà"):
        published(content(question("q_one")), key="second")
    with pytest.raises(NotFitToPublish, match="se note autrement"):
        published(content(question("q_two", "rating", concept="autonomy", scale=scale)), key="third")
    published(content(question("q_two", "rating", concept="autonomy")), key="fourth")


def test_the_database_refuses_two_drafts_and_an_unsealed_publication() -> None:
    version = published(content(question("q_one")))
    drafts = [
        QuestionnaireVersion(questionnaire=version.questionnaire, number=number, saved_at=NOW) for number in (2, 3)
    ]

    with pytest.raises(IntegrityError, match=r"UNIQUE|unique"), transaction.atomic():
        QuestionnaireVersion.objects.bulk_create(drafts)
    with pytest.raises(IntegrityError, match="published_version_is_sealed"), transaction.atomic():
        QuestionnaireVersion.objects.filter(pk=version.pk).update(digest="")


def test_the_starter_files_are_loaded_once() -> None:
    report = load_questionnaires(now=NOW)

    assert len(report.created) == 11
    assert QuestionnaireVersion.objects.published().count() == 11
    again = load_questionnaires(now=NOW)
    assert (again.created, again.renewed, len(again.kept)) == ((), (), 11)
    assert QuestionnaireVersion.objects.count() == 11


def test_a_newer_file_gives_a_new_version_unless_somebody_edited(monkeypatch: pytest.MonkeyPatch) -> None:
    old = [content(question("q_a"), key="kept"), content(question("q_b"), key="edited")]
    new = [{**row, "intro": "Deux minutes."} for row in old]
    monkeypatch.setattr(loading_room, "starter_contents", lambda: iter(old))
    load_questionnaires(now=NOW)
    mine = content(question("q_b", wording="À moi ?"), key="edited")
    save_draft_version(Questionnaire.objects.get(key="edited"), mine, by="user/1", now=NOW)
    monkeypatch.setattr(loading_room, "starter_contents", lambda: iter(new))

    report = load_questionnaires(now=NOW)

    assert (report.renewed, report.kept) == (("kept",), ("edited",))
    latest = QuestionnaireVersion.objects.get(questionnaire__key="kept", number=2)
    assert latest.content["intro"] == "Deux minutes."
    assert QuestionnaireVersion.objects.drafts().get().content == mine


def test_the_command_says_what_it_did() -> None:
    out = StringIO()

    call_command("load_questionnaires", stdout=out)
    call_command("load_questionnaires", stdout=out)

    assert out.getvalue().replace("\N{NO-BREAK SPACE}", " ").splitlines() == [
        "11 questionnaires créés.",
        "11 questionnaires laissés tels quels.",
    ]
