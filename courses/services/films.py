"""The short video of a role in the lesson whose script it tells: put there by a command, once per film."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.files import File
from django.db import transaction
from django.utils.html import format_html, format_html_join
from wagtail.documents import get_document_model

from courses.enums import Audience
from courses.models import LessonPage, StarterPage


@dataclass(frozen=True, kw_only=True)
class FilmFiles:
    """A film as it was made: `lesson` is the slug of the starter lesson that tells it, `transcript` plain text whose
    paragraphs are apart by an empty line."""

    audience: Audience
    lesson: str
    title: str
    seconds: int
    video: Path
    captions: Path
    transcript: str


class Shown(StrEnum):
    """What became of the lesson."""

    PUBLISHED = "published"
    DRAFT = "draft"  # somebody is writing there: the film waits in their draft
    UNCHANGED = "unchanged"
    ABSENT = "absent"  # the lesson was never loaded, or was deleted here


def film_block(audience: str) -> str:
    """The id of the block of this role's film: what the loader of the starter content looks past."""
    return str(uuid5(NAMESPACE_URL, f"lmso:film:{audience}"))


def show_film(film: FilmFiles) -> Shown:
    """Put the film at the top of its lesson, or in the place where it already is. Twice is once."""
    record = StarterPage.objects.filter(slug=f"lesson/{film.lesson}").first()
    if record is None or record.page_id is None:
        return Shown.ABSENT
    value = {
        "title": film.title,
        "seconds": film.seconds,
        "video": _document(f"{film.title} (vidéo)", film.video),
        "captions": _document(f"{film.title} (sous-titres)", film.captions),
        "transcript": _paragraphs(film.transcript),
        "poster": None,
    }
    with transaction.atomic():
        live = LessonPage.objects.select_for_update().get(pk=record.page_id)
        waits = not live.live or live.has_unpublished_changes
        page: Any = live.get_latest_revision_as_object()
        blocks = [dict(child.get_prep_value()) for child in page.body]
        fresh = {"type": "video", "value": value, "id": film_block(film.audience)}
        rank = next((rank for rank, block in enumerate(blocks) if block["id"] == fresh["id"]), None)
        if rank is None:
            blocks.insert(0, fresh)
        elif blocks[rank] == fresh:
            return Shown.UNCHANGED
        else:
            blocks[rank] = fresh
        page.body = LessonPage._meta.get_field("body").stream_block.to_python(blocks)  # noqa: SLF001  Django's documented API
        revision = page.save_revision(clean=False)
        if waits:
            return Shown.DRAFT
        revision.publish()
    return Shown.PUBLISHED


def _document(title: str, path: Path) -> int:
    """The document of this title, with these bytes: a new film replaces the former one, under the same address."""
    model: Any = get_document_model()
    found = model.objects.filter(title=title).order_by("pk").first() or model(title=title)
    with path.open("rb") as content:
        given = File(content, name=path.name)
        fresh = model(title=title, file=given)
        fresh._set_document_file_metadata()  # noqa: SLF001  how Wagtail's own forms fill the hash in
        if found.pk is None or found.file_hash != fresh.file_hash:
            content.seek(0)
            found.file = given
            found.file_size, found.file_hash = fresh.file_size, fresh.file_hash
            found.save()
            found.file.close()
    return int(found.pk)


def _paragraphs(text: str) -> str:
    parts = [(part.strip(),) for part in text.split("\n\n") if part.strip()]
    return str(format_html("{}", format_html_join("", "<p>{}</p>", parts)))
