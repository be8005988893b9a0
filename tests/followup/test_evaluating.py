"""`evaluate_followup`: the rules, replayed on real first weeks."""

import gzip
import json
from collections import Counter
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lms_onboarding.followup.measuring.ranking import Case, delong, rank
from tests.conftest import SHARED

OULAD = SHARED / "data" / "oulad"


def _evaluate(enrolments: Path, activity: Path, **options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("evaluate_followup", enrolments=enrolments, activity=activity, json=True, stdout=out, **options)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


@pytest.mark.shared
def test_the_extract_is_ranked_as_the_requirements_say() -> None:
    found = _evaluate(OULAD / "enrolments.csv.gz", OULAD / "activity.csv.gz")
    assert found["day"] == 7
    assert (found["pooled"]["n"], found["pooled"]["positives"]) == (1991, 171)
    assert found["pooled"]["auc"] >= 0.90
    low, high = found["pooled"]["auc_95"]
    assert 0.85 < low < found["pooled"]["auc"] < high < 1
    assert set(found["pooled"]["at"]) == {"5", "10", "20"}
    assert found["sessions"]["AAA_2013J"]["auc"] is None  # two silent learners
    assert found["sessions"]["BBB_2013B"]["auc"] > 0.87
    assert set(found["excluded"]) == {"no_label"}
    assert found["pooled"]["n"] + found["excluded"]["no_label"] == 2150


@pytest.mark.shared
def test_day_three_is_almost_as_good() -> None:
    files = (OULAD / "enrolments.csv.gz", OULAD / "activity.csv.gz")
    early, late = (_evaluate(*files, day=day)["pooled"]["auc"] for day in (3, 7))
    assert late - 0.05 < early < late


HEAD = "session,learner,registered_day,unregistered_day,result,silent_days_8_35\n"
DAYS = "session,learner,day,clicks,content_clicks\n"


def _files(folder: Path, enrolments: str, activity: str) -> tuple[Path, Path]:
    first, second = folder / "e.csv", folder / "a.csv"
    first.write_text(HEAD + enrolments)
    second.write_text(DAYS + activity)
    return first, second


def test_days_after_the_replay_and_days_without_a_click_do_not_count(tmp_path: Path) -> None:
    activity = "s,busy,-1,1,1\ns,busy,0,5,0\ns,busy,1,5,0\ns,busy,2,1,0\ns,busy,3,1,0\ns,late,8,9,9\ns,still,1,0,0\n"
    files = _files(tmp_path, "s,busy,-9,,pass,0\ns,late,-9,,pass,1\ns,still,-9,,pass,1\ns,gone,-9,3,w,\n", activity)
    found = _evaluate(*files)
    assert found["pooled"]["at"]["20"] == {"precision": 1.0, "recall": 0.3}  # 0.6 learner of the two that tie at 7
    assert found["pooled"]["n"] == 3
    assert found["excluded"] == {"no_label": 1}
    assert found["pooled"]["auc"] is None
    assert found["sessions"].keys() == {"s"}


def test_a_session_without_any_activity_is_absent_data_not_silent_learners(tmp_path: Path) -> None:
    files = _files(tmp_path, "s,a,-9,,pass,0\nt,b,-9,,pass,1\n", "s,a,1,1,1\n")
    found = _evaluate(*files)
    assert (found["pooled"]["n"], found["excluded"]) == (1, {"no_source": 1})
    assert found["pooled"]["at"]["5"]["recall"] is None


def test_gzipped_or_not_whatever_the_name(tmp_path: Path) -> None:
    plain = _files(tmp_path, "s,a,-9,,pass,0\n", "s,a,1,1,1\n")
    zipped = []
    for file in plain:
        other = tmp_path / f"{file.stem}-zipped"
        other.write_bytes(gzip.compress(file.read_bytes()))
        zipped.append(other)
    assert _evaluate(*plain) == _evaluate(*zipped)


@pytest.mark.parametrize(
    ("enrolments", "activity", "said"),
    [
        ("s,a,-9,,pass,maybe\n", "", "ligne 2 : « maybe » n’est ni 0, ni 1, ni vide"),
        ("s,a,-9,,pass,0\ns,a,-9,,pass,1\n", "", "ligne 3 : l’apprenant a est déjà inscrit"),
        ("s,a,-9,,pass,0\n", "s,a,one,1,1\n", "ligne 2 : « one » n’est pas un nombre entier dans la colonne day"),
        ("s,a,-9,,pass,0\n", "s,a\n", "ligne 2 : la ligne est incomplète"),
    ],
)
def test_a_wrong_line_is_named_with_its_remedy(tmp_path: Path, enrolments: str, activity: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        _evaluate(*_files(tmp_path, enrolments, activity))


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    enrolments, activity = _files(tmp_path, "", "")
    enrolments.write_text("name,mark\nInès,3\n")
    with pytest.raises(CommandError, match="il manque session, learner, silent_days_8_35"):
        _evaluate(enrolments, activity)
    with pytest.raises(CommandError, match="ne se lit pas"):
        _evaluate(tmp_path / "none.csv", activity)


def test_told_in_words_to_people(tmp_path: Path) -> None:
    out = StringIO()
    enrolments, activity = _files(tmp_path, "s,a,-9,,pass,1\ns,b,-9,,pass,0\n", "s,b,1,1,1\n")
    call_command("evaluate_followup", enrolments=enrolments, activity=activity, stdout=out)
    assert "Ensemble : 1 silencieux sur 2" in out.getvalue()
    assert "trop peu de silences" in out.getvalue()


def _slow_delong(cases: list[Case]) -> tuple[float, float]:
    """Straight from the definition, over pairs: the area and its variance."""
    xs = [case.points for case in cases if case.positive]
    ys = [case.points for case in cases if not case.positive]
    pairs = [[1.0 if x > y else 0.5 if x == y else 0.0 for y in ys] for x in xs]
    rows = [sum(row) / len(ys) for row in pairs]
    columns = [sum(row[j] for row in pairs) / len(xs) for j in range(len(ys))]
    area = sum(rows) / len(xs)
    spread = sum((v - area) ** 2 for v in rows) / (len(xs) - 1) / len(xs)
    spread += sum((v - area) ** 2 for v in columns) / (len(ys) - 1) / len(ys)
    return area, spread


def test_delong_by_scores_is_delong_by_pairs() -> None:
    random = Random(4)  # noqa: S311  always the same learners
    cases = [Case(random.choice((0, 1, 2, 5, 7)) + one % 2, one % 2 == 1) for one in range(90)]
    area, spread = _slow_delong(cases)
    positives = Counter(case.points for case in cases if case.positive)
    found, (low, high) = delong(positives, Counter(case.points for case in cases if not case.positive))
    assert found == pytest.approx(area)
    assert high - low == pytest.approx(2 * 1.959964 * spread**0.5)


def test_those_who_tie_at_the_border_count_in_proportion() -> None:
    cases = [Case(7, True), Case(7, False), Case(7, False), Case(7, False)] + [Case(0, False)] * 16
    top = rank(cases).at
    assert [top[5].precision, top[5].recall] == pytest.approx([0.25, 0.25])
    assert [top[20].precision, top[20].recall] == pytest.approx([0.25, 1.0])
