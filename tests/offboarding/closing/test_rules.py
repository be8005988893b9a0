"""From facts to a draft: every sentence comes from a fact, none is invented."""

from dataclasses import replace
from datetime import date

import pytest

from lms_onboarding.offboarding.closing.rules import Action, Facts, Goal, Missed, draft_of, words_of

WRITE = Goal("w", "Écrire un quiz qui fait décider.", "acquired", "Quiz publié le 12 mars.", date(2025, 3, 12), 2, 5)
READ = Goal("r", "Lire un rapport", "in_progress", "", date(2025, 3, 14), 2, 3)
RIGHTS = Goal("d", "Gérer les droits", "not_acquired", "", date(2025, 3, 14), 1, 2)
FULL = Facts(
    goals=(WRITE, READ, RIGHTS),
    actions=(Action("action/4", "Publier un module d’essai", date(2025, 3, 12)),),
    halves_followed=6,
    halves_planned=6,
    minutes_followed=1260,
    minutes_planned=1260,
    lessons_done=5,
    lessons=9,
    ends_on=date(2025, 3, 14),
)


def test_two_strengths_two_axes_and_one_action() -> None:
    draft = draft_of(FULL)
    assert [one.text for one in draft.strengths] == [
        "Vous savez écrire un quiz qui fait décider : quiz publié le 12 mars.".replace("12 mars", "12 mars"),
        "Vous l’avez fait pour de vrai, le 12\xa0mars : publier un module d’essai.",
    ]
    assert [one.text for one in draft.axes] == [
        "Reprendre : gérer les droits (non acquis le 14\xa0mars).",
        "Consolider : lire un rapport (en cours d’acquisition le 14\xa0mars).",
    ]
    assert (
        draft.action.text == "Gérer les droits, sur un cas réel de votre travail, avant le dimanche 13\xa0avril 2025."
    )


@pytest.mark.parametrize(
    "facts",
    [
        FULL,
        Facts(),
        replace(FULL, goals=(WRITE,), actions=(), lessons_done=0, lessons=0),
        replace(FULL, goals=(), halves_followed=5, missed=(Missed(date(2025, 3, 6), "matin", "Publier"),)),
        replace(
            FULL,
            goals=(replace(READ, level="", assessed_on=None),),
            blocked=(("stuck/3", "Régler les droits", date(2025, 3, 5)),),
        ),
    ],
)
def test_every_sentence_cites_a_fact_that_is_shown(facts: Facts) -> None:
    shown = {key for key, _words in words_of(facts)}
    draft = draft_of(facts)
    sentences = [one for one in (*draft.strengths, *draft.axes, draft.action) if one.text]
    assert all(one.facts and set(one.facts) <= shown for one in sentences)


def test_nothing_is_said_without_a_fact() -> None:
    draft = draft_of(Facts())
    assert (draft.strengths, draft.axes, draft.action.text) == ((), (), "")


def test_self_assessment_alone_never_says_acquired() -> None:
    said = replace(FULL, goals=(Goal("w", "Écrire un quiz", "", "", None, 0, 5),), actions=())
    assert not any("Vous savez" in one.text for one in draft_of(said).strengths)


def test_one_fact_is_not_both_a_strength_and_an_axis() -> None:
    draft = draft_of(replace(FULL, goals=(WRITE,), actions=()))
    cited = [key for one in (*draft.strengths, *draft.axes) for key in one.facts]
    assert len(cited) == len(set(cited))
