"""The decisions of the room, in plain values."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_onboarding.surveys.rules import (
    Asked,
    Context,
    Objective,
    UnknownContext,
    ask,
    check,
    cleared,
    read_context,
    read_form,
    visible,
)
from tests.factories.surveys import content, question

TWO = (Objective("o1", "Écrire un quiz"), Objective("o2", "Publier"))


def asked(*questions: dict[str, Any], context: Context | None = None, **fields: Any) -> list[Asked]:
    sections = ask(read_form(content(*questions, **fields)), context or Context(objectives=TWO, seed="s"))
    return [item for section in sections for item in section.asked]


@pytest.mark.parametrize(
    ("row", "given_value", "kept"),
    [
        (question("q", "rating"), "5", 5),
        (question("q", "rating"), 1, 1),
        (question("q", "rating", scale={"min": 0, "max": 5, "low": "a", "high": "b"}), "0", 0),
        (question("q", "rating", na="Sans avis"), "na", "na"),
        (question("q", "nps"), ["10"], 10),
        (question("q", "single"), "maybe", "maybe"),
        (question("q", "multiple"), ["maybe", "yes", "yes"], ["yes", "maybe"]),
        (question("q", "text"), "  deux\r\nlignes\x00 ", "deux\nlignes"),
        (question("q", "text"), "a\ud800b", "ab"),
        (question("q", "text"), "   ", None),
        (question("q", "multiple"), [], None),
    ],
)
def test_an_answer_is_kept_in_one_shape(row: dict[str, Any], given_value: object, kept: object) -> None:
    checked = check(asked(row), {"q": given_value})

    assert checked.answers.get("q") == kept
    assert not checked.errors


@pytest.mark.parametrize(
    ("row", "given_value", "sentence"),
    [
        (question("q", "rating"), "0", "n’est pas proposée"),
        (question("q", "rating"), "6", "n’est pas proposée"),
        (question("q", "rating"), "na", "n’est pas proposée"),
        (question("q", "rating"), "٤", "n’est pas proposée"),
        (question("q", "rating"), True, "n’est pas proposée"),
        (question("q", "nps"), "11", "n’est pas proposée"),
        (question("q", "single"), "other", "n’est pas proposée"),
        (question("q", "single"), ["yes", "no"], "une seule réponse"),
        (
            question("q", "multiple", max_choices=2),
            ["yes", "no", "maybe"],
            "Gardez deux\N{NO-BREAK SPACE}réponses au plus",
        ),
        (question("q", "text", max_length=3), "long", "retirez un\N{NO-BREAK SPACE}caractère"),
        (question("q", "text"), 12, "en toutes lettres"),
    ],
)
def test_a_wrong_answer_gets_a_sentence(row: dict[str, Any], given_value: object, sentence: str) -> None:
    checked = check(asked(row), {"q": given_value})

    assert sentence in checked.errors["q"]
    assert not checked.missing
    assert "q" not in checked.answers


def test_an_exclusive_choice_goes_with_nothing_else() -> None:
    choices = [{"key": "none", "label": "Rien", "exclusive": True}, {"key": "time", "label": "Le temps"}]
    row = question("q", "multiple", choices=choices)

    assert "« Rien » ne va avec aucune autre réponse" in check(asked(row), {"q": ["none", "time"]}).errors["q"]
    assert check(asked(row), {"q": ["none"]}).answers == {"q": ["none"]}


def test_what_is_required_is_missing_until_everything_must_be_there() -> None:
    items = asked(question("q", "single", required=True), question("r", "text", required=True))

    assert check(items, {}, complete=False).errors == {}
    complete = check(items, {})
    assert complete.missing == {"q", "r"}
    assert complete.errors["q"] == "Choisissez une réponse. Si vous hésitez, prenez la plus proche."


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
EVERY_KIND = asked(
    question("q_rating", "rating", na="Sans avis"),
    question("q_nps", "nps", required=True),
    question("q_single", "single"),
    question("q_multiple", "multiple", max_choices=2),
    question("q_text", "text", max_length=5),
    question("q_objective", "rating", repeat_for="session.objectives", wording="{{ objective_label }} ?"),
    question("q_after", "text", show_if={"question": "q_single", "in": ["yes"]}),
)


@given(st.dictionaries(st.sampled_from([item.field for item in EVERY_KIND]) | st.text(max_size=5), anything))
def test_whatever_is_given_is_kept_refused_or_ignored_and_never_fails(values: dict[str, object]) -> None:
    checked = check(EVERY_KIND, values)

    assert checked.answers.keys() <= {item.field for item in EVERY_KIND}
    assert not checked.answers.keys() & checked.errors.keys()
    again = check(EVERY_KIND, checked.answers, complete=False)
    assert (again.answers, again.errors) == (checked.answers, {}), "what was kept is still an answer"
    kept = cleared(EVERY_KIND, checked.answers)
    assert cleared(EVERY_KIND, kept) == kept
    assert all(str(value).encode() for value in kept.values()), "storable"


@given(st.text(st.characters()))
def test_any_text_is_stored_or_too_long(text: str) -> None:
    checked = check(asked(question("q", "text", max_length=50)), {"q": text})

    for value in checked.answers.values():
        assert isinstance(value, str)
        assert value.encode()
        assert "\x00" not in value


def test_a_condition_hides_its_question_and_what_depends_on_it() -> None:
    items = asked(
        question("q_a", "single"),
        question("q_b", "multiple", show_if={"question": "q_a", "in": ["yes", "maybe"]}),
        question("q_c", "text", show_if={"question": "q_b", "in": ["no"]}),
        question("q_d", "text", show_if={"question": "q_e", "in": [1, 2]}),
    )

    def keys(answers: dict[str, object]) -> list[str]:
        return [item.field for item in visible(items, answers)]

    assert keys({}) == ["q_a"]
    assert keys({"q_a": "yes", "q_b": ["no"]}) == ["q_a", "q_b", "q_c"]
    assert keys({"q_a": "no", "q_b": ["no"]}) == ["q_a"]
    assert cleared(items, {"q_a": "no", "q_b": ["no"], "q_c": "x"}) == {"q_a": "no"}


def test_a_condition_may_rest_on_a_degree() -> None:
    items = asked(question("q_a", "rating"), question("q_b", show_if={"question": "q_a", "in": [1, 2]}))

    assert len(visible(items, {"q_a": 2})) == 2
    assert len(visible(items, {"q_a": 3})) == 1


def test_a_repeated_question_is_asked_for_each_objective_in_its_words() -> None:
    items = asked(question("q", "rating", repeat_for="session.objectives", wording="{{ objective_label }} : où ?"))

    assert [(item.field, item.wording) for item in items] == [
        ("q/o1", "Écrire un quiz : où ?"),
        ("q/o2", "Publier : où ?"),
    ]
    assert not asked(question("q", "rating", repeat_for="session.objectives"), context=Context())


def test_objectives_offered_as_choices_keep_one_order_per_person() -> None:
    many = tuple(Objective(f"o{rank}", f"Objectif {rank}") for rank in range(6))
    row = question("q", "multiple", choices_from="session.objectives")

    def order(seed: str) -> list[str]:
        return [choice.key for choice in asked(row, context=Context(objectives=many, seed=seed))[0].choices]

    assert order("a") == order("a")
    assert len({tuple(order(str(seed))) for seed in range(5)}) > 1
    assert not asked(row, context=Context()), "without objectives there is nothing to choose from"


@pytest.mark.parametrize(
    ("requirement", "facts", "is_asked"),
    [
        ("closing", set(), False),
        ("closing", {"closing"}, True),
        ("not anonymous", set(), True),
        ("closing and not anonymous", {"closing"}, True),
        ("closing and not anonymous", {"closing", "anonymous"}, False),
    ],
)
def test_a_question_is_asked_when_its_facts_hold(requirement: str, facts: set[str], is_asked: bool) -> None:
    items = asked(question("q"), question("r", ask_if=requirement), context=Context(facts=frozenset(facts)))

    assert (len(items) == 2) is is_asked


def test_a_wording_without_its_words_is_not_asked_and_a_hint_is_dropped() -> None:
    quoting = question("q", wording="Vous aviez écrit : « {{ need_goal_text }} ». Est-ce atteint ?")
    hinting = question("r", hint="Il était : {{ company_success_text }}.")

    assert [(item.field, item.hint) for item in asked(quoting, hinting)] == [("r", "")]
    told = asked(quoting, context=Context(texts={"need_goal_text": "{{ first_name }}"}))
    assert told[0].wording == "Vous aviez écrit : « {{ first_name }} ». Est-ce atteint ?", "never filled twice"


def test_a_restricted_question_is_not_put_to_who_gives_no_name() -> None:
    row = question("q", "single", restricted="disability_referent")

    assert len(asked(row)) == 1
    assert not asked(row, context=Context(facts=frozenset({"anonymous"})))


def test_a_context_nobody_can_know_is_refused() -> None:
    for raw in ({"facts": ["session.is_nice"]}, {"texts": {"unheard_of": "x"}}, {"facts": ["anonymous"]}):
        with pytest.raises(UnknownContext):
            read_context(raw)
