"""Answers counted by the database: the same figures as counted by hand, and nobody given away."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms_onboarding.surveys.services import (
    close_due,
    comments,
    count_answers,
    rates_of,
    readings,
    save_draft,
    submit,
    versions_of,
    withdraw,
)
from tests.factories.surveys import NOW, content, invited, published, question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small() -> None:
    rows = (
        question("mark", "rating", required=True),
        question("again", "nps"),
        question("several", "multiple"),
        question("words"),
    )
    published(content(*rows, naming="choice"))


def answered(number: int, *, naming: str = "named", group: str = "session/3", **answers: Any) -> None:
    invitation = invited(number=number, group=group)
    given = {
        "mark": ["4"],
        **{name: value if isinstance(value, list) else [str(value)] for name, value in answers.items()},
    }
    save_draft(invitation, given, fields=[*given, "naming"], naming=naming, now=NOW)
    submit(invitation, now=NOW)


def test_degrees_choices_and_texts_are_counted() -> None:
    answered(1, mark=5, again=10, several=["yes", "no"], words="Plus de temps")
    answered(2, mark=5, several=["yes", "no"])
    answered(3, mark=2, several=["maybe"], words="")
    invited(number=4)

    counts = count_answers(versions_of(["small"]), ["session/3"])

    (version,) = counts.versions
    assert counts.given[version, "mark"] == {5: 2, 2: 1}
    assert counts.given[version, "again"] == {10: 1}
    assert counts.given[version, "several"] == {("yes", "no"): 2, ("maybe",): 1}
    assert counts.given[version, "words"] == {"": 1}, "what is written is counted, not read"
    assert (counts.shown, counts.hidden) == ({"small": 3}, {})
    rate = rates_of(["small"], ["session/3"])["small"]
    assert (rate.invited, rate.answered) == (4, 3)


def test_nameless_answers_are_counted_from_five_of_their_group() -> None:
    for number in range(4):
        answered(number, naming="anonymous", mark=1, words=f"Sans nom {number}")
    for number in range(10, 15):
        answered(number, naming="anonymous", group="session/4", mark=2)
    answered(20, mark=5, words="Avec mon nom")

    counts = count_answers(versions_of(["small"]), ["session/3", "session/4"])

    (version,) = counts.versions
    assert counts.given[version, "mark"] == {2: 5, 5: 1}
    assert (counts.shown, counts.hidden) == ({"small": 6}, {"small": 4})
    assert [one.text for one in comments(versions_of(["small"]), ["session/3"])] == ["Avec mon nom"]
    answered(5, naming="anonymous", mark=1, words="La cinquième")
    assert count_answers(versions_of(["small"]), ["session/3"]).hidden == {}
    assert len(comments(versions_of(["small"]), ["session/3"])) == 6


def test_nameless_answers_are_told_together_once_nobody_may_add_one() -> None:
    """Read at five, then at six the day after: the difference would be the sixth person, whose day is known."""
    for number in range(5):
        answered(number, naming="anonymous", mark=1)
    answered(20, mark=5)
    sixth = invited(number=6)
    versions = versions_of(["small"])

    def told() -> tuple[dict[str, int], int]:
        one_by_one = readings(questionnaire="small", groups=["session/3"])
        return dict(count_answers(versions, ["session/3"]).shown), len([one for one in one_by_one if not one.about])

    assert told() == ({"small": 1}, 0), "the one with a name is read at once"
    assert count_answers(versions, ["session/3"]).hidden == {"small": 5}
    save_draft(sixth, {"mark": ["3"]}, fields=["mark", "naming"], naming="anonymous", now=NOW)
    assert told() == ({"small": 1}, 0)
    submit(sixth, now=NOW)
    assert told() == ({"small": 7}, 6), "everybody answered"
    late = invited(number=7)
    assert told() == ({"small": 1}, 0)
    close_due(now=late.closes_at)
    assert told() == ({"small": 7}, 6), "or the last day is past"
    withdraw(invited(number=8), now=NOW)
    assert told() == ({"small": 7}, 6), "who is not asked any more keeps nobody waiting"


def test_two_small_groups_do_not_make_a_large_one() -> None:
    for number in range(6):
        answered(number, naming="anonymous", group=f"session/{number % 2}")
    assert count_answers(versions_of(["small"]), ["session/0", "session/1"]).shown == {}


def test_comments_come_in_an_order_that_tells_nothing_and_stays() -> None:
    for number in range(8):
        answered(number, words=f"Commentaire {number}")
    read = [one.text for one in comments(versions_of(["small"]), ["session/3"])]
    assert read == [one.text for one in comments(versions_of(["small"]), ["session/3"])]
    assert sorted(read) == [f"Commentaire {number}" for number in range(8)]
    assert len(comments(versions_of(["small"]), ["session/3"], limit=3)) == 3


def test_both_readings_agree() -> None:
    for number in range(7):
        answered(number, naming="anonymous" if number % 2 else "named", mark=1 + number % 5)
    counted = count_answers(versions_of(["small"]), ["session/3"])
    (version,) = counted.versions
    one_by_one = [one.value for one in readings(questionnaire="small", groups=["session/3"]) if one.question == "mark"]
    assert counted.given[version, "mark"] == {value: one_by_one.count(value) for value in one_by_one}


def test_nothing_at_all_is_nothing() -> None:
    counts = count_answers(versions_of(["small"]), [])
    assert (counts.given, counts.shown, comments(versions_of(["small"]), [])) == ({}, {}, [])


def test_five_answers_cost_no_more_than_one() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            count_answers(versions_of(["small"]), ["session/3"])
        return len(queries)

    answered(1)
    first = cost()
    for number in range(2, 7):
        answered(number, again=number)
    assert (first, cost()) == (4, 4)
