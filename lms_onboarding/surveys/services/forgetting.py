"""Named answers whose time is over: what can be counted stays, among nameless answers; what was written goes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db import transaction

from lms_onboarding.journal.services import Fact, record
from lms_onboarding.surveys.enums import Kind, Naming
from lms_onboarding.surveys.models import Invitation, QuestionnaireVersion, Response
from lms_onboarding.surveys.rules import read_form

from .shuffling import add_all_unnamed

_REPEATED: Final = "/"


def forget_names(pks: Sequence[Any]) -> None:
    """Turn these named answers into nameless ones, without their free words, in an order that tells nothing.

    Fewer than five nameless answers are read by nobody: those of a small group are counted no more. The caller holds
    the transaction.
    """
    rows = list(Response.objects.select_for_update().filter(pk__in=list(pks), naming=Naming.NAMED))
    groups: dict[tuple[int, str], list[tuple[dict[str, Any], str]]] = defaultdict(list)
    for row in rows:
        countable = _countable(row.answers, _texts(row.version_id))
        groups[row.version_id, row.group].append((countable, row.occasion))
    Response.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for (version, group), answers in groups.items():
        add_all_unnamed(version, group, answers)


def withdraw_name(invitation: Invitation, *, by: str, now: datetime) -> bool:
    """Take back one's name from answers already sent; what was written freely goes with it. Twice is once."""
    with transaction.atomic():
        named = Response.objects.filter(invitation=invitation, naming=Naming.NAMED).first()
        if named is None:
            return False
        forget_names([named.pk])
        record(Fact("survey.unnamed", invitation.about, now, by, {"invitation": invitation.pk}), now=now)
    return True


def _countable(answers: Mapping[str, Any], texts: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if name.split(_REPEATED)[0] not in texts}


@lru_cache(maxsize=64)
def _texts(version: int) -> frozenset[str]:
    """Keys of the free questions of a version; one that answers lead to never changes."""
    form = read_form(QuestionnaireVersion.objects.get(pk=version).content)
    return frozenset(question.key for question in form.questions if question.kind == Kind.TEXT)
