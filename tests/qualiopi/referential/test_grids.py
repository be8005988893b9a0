"""The versions of the referential: the audit date chooses, counts hold, a file dropped in is a version more."""

import json
from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from qualiopi.referential import NoGridAt, Profile, Severity, UnknownGrid, applicability, grid, grid_at, grids
from qualiopi.referential.loading import OURS


@pytest.mark.parametrize(
    ("audit", "version"),
    [
        (date(2024, 3, 8), "v9"),
        (date(2026, 10, 31), "v9"),
        (date(2026, 11, 1), "v10"),
        (date(2026, 12, 15), "v10"),
        (date(2031, 1, 1), "v10"),
    ],
)
def test_the_audit_date_chooses_the_grid(audit: date, version: str) -> None:
    assert grid_at(audit).id == version


def test_an_audit_before_the_oldest_version_is_refused_with_its_remedy() -> None:
    with pytest.raises(NoGridAt, match=r"choisissez une date d’audit à partir de là"):
        grid_at(date(2024, 3, 7))


def test_an_unknown_version_names_those_that_exist() -> None:
    with pytest.raises(UnknownGrid, match="v9, v10"):
        grid("v11")


# Facts of the decree: how many indicators each category meets when every circumstance holds.
@pytest.mark.parametrize(
    ("version", "category", "count"),
    [
        *[("v9", "AF", 28), ("v9", "BC", 22), ("v9", "VAE", 24), ("v9", "CFA", 32)],
        *[("v10", "AF", 28), ("v10", "BC", 22), ("v10", "VAE", 24), ("v10", "CFA", 33)],
    ],
)
def test_each_category_meets_its_number_of_indicators(version: str, category: str, count: int) -> None:
    full = Profile(
        category=category,
        certifying=True,
        over_two_days=True,
        subcontracts=True,
        work_study=True,
        workplace_period=True,
    )
    indicators = grid(version).indicators.values()
    assert sum(applicability(one, full).applies for one in indicators) == count


@pytest.mark.parametrize("version", ["v9", "v10"])
def test_seventeen_indicators_can_only_be_major(version: str) -> None:
    major = {one.number for one in grid(version).indicators.values() if one.severity is Severity.MAJOR_ONLY}
    assert major == {4, 5, 6, 7, 10, 11, 14, 15, 16, 20, 21, 22, 26, 27, 29, 31, 32}


def test_a_course_without_certification_leaves_certification_aside_with_a_reason() -> None:
    answer = applicability(grid("v10").indicators[7], Profile(certifying=False))
    assert not answer.applies
    assert "certification professionnelle" in answer.reason


def test_what_nobody_said_is_unknown_and_never_blocks() -> None:
    answer = applicability(grid("v10").indicators[7], Profile(certifying=None))
    assert answer.applies
    assert answer.unknown == ("certifying",)


def test_two_days_or_less_leave_engagement_aside() -> None:
    twelve = grid("v9").indicators[12]
    assert not applicability(twelve, Profile(over_two_days=False)).applies
    assert applicability(twelve, Profile(over_two_days=True)).applies


def test_a_subcontractor_does_not_publish() -> None:
    assert not applicability(grid("v10").indicators[1], Profile(subcontracted=True)).applies


def test_a_remote_action_is_expected_to_do_more() -> None:
    found = applicability(grid("v10").indicators[9], Profile(remote=True))
    assert [one.when for one in found.also] == ["remote"]


def test_what_the_new_version_carries_over_says_so() -> None:
    assert "V9" in " ".join(grid("v10").indicators[12].provisional)
    assert grid("v10").provisional
    assert not grid("v9").indicators[12].provisional


@pytest.fixture
def dropped(tmp_path: Path, settings: Settings) -> Path:
    """A third version, dropped in as a file: the tenth ends, one indicator is new."""
    settings.LMSO_REFERENTIAL_FOLDERS = [tmp_path]
    told = json.loads((OURS / "v10.json").read_text(encoding="utf-8"))
    told |= {"id": "v11", "name": "V11", "audit_date_from": "2020-01-01", "audit_date_until": "2024-03-07"}
    told["indicators"].append(told["indicators"][0] | {"number": 34, "title": "Sobriété numérique"})
    (tmp_path / "v11.json").write_text(json.dumps(told), encoding="utf-8")
    return tmp_path / "v11.json"


def test_a_version_more_is_a_file_more(dropped: Path) -> None:
    assert [one.id for one in grids()] == ["v11", "v9", "v10"]
    assert grid_at(date(2023, 5, 2)).indicators[34].title == "Sobriété numérique"


def test_two_versions_for_one_day_are_refused(dropped: Path, settings: Settings) -> None:
    other = dropped.with_name("other") / "v12.json"
    other.parent.mkdir()
    told = json.loads(dropped.read_text(encoding="utf-8")) | {"id": "v12", "audit_date_until": "2024-03-08"}
    other.write_text(json.dumps(told), encoding="utf-8")
    settings.LMSO_REFERENTIAL_FOLDERS = [other.parent]
    with pytest.raises(ValueError, match="v12 et v9"):
        grids()


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "v99.json").write_text('{"id": "v99"}', encoding="utf-8")
    settings.LMSO_REFERENTIAL_FOLDERS = [tmp_path]
    with pytest.raises(ValueError, match=r"v99\.json"):
        grids()
