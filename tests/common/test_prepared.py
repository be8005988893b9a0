"""A prepared read gives what its queryset gives, with its own values each time, and is compiled once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import CharField, DateTimeField, F, Q
from django.test.utils import CaptureQueriesContext

from lms_onboarding.common.prepared import Given, Prepared
from lms_onboarding.journal.models import Entry

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 30, 8, tzinfo=UTC)
COLUMNS = ("subject", "occurred_at", "codes", "later")


@pytest.fixture(autouse=True)
def entries() -> None:
    Entry.objects.bulk_create(
        Entry(
            verb=f"test.{number % 2}",
            subject=f"enrolment/{number}",
            occurred_at=MORNING + timedelta(days=number),
            recorded_at=MORNING + timedelta(days=number, hours=1),
            codes={"rank": number},
        )
        for number in range(6)
    )


def build(verb: Any, since: Any) -> Any:
    found = Entry.objects.filter(Q(verb=verb) | Q(verb="test.none"), occurred_at__gte=since)
    return found.annotate(later=F("recorded_at")).order_by("-occurred_at").values_list(*COLUMNS)[:2]


def test_rows_are_those_of_the_queryset_for_each_values() -> None:
    prepared = Prepared(lambda: build(Given("verb", CharField()), Given("since", DateTimeField())))
    for verb in ("test.0", "test.1", "test.2"):
        for days in (0, 4, 9):
            since = MORNING + timedelta(days=days)
            assert prepared.rows(verb=verb, since=since) == list(build(verb, since))


def test_values_are_read_back_by_their_fields() -> None:
    prepared = Prepared(lambda: build(Given("verb", CharField()), Given("since", DateTimeField())))
    row = prepared.first(verb="test.1", since=MORNING)
    later = MORNING + timedelta(days=5, hours=1)
    assert row == ("enrolment/5", MORNING + timedelta(days=5), {"rank": 5}, later)
    assert prepared.first(verb="test.9", since=MORNING) is None


def test_it_is_built_once_and_sent_each_time() -> None:
    built: list[int] = []

    def building() -> Any:
        built.append(1)
        return build(Given("verb", CharField()), MORNING)

    prepared = Prepared(building)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        prepared.rows(verb="test.0")
        prepared.rows(verb="test.1")
    assert (len(built), len(queries)) == (1, 2)


def test_a_missing_value_is_an_error_and_words_stay_words() -> None:
    prepared = Prepared(lambda: build(Given("verb", CharField()), MORNING))
    with pytest.raises(KeyError):
        prepared.rows()
    assert prepared.rows(verb="test.0' OR '1'='1") == []
