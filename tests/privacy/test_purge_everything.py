"""Twelve years after, on a site where everything happened once: no word about anybody is left, and the proofs hold."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import JSONField
from django.test import Client
from pytest_django import DjangoDbBlocker

from badges.enums import Visibility
from badges.models import Award
from badges.verifying.checking import Handed, check
from badges.verifying.verdicts import Verdict
from lms_onboarding.documents.models import Blob, IssuedDocument
from lms_onboarding.documents.services import Standing, verify_number
from lms_onboarding.enrolments.models import Enrolment, ImportDraft
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.offboarding.models import AlumniMember
from lms_onboarding.people.models import Person
from lms_onboarding.privacy.purging.kinds import KINDS
from lms_onboarding.privacy.purging.running import preview, run
from qualiopi.services import seal_due, verify_seals
from tests.browser.moment import MORNING
from tests.browser.population import fill

pytestmark = pytest.mark.django_db
LATER = MORNING + timedelta(days=12 * 366)


@pytest.fixture(scope="module")
def long_after(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """The populated site, sealed, then purged: once for the module, inside one transaction that is undone."""
    with django_db_blocker.unblock(), time_machine.travel(MORNING, tick=False), transaction.atomic():
        fill()
        seal_due(now=MORNING)
        assert not any(line.count for line in preview(now=MORNING)), "nothing is due while a session runs"
        names = set(Person.objects.filter(enrolments__isnull=False).values_list("last_name", flat=True))
        before = preview(now=LATER)
        first = run(now=LATER)
        yield {"names": names, "before": before, "first": first, "second": run(now=LATER)}
        transaction.set_rollback(True)


def words_of(row: Any) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, JSONField):
            yield json.dumps(value, ensure_ascii=False)
        elif isinstance(value, str):
            yield value


def _shown_by_choice() -> set[int]:
    """Those who show a badge with their name, or stand among former learners: they decide."""
    shown = Award.objects.filter(visibility=Visibility.PUBLIC).values_list("person", flat=True)
    return set(shown) | set(AlumniMember.objects.filter(state="joined").values_list("person", flat=True))


def _is_still_to_leave(row: Any) -> bool:
    return isinstance(row, OutgoingMail) and row.state == "queued"


def test_what_was_foreseen_is_what_went(long_after: dict[str, Any]) -> None:
    foreseen = {line.kind: line.count for line in long_after["before"]}
    assert long_after["first"].keys() - {"erasure"} == foreseen.keys() == {kind.key for kind in KINDS}
    assert all(long_after["first"][kind] >= count > 0 for kind, count in foreseen.items() if kind != "trace")


def test_twice_is_once(long_after: dict[str, Any]) -> None:
    assert set(long_after["second"].values()) == {0}


def test_no_name_of_a_learner_is_left_anywhere(long_after: dict[str, Any]) -> None:
    names = {name.casefold() for name in long_after["names"]}
    chosen = {f"lmso_people.Person {pk}" for pk in _shown_by_choice()}
    told = [
        where
        for model in apps.get_models()
        if model._meta.app_label.startswith(("lmso_", "auth", "account", "usersessions", "mfa"))
        for row in model._default_manager.all()
        if (where := f"{model._meta.label} {row.pk}") not in chosen and not _is_still_to_leave(row)
        for text in words_of(row)
        if model is not ImportDraft  # seven days, and its own room sweeps it
        and any(name in text.casefold() for name in names)
    ]
    assert told == []


def test_facts_seals_numbers_and_badges_outlive_it(long_after: dict[str, Any]) -> None:
    assert Enrolment.objects.exists()
    verdict = verify_seals()
    assert verdict.holds, verdict.faults
    assert verdict.erased > 0
    gone = IssuedDocument.objects.filter(erased_at__isnull=False)
    assert gone.exists()
    for document in gone:
        assert verify_number(document.number).standing in (Standing.AUTHENTIC, Standing.SUPERSEDED, Standing.REVOKED)
    given_up = Blob.objects.filter(erased_at__isnull=False)
    assert given_up.exists()
    assert not any(storages["issued"].exists(blob.path) for blob in given_up)
    standing = Award.objects.exclude(assertion="").select_related("badge_class")
    assert standing.exists()
    for award in standing:
        answer = Client().get(f"/badges/assertions/{award.uuid}", headers={"accept": "application/json"})
        assert answer.status_code == (200 if award.state == "valid" else 410)
        if award.state == "valid":
            assert answer.content.decode() == award.assertion
            finding = check(Handed(text=award.credential), now=LATER)
            assert finding.verdict is (Verdict.EXPIRED if award.has_expired(LATER) else Verdict.VALID), finding
