"""A block is refused with a sentence that says how to mend it; a draft may wait."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from courses.blocks import LessonBody
from courses.models import LessonPage
from tests.factories import pages

VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nBonjour.\n"


def document(name: str, content: bytes) -> Document:
    return Document.objects.create(title=name, file=ContentFile(content, name=name))


def problems(blocks: list[pages.Raw], *, draft: bool = False) -> str:
    """Every sentence said about these blocks, "" when they are accepted."""
    body = LessonBody()
    value = body.to_python(blocks)
    try:
        body.clean_deferred(value) if draft else body.clean(value)
    except ValidationError as error:
        return json.dumps(_sentences(error), ensure_ascii=False)
    return ""


def _sentences(error: ValidationError) -> list[str]:
    found: list[str] = []
    for inner in getattr(error, "block_errors", {}).values():
        found += _sentences(inner) if inner is not None else []
    found += list(getattr(error, "non_block_errors", []))
    return found or [str(message) for message in error.messages]


def video(**fields: Any) -> pages.Raw:
    value = {
        "title": "Ouvrir sans stress",
        "seconds": 75,
        "video": document("ouvrir.mp4", b"\x00\x00\x00\x18ftypmp42").pk,
        "captions": document("ouvrir.vtt", VTT).pk,
        "transcript": "<p>Mercredi, dix heures.</p>",
        "poster": None,
        **fields,
    }
    return pages.block("video", value)


@pytest.mark.django_db
def test_a_video_with_its_captions_and_transcript_is_accepted() -> None:
    assert problems([video(), pages.check()]) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("transcript", ["", "<p></p>", "<p> </p>"])
def test_a_video_without_transcript_is_refused(transcript: str) -> None:
    assert problems([video(transcript=transcript), pages.check()])


@pytest.mark.django_db
def test_a_video_without_captions_is_refused_but_a_draft_may_wait() -> None:
    bare = [video(captions=None, transcript=""), pages.check()]
    assert problems(bare)
    assert problems(bare, draft=True) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content"), [("a.txt", VTT), ("a.vtt", b"1\n00:00:00,000 --> 00:00:02,000\n")])
def test_captions_must_be_webvtt(name: str, content: bytes) -> None:
    assert "« WEBVTT » sur la première ligne" in problems([video(captions=document(name, content).pk), pages.check()])


@pytest.mark.django_db
def test_a_video_must_play_everywhere() -> None:
    assert ".mp4 ou .webm" in problems([video(video=document("film.avi", b"RIFF").pk), pages.check()])


def test_a_lesson_ends_in_a_check_or_an_action() -> None:
    reading = [pages.block("text", "<p>Lire ne suffit pas.</p>")]
    assert "Une leçon finit par un essai" in problems(reading)
    assert problems(reading, draft=True) == ""
    assert problems([*reading, pages.check()]) == ""


@pytest.mark.parametrize(("count", "best"), [(0, (False, False)), (2, (True, True))])
def test_a_question_has_exactly_one_best_answer(count: int, best: tuple[bool, bool]) -> None:
    options = [
        pages.item({"text": f"Réponse {rank}", "feedback": "Oui.", "best": chosen}) for rank, chosen in enumerate(best)
    ]
    assert f"(il y en a {count})" in problems([pages.check(options=options)])


def test_two_answers_must_differ() -> None:
    options = [
        pages.item({"text": "La même", "feedback": "Oui. Celle-ci.", "best": True}),
        pages.item({"text": "La même ", "feedback": "Presque.", "best": False}),
    ]
    assert "écrit deux fois" in problems([pages.check(options=options)])


@pytest.mark.parametrize("alt", ["", "   "])
def test_a_picture_needs_its_description(alt: str) -> None:
    assert problems([pages.block("picture", {"image": None, "alt": alt, "caption": ""}), pages.check()])


@pytest.mark.django_db
def test_a_script_pasted_in_a_block_never_reaches_the_database_nor_the_page(learner: Any) -> None:
    poison = '<p>Lisez<script>alert(1)</script> <a href="javascript:alert(2)">ceci</a><img src=x onerror=alert(3)></p>'
    course = pages.micro_course()
    lesson = pages.lesson(
        course,
        blocks=[
            pages.block("heading", "<script>alert(4)</script>Titre"),
            pages.block("text", poison),
            pages.block("callout", {"kind": "tip", "text": poison}),
            pages.block("steps", [pages.item(poison), pages.item(poison)]),
            pages.check(situation="<script>alert(5)</script>"),
        ],
    )
    fresh = LessonPage.objects.get(pk=lesson.pk)
    assert "<script" not in fresh.body[1].value.source
    html = learner.get(lesson.url).content.decode()
    assert "<script>" not in html
    assert "javascript:" not in html
    assert "onerror" not in html
    assert "&lt;script&gt;alert(4)" in html  # plain text shows what was written
    assert "Lisez" in html


@pytest.mark.django_db
def test_saving_a_touched_block_writes_the_neutral_text() -> None:
    lesson = pages.lesson(
        pages.micro_course(), blocks=[pages.block("text", "<p>Un<script>x</script></p>"), pages.check()]
    )
    lesson = LessonPage.objects.get(pk=lesson.pk)
    assert lesson.body[0].value.source == "<p>Un</p>"
    lesson.save()
    assert "script" not in json.dumps(LessonPage.objects.get(pk=lesson.pk).body.raw_data[0])
