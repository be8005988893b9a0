"""The film of a role in its lesson: put there once, never over somebody's draft, invisible to the loader."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoDbBlocker
from wagtail.documents import get_document_model

from courses.enums import Audience
from courses.models import LessonPage, StarterPage
from courses.services import FilmFiles, Loaded, Shown, load_starter_content, show_film, video_scripts
from tests.support.populated import until_the_end
from tests.welcome.conftest import at

pytestmark = pytest.mark.django_db
NOW = at("2026-11-02 09:00")


@pytest.fixture(autouse=True, scope="module")
def content(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with until_the_end(django_db_blocker):
        call_command("load_starter_content", stdout=StringIO())
        yield


@pytest.fixture
def film(tmp_path: Path) -> FilmFiles:
    script = next(one for one in video_scripts() if one.audience == Audience.CREATOR)
    (tmp_path / "film.mp4").write_bytes(b"\0\0\0 ftypisom")
    (tmp_path / "film.vtt").write_text("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nBonjour\n")
    return FilmFiles(
        audience=script.audience,
        lesson=script.lesson,
        title=script.title,
        seconds=script.seconds,
        video=tmp_path / "film.mp4",
        captions=tmp_path / "film.vtt",
        transcript="À l’écran : <la page>.\n\nBonjour.",
    )


def lesson_of(film: FilmFiles) -> LessonPage:
    return LessonPage.objects.get(pk=StarterPage.objects.get(slug=f"lesson/{film.lesson}").page_id)


def test_it_is_shown_at_the_top_with_captions_and_transcript(film: FilmFiles, admin_client: Client) -> None:
    assert show_film(film) is Shown.PUBLISHED
    page = lesson_of(film)
    assert [child.block_type for child in page.body].count("video") == 1
    page.body.stream_block.clean(page.body)  # as if an author published it
    html = admin_client.get(page.get_url()).content.decode()
    assert html.index("<video") < html.index("<h2")
    assert '<track kind="captions"' in html
    assert "&lt;la page&gt;" in html


def test_twice_is_once_and_a_new_film_takes_the_place_of_the_former(film: FilmFiles) -> None:
    show_film(film)
    assert show_film(film) is Shown.UNCHANGED
    assert get_document_model().objects.count() == 2
    film.video.write_bytes(b"another")
    assert show_film(film) is Shown.UNCHANGED  # the page shows the same document, whose bytes changed
    document = get_document_model().objects.get(title__contains="(vidéo)")
    with document.file.open("rb") as file:
        assert file.read() == b"another"


def test_a_draft_is_not_published_for_somebody(film: FilmFiles) -> None:
    page = lesson_of(film)
    page.objective = "À la fin, vous saurez autre chose."
    page.save_revision()
    assert show_film(film) is Shown.DRAFT
    page.refresh_from_db()
    assert "video" not in {child.block_type for child in page.body}
    draft = page.get_latest_revision_as_object()
    assert draft.body[0].block_type == "video"
    assert draft.objective == "À la fin, vous saurez autre chose."


def test_the_loader_looks_past_it(film: FilmFiles) -> None:
    show_film(film)
    found = load_starter_content(now=NOW)
    assert set(found) == {Loaded.UNCHANGED}
    assert lesson_of(film).body[0].block_type == "video"


def test_a_lesson_deleted_here_is_said_to_be_absent(film: FilmFiles) -> None:
    lesson_of(film).delete()
    assert show_film(film) is Shown.ABSENT
