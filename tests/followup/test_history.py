"""The history of a case is refused any rewriting by the code, and by the database behind it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.enums import ActionKind
from lms_onboarding.followup.models import Action
from lms_onboarding.followup.models.action import ActionQuerySet, HistoryIsWritten
from lms_onboarding.followup.services import Hand, note_contact, sweep
from lms_onboarding.people.models import Person
from tests.followup.traces import at, case, morning

Learner = Callable[..., Enrolment]


def refused(statement: str, *values: int | str | datetime) -> None:
    """The database says no, and says why."""
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


def test_nothing_rewrites_the_history_and_a_note_alone_may_be_emptied(learner: Learner, trainer: Person) -> None:
    learner()
    found = learner(days=(), before=())
    sweep(now=morning(3))
    note_contact(
        Hand(case(found).pk, trainer), kind=ActionKind.CALLED, words="Point vendredi.", now=at("2026-12-10 10:00")
    )
    opened, called = Action.objects.filter(alert=case(found)).order_by("pk")
    for statement, *values in (
        ("UPDATE lmso_followup_action SET at = %s", at("2026-12-01 08:00")),
        ("UPDATE lmso_followup_action SET note = %s", "Point jeudi."),
        ("UPDATE lmso_followup_action SET note = '', kind = %s WHERE id = %s", "met", called.pk),
        ("UPDATE lmso_followup_action SET by_id = NULL WHERE id = %s", called.pk),
        ("UPDATE lmso_followup_action SET id = id + 1000",),
        ("DELETE FROM lmso_followup_action WHERE id = %s", opened.pk),
    ):
        refused(statement, *values)
    for rewriting in (
        called.save,
        called.delete,
        Action.objects.all().delete,
        lambda: Action.objects.update(note="x"),
    ):
        with pytest.raises(HistoryIsWritten):
            rewriting()
    ActionQuerySet(Action).of(case(found)).forget_notes()
    called.refresh_from_db()
    assert (called.note, called.kind, called.by, called.at) == ("", "called", trainer, at("2026-12-10 10:00"))
    assert Action.objects.filter(alert=case(found)).count() == 2
