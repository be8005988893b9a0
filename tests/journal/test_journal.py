"""The journal: facts are added, in one query, and nothing takes one back."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from lms_onboarding.journal.models import AppendOnlyError, Entry
from lms_onboarding.journal.services import SYSTEM, Fact, record, record_many

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)


def test_when_it_happened_and_when_we_learnt_it_are_two_dates() -> None:
    entry = record(Fact(verb="mail.bounced", subject="enrolment/1", occurred_at=NOW - timedelta(hours=2)), now=NOW)
    entry.refresh_from_db()
    assert (entry.occurred_at, entry.recorded_at) == (NOW - timedelta(hours=2), NOW)
    assert (entry.actor, entry.codes) == (SYSTEM, {})


def test_many_facts_are_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    facts = [Fact(verb="mail.sent", subject=f"enrolment/{number}", occurred_at=NOW) for number in range(50)]
    with django_assert_num_queries(1):
        record_many(facts, now=NOW)
    assert Entry.objects.count() == 50


def test_facts_about_one_subject_come_in_the_order_they_happened() -> None:
    for verb, hours in (("b", 1), ("a", 0), ("c", 1)):
        record(Fact(verb=verb, subject="enrolment/1", occurred_at=NOW + timedelta(hours=hours)), now=NOW)
    record(Fact(verb="other", subject="enrolment/12", occurred_at=NOW), now=NOW)
    about = Entry.objects.about("enrolment/1")
    assert [entry.verb for entry in about] == ["a", "b", "c"]


def test_nothing_is_rewritten_nor_erased() -> None:
    entry = record(Fact(verb="mail.sent", subject="enrolment/1", occurred_at=NOW), now=NOW)
    entry.verb = "mail.bounced"
    for rewriting in (entry.save, entry.delete, Entry.objects.all().delete, lambda: Entry.objects.update(verb="x")):
        with pytest.raises(AppendOnlyError):
            rewriting()
    assert Entry.objects.get().verb == "mail.sent"
