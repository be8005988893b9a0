"""Large files go to the worker: followed, taken up again after a kill, and imported once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from lms_onboarding.enrolments.importing import running
from lms_onboarding.enrolments.models import Enrolment, ImportBatch, ImportDraft
from lms_onboarding.enrolments.models.import_draft import SMALL
from lms_onboarding.enrolments.services import (
    keep_draft,
    order_import,
    order_undoing,
    preview_draft,
    work_on_files,
)
from lms_onboarding.enrolments.services.working import LEASE, DraftLog
from tests.factories.people import provider as make_provider

from .conftest import IMPORTED_AT

ROWS = 60


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it runs."""


@pytest.fixture
def draft(sessions: Any, monkeypatch: pytest.MonkeyPatch) -> ImportDraft:
    """Sixty rows, too heavy to be dealt with at once, in batches of twenty."""
    make_provider()
    monkeypatch.setattr(running, "BATCH", 20)
    rows = [f"Nom{n};Prénom;p{n}@exemple.fr;LMS-ADMIN-2026-12;{'x' * 3_000}" for n in range(ROWS)]
    rows[30] = "Nom30;Prénom;pas une adresse;LMS-ADMIN-2026-12;"
    rows[45] = f"Nom1;Prénom;p1@exemple.fr;LMS-ADMIN-2026-12;{'x' * 3_000}"  # the person of line 3 again
    content = "\n".join(["Nom;Prénom;Courriel;Session;Commentaire", *rows]).encode()
    assert len(content) > SMALL
    owner = get_user_model().objects.create(email="awa@exemple.fr")
    return keep_draft(content, "grand.csv", owner_id=owner.pk, now=IMPORTED_AT)


def _work(now: datetime = IMPORTED_AT, seconds: float = 60) -> int:
    return work_on_files(clock=lambda: now, seconds=seconds)


def _state(draft: ImportDraft) -> tuple[str, int, int]:
    draft.refresh_from_db()
    return draft.work, draft.rows_done, draft.rows_total


def test_a_large_file_is_checked_imported_and_taken_back_by_the_worker(draft: ImportDraft) -> None:
    assert _state(draft) == ("check", 0, 0)
    assert _work() == 1
    assert _state(draft) == ("", ROWS, ROWS)
    report = preview_draft(draft, now=IMPORTED_AT)
    assert (report.valid, [error.line for error in report.errors]) == (ROWS - 1, [32])
    assert Enrolment.objects.count() == 0

    order_import(draft, by="user/1", now=IMPORTED_AT)
    order_import(draft, by="user/1", now=IMPORTED_AT)
    assert (_state(draft)[0], _work(), _work()) == ("import", 1, 0)
    assert (_state(draft)[0], draft.report["created"], draft.report["unchanged"]) == ("", ROWS - 2, 1)
    order_import(draft, by="user/1", now=IMPORTED_AT)  # once is enough
    assert (_work(), Enrolment.objects.count()) == (0, ROWS - 2)

    order_undoing(draft, by="user/1", now=IMPORTED_AT)
    assert (_work(), _state(draft)[0], Enrolment.objects.count()) == (1, "", 0)
    assert draft.undone["people"] == ROWS - 2


def test_a_killed_worker_leaves_whole_batches_and_the_next_one_says_what_the_first_would_have(
    draft: ImportDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    _work()
    order_import(draft, by="user/1", now=IMPORTED_AT)

    def killed(log: DraftLog, rows: int) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(DraftLog, "advanced", killed)  # once the first batch is committed
        with pytest.raises(Killed):
            _work()
    assert (Enrolment.objects.count(), ImportBatch.objects.count()) == (20, 1)
    assert _work() == 0  # its lease still stands
    assert _work(IMPORTED_AT + LEASE + timedelta(seconds=1)) == 1
    draft.refresh_from_db()
    report = draft.report
    assert (report["created"], report["people_created"], report["rejected"]) == (ROWS - 2, ROWS - 2, 1)
    assert [warning["line"] for warning in report["warnings"]] == [47]  # line 3 is still known to have come before
    assert Enrolment.objects.count() == ROWS - 2


def test_a_task_stops_in_time_and_the_next_one_goes_on_at_once(draft: ImportDraft) -> None:
    _work()
    order_import(draft, by="user/1", now=IMPORTED_AT)
    for _turn in range(20):
        if _work(seconds=0.000_001):
            break
    ImportDraft.objects.filter(pk=draft.pk).update(lease_until=None)
    _work()
    draft.refresh_from_db()
    assert draft.report["created"] == ROWS - 2


def test_a_large_file_that_cannot_be_read_says_why(draft: ImportDraft) -> None:
    ImportDraft.objects.filter(pk=draft.pk).update(content=b"PK\x03\x04" + b"x" * SMALL)
    _work()
    draft.refresh_from_db()
    assert (draft.work, draft.preview) == ("", {})
    assert "classeur" in draft.refusal
    order_import(draft, by="user/1", now=IMPORTED_AT)
    assert _state(draft)[0] == ""
