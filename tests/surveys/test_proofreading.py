"""What a questionnaire must be before it is published, and figures about its answers."""

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_onboarding.surveys.rules import (
    InvalidForm,
    Known,
    Scale,
    mean,
    nps,
    proofread,
    read_form,
    tally,
)
from lms_onboarding.surveys.services.loading import starter_contents
from tests.factories.surveys import content, question


def test_nps_as_worked_by_hand() -> None:
    score = nps([10] * 5 + [9] * 2 + [8] * 2 + [6])

    assert score is not None
    assert (score.score, score.promoters, score.passives, score.detractors) == (60, 7, 2, 1)
    assert score.cautious
    assert nps([]) is None
    assert nps(["na", 11, -1, True]) is None


@given(st.lists(st.integers(0, 10), min_size=1))
def test_nps_is_between_its_bounds_and_counts_everybody(values: list[int]) -> None:
    score = nps(values)

    assert score is not None
    assert -100 <= score.score <= 100
    assert score.count == len(values)
    assert math.isclose(score.score, 100 * (score.promoters - score.detractors) / len(values), abs_tol=0.51)


def test_small_groups_have_no_mean_but_a_tally() -> None:
    scale = Scale(1, 5)

    assert mean([5, 4, 4, 3], scale) is None
    assert mean([5, 4, 4, 3, "na"], scale) is None
    assert mean([5, 4, 4, 3, 3], scale) == Decimal("3.8")
    assert tally([5, 5, 1, "na", True], scale) == {1: 1, 2: 0, 3: 0, 4: 0, 5: 2}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([question("Q")], "s’écrit en minuscules"),
        ([question("q_a"), question("q_a")], "la clé de deux questions"),
        ([question("q_a", "single", choices=[{"key": "x", "label": "X"}])], "au moins deux choix"),
        ([question("q_a", "rating", scale={"low": "a"})], "nommez les deux bouts"),
        ([question("q_a", "rating", scale={"labels": ["a", "b"]})], "5 degrés et 2 étiquettes"),
        ([question("q_a", "rating", scale={"min": 0, "max": 20, "low": "a", "high": "b"})], "deux à onze"),
        ([question("q_a", "text", max_length=9000)], "limité à 5000"),
        ([question("q_a", ask_if="unheard.of")], "n’est pas connue"),
        ([question("q_a", wording="{{ secret }} ?")], "« secret » n’est pas connu"),
        ([question("q_b", show_if={"question": "q_a", "in": ["yes"]}), question("q_a", "single")], "placée avant"),
        ([question("q_a", "single"), question("q_b", show_if={"question": "q_a", "in": ["x"]})], "ne propose pas : x"),
        ([question("q_a", "text", restricted="disability_referent")], "choix unique"),
        ([question("q_a", "single", restricted="everybody")], "choix unique"),
        ([question("q_a", "single", restricted="disability_referent", required=True)], "facultative"),
        (
            [
                question("q_a", "single", restricted="disability_referent"),
                question("q_b", show_if={"question": "q_a", "in": ["yes"]}),
            ],
            "trahirait une réponse réservée",
        ),
        ([question("taken")], "sert déjà dans « Autre »"),
        ([question("q_a", "rating", concept="autonomy", scale={"low": "non", "high": "oui"})], "se note autrement"),
        ([], "au moins une question"),
    ],
)
def test_what_forbids_publication_is_said(rows: list[dict[str, Any]], sentence: str) -> None:
    other = read_form(content(question("taken", "rating", concept="autonomy"))).questions[0]
    known = Known(keys={"taken": "Autre"}, concepts={"autonomy": (other.signature, "Autre")})

    errors = proofread(read_form(content(*rows)), known).errors

    assert any(sentence in error for error in errors), errors


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"title": 3, "minutes": 1, "sections": []},
        {"title": "x", "minutes": "soon", "sections": []},
        {"title": "x", "minutes": 1, "sections": "none"},
        {"title": "x", "minutes": 1, "sections": [{"questions": [{"key": "q", "kind": "guess"}]}]},
        {"title": "x", "minutes": 1, "sections": [{"questions": ["q"]}]},
    ],
)
def test_what_is_not_a_questionnaire_is_refused(raw: dict[str, Any]) -> None:
    with pytest.raises(InvalidForm, match="n’est pas un questionnaire"):
        read_form(raw)


def test_the_starter_questionnaires_are_proofread_together() -> None:
    keys: dict[str, str] = {}
    concepts: dict[str, Any] = {}
    rows = list(starter_contents())
    assert len(rows) == 11
    for row in rows:
        form = read_form(row)
        proof = proofread(form, Known(keys, concepts))
        assert (proof.errors, proof.remarks) == ((), ()), row["key"]
        keys |= {item.key: form.title for item in form.questions}
        concepts |= {item.concept: (item.signature, form.title) for item in form.questions if item.concept}
    assert {"overall_satisfaction", "recommendation", "autonomy", "positioning_level"} == concepts.keys()


@pytest.mark.parametrize(
    ("fields", "remark"),
    [
        ({"wording": "Le contenu et le rythme vous ont-ils convenu ?"}, "deux questions en une"),
        ({"wording": "x" * 141}, "dépasse 140"),
        ({"wording": "Quelle est votre date de naissance ?"}, "que nous ne demandons pas"),
        ({"wording": "Pensez-vous que ce cours est bon ?"}, "tournure orientée"),
        ({"hint": "Décrivez votre santé."}, "sans mise en garde"),
        ({"feeds": None}, "à quoi sert la réponse"),
        ({"required": True}, "décourage"),
        ({"wording": "Est-ce l'heure ?"}, "apostrophes à revoir"),
    ],
)
def test_what_an_author_should_look_at_again_forbids_nothing(fields: dict[str, Any], remark: str) -> None:
    proof = proofread(read_form(content(question("q_a", **fields), prefix="q")))

    assert any(remark in sentence for sentence in proof.remarks), proof.remarks
    assert not proof.errors


def test_the_form_around_the_questions_is_read_too() -> None:
    faulty = content(question("x_a"), prefix="q", minutes=90, intro="{{ need_goal_text }}", thanks="")
    proof = proofread(read_form(faulty))

    assert any("soixante minutes" in sentence for sentence in proof.errors)
    assert any("« need_goal_text » n’est pas connu" in sentence for sentence in proof.errors)
    assert any("commence par « q_ »" in sentence for sentence in proof.remarks)
    assert any("« remerciement »" in sentence for sentence in proof.remarks)
    assert any("durée annoncée" in sentence for sentence in proof.remarks)
    untitled = content(sections=[{"questions": [question("q_a")]}, {"title": "Deux", "questions": []}])
    assert any("chaque partie un titre" in sentence for sentence in proofread(read_form(untitled)).errors)
    assert any(
        "nommez les deux bouts" in sentence
        for sentence in proofread(read_form(content(question("q_a", "nps", scale={"low": "", "high": ""})))).errors
    )
