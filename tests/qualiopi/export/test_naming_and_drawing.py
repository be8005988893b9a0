"""Names and draws: pure, ASCII, the same every time."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from qualiopi.export.drawing import draw
from qualiopi.export.naming import LONGEST, ascii_name, file_name, pseudonyms
from qualiopi.indicators.frame import Group
from tests.qualiopi.coverage.conftest import at

START = at("2026-12-07 09:00")


def group(pk: int, modality: str = "onsite", hours: float = 21, certification: str = "", **more: Any) -> Group:
    end = START + timedelta(days=2)
    return Group(pk, f"S{pk}", "Cours", 1, modality, START, end, None, certification, hours, (), (), (), **more)


@given(st.text(max_size=300), st.text(max_size=300))
def test_file_names_are_short_and_ascii(kind: str, source: str) -> None:
    name = file_name(indicator=9, day="2026-12-07", kind=kind, who="APP-0001", source=source, extension="pdf")
    assert name.isascii()
    assert len(name) <= LONGEST
    assert name.startswith("I09_2026-12-07_")
    assert not set(name) & set('/\\:*?"<>| ')


def test_a_name_keeps_what_can_be_read() -> None:
    assert ascii_name("Évaluation à chaud, œuvre n° 2") == "Evaluation-a-chaud-oeuvre-n-2"
    assert ascii_name("…") == "sans-nom"


def test_pseudonyms_follow_ids_and_say_nothing() -> None:
    assert pseudonyms([31, 7, 31]) == {7: "APP-0001", 31: "APP-0002"}


def test_one_of_each_kind_of_action_before_a_second_of_any() -> None:
    groups = [group(pk) for pk in range(1, 20)] + [group(30, "remote"), group(40, "blended", certification="RS1234")]
    drawn = draw(groups, size=3, seed="2026-1215")
    assert {one.session for one in drawn} >= {30, 40}
    assert next(one.why for one in drawn if one.session == 40) == "mixte, plus de deux jours, mène à une certification"


def test_who_runs_a_session_and_where_are_kinds_of_actions_too() -> None:
    groups = [group(pk, site="Nantes") for pk in range(1, 20)]
    groups += [group(30, site="ANGERS "), group(31, site="Angers"), group(40, site="nantes", subcontracted=True)]
    drawn = {one.session: one.why for one in draw(groups, size=3, seed="2026-1215")}
    assert 40 in drawn
    assert len({30, 31} & drawn.keys()) == 1
    assert drawn[40] == "en présentiel, plus de deux jours, sous-traitée, à Nantes"


def test_a_session_at_a_distance_has_no_site() -> None:
    (only,) = draw([group(1, "remote", site="Nantes")], size=1, seed="x")
    assert only.why == "entièrement à distance, plus de deux jours"


def test_the_same_seed_draws_the_same_sessions_in_any_order() -> None:
    groups = [group(pk) for pk in range(1, 40)]
    first = draw(groups, size=6, seed="graine")
    assert draw(list(reversed(groups)), size=6, seed="graine") == first
    assert draw(groups, size=6, seed="autre") != first
    assert len(draw(groups[:2], size=6, seed="graine")) == 2
