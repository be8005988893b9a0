"""The same words find the same articles on both databases; PostgreSQL also reads French endings."""

import json
from pathlib import Path

import pytest

from tests.support import commands

SEARCH = """
import json
from courses.help_search import HelpSearch
from courses.models import HelpArticlePage, LessonPage
articles = HelpArticlePage.objects.live().order_by("path")
asked = ["module invisible", "vidéo réseau", "tableau de suivi", "invisibles"]
found = {text: [page.slug for page in HelpSearch(text).within(articles)] for text in asked}
found["lessons"] = [page.slug for page in LessonPage.objects.live().search("chefs quai", operator="and")]
print(json.dumps(found))
"""


def searched(data_dir: Path, url: str) -> dict[str, list[str]]:
    commands.run("createcachetable", data_dir=data_dir, DATABASE_URL=url)
    loaded = commands.run("load_starter_content", data_dir=data_dir, DATABASE_URL=url)
    assert loaded.stdout == "Pages créées : 59.\n", loaded.stderr
    found = commands.run("shell", "-v0", "-c", SEARCH, data_dir=data_dir, DATABASE_URL=url)
    assert found.returncode == 0, found.stderr
    answers: dict[str, list[str]] = json.loads(found.stdout.splitlines()[-1])
    return answers


def _common(found: dict[str, list[str]]) -> None:
    assert found["module invisible"][0] == "module-invisible"
    assert "video-qui-ne-se-lit-pas" in found["vidéo réseau"]
    assert found["tableau de suivi"]
    assert found["lessons"] == ["poser-les-roles"]


def test_sqlite_finds_by_content(tmp_path: Path, sqlite_database: str) -> None:
    _common(searched(tmp_path, sqlite_database))


@pytest.mark.services("postgres")
def test_postgresql_finds_by_content_and_knows_french(tmp_path: Path, postgres_database: str) -> None:
    found = searched(tmp_path, postgres_database)
    _common(found)
    assert "module-invisible" in found["invisibles"]  # the French dictionary folds endings
