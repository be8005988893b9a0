"""A course: its programme as plain values, and its public page."""

import json
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from courses.models import CoursePage
from courses.services import programme_of
from tests.factories.courses import CoursePageFactory

pytestmark = pytest.mark.django_db


def test_a_programme_is_json_and_keeps_its_order(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    course = CoursePage.objects.get(pk=CoursePageFactory().pk)

    with django_assert_num_queries(2):
        programme = programme_of(course)

    assert json.loads(json.dumps(programme)) == programme
    assert (programme["hours"], programme["version"], programme["version_date"]) == ("21", "3", "2026-01-15")
    assert [sequence["hours"] for sequence in programme["sequences"]] == ["3.5", "7", "3.5", "3.5", "3.5"]
    assert programme["objectives"][1]["use_at_work"] == "Pour lire ce que ses réponses disent de votre module."


@pytest.mark.parametrize(("hours", "said"), [("20", "20"), ("100.00", "100"), ("0.25", "0.25"), ("7.50", "7.5")])
def test_hours_are_plain_decimals(hours: str, said: str) -> None:
    assert programme_of(CoursePageFactory(hours=Decimal(hours)))["hours"] == said
