"""Write a questionnaire, then publish it. What is published never changes again; the next edit opens a new version."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from lms_onboarding.journal.services import Fact, record
from lms_onboarding.surveys.models import Questionnaire, QuestionnaireVersion
from lms_onboarding.surveys.refusals import AlreadyPublished, KeyTaken, NotFitToPublish
from lms_onboarding.surveys.rules import Form, InvalidForm, Known, Proof, proofread, read_form


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content, whatever the order of its fields."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def create_questionnaire(
    questionnaire: Questionnaire, content: Mapping[str, Any], *, by: str, now: datetime, starter_digest: str = ""
) -> QuestionnaireVersion:
    """Keep a new questionnaire with its first draft. Raises KeyTaken, InvalidForm."""
    with transaction.atomic():
        if Questionnaire.objects.filter(key=questionnaire.key).exists():
            raise KeyTaken(questionnaire.key)
        questionnaire.save(force_insert=True)
        return save_draft_version(questionnaire, content, by=by, now=now, starter_digest=starter_digest)


def save_draft_version(
    questionnaire: Questionnaire, content: Mapping[str, Any], *, by: str, now: datetime, starter_digest: str = ""
) -> QuestionnaireVersion:
    """Replace the content of the draft, or open the next version. Published versions stay. Raises InvalidForm."""
    form = read_form(content)
    with transaction.atomic():
        locked = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
        draft = locked.versions.filter(published_at__isnull=True).first()
        if draft is None:
            last = locked.versions.aggregate(last=Max("number"))["last"] or 0
            draft = QuestionnaireVersion(questionnaire=locked, number=last + 1)
        draft.content, draft.saved_at, draft.starter_digest = dict(content), now, starter_digest
        draft.save()
        if draft.number == 1:
            _mirror(locked, form)
        record(Fact("questionnaire.drafted", _key(locked), now, by, {"version": draft.number}), now=now)
    return draft


def publish_version(version: QuestionnaireVersion, *, by: str, now: datetime) -> QuestionnaireVersion:
    """Seal the draft: from now on it is what new invitations carry; those already sent keep theirs.

    Raises AlreadyPublished, NotFitToPublish.
    """
    with transaction.atomic():
        questionnaire = Questionnaire.objects.select_for_update().get(pk=version.questionnaire_id)
        locked = QuestionnaireVersion.objects.select_for_update().get(pk=version.pk)
        if locked.published_at is not None:
            raise AlreadyPublished(locked.number)
        if errors := proof_of(locked).errors:
            raise NotFitToPublish(errors)
        locked.published_at, locked.published_by, locked.digest = now, by, digest_of(locked.content)
        locked.save(update_fields=["published_at", "published_by", "digest"])
        _mirror(questionnaire, read_form(locked.content))
        record(Fact("questionnaire.published", _key(questionnaire), now, by, _sealed(locked)), now=now)
    return locked


def proof_of(version: QuestionnaireVersion) -> Proof:
    """What forbids its publication, and what its author should look at again."""
    try:
        form = read_form(version.content)
    except InvalidForm as error:
        return Proof((str(error),), ())
    return proofread(form, _known_beside(version.questionnaire_id))


def latest_published(keys: Iterable[str] | None = None) -> "QuerySet[QuestionnaireVersion]":
    """The version new invitations carry, one per questionnaire."""
    published = QuestionnaireVersion.objects.published()
    if keys is not None:
        published = published.filter(questionnaire__key__in=list(keys))
    latest = published.values("questionnaire").annotate(last=Max("pk")).values("last")
    return QuestionnaireVersion.objects.filter(pk__in=latest).select_related("questionnaire")


def _known_beside(questionnaire_id: int) -> Known:
    others = [read_form(version.content) for version in latest_published().exclude(questionnaire_id=questionnaire_id)]
    return Known(
        keys={question.key: form.title for form in others for question in form.questions},
        concepts={
            question.concept: (question.signature, form.title)
            for form in others
            for question in form.questions
            if question.concept
        },
    )


def _mirror(questionnaire: Questionnaire, form: Form) -> None:
    questionnaire.title, questionnaire.audience, questionnaire.filled_by = form.title, form.audience, form.filled_by
    questionnaire.save(update_fields=["title", "audience", "filled_by"])


def _sealed(version: QuestionnaireVersion) -> dict[str, str | int | bool | None]:
    return {"version": version.number, "digest": version.digest}


def _key(questionnaire: Questionnaire) -> str:
    return f"questionnaire/{questionnaire.pk}"
