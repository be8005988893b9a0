"""Pictures and videos of the pages: the right ones, to the right people, in pieces when asked."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.documents.models import Document

CONTENT = bytes(range(256)) * 4


@pytest.fixture
def film(db: None) -> str:
    document = Document.objects.create(title="Film", file=ContentFile(CONTENT, name="film.mp4"))
    return f"/medias/{document.pk}/"


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]  # a streamed response of the test client


def test_a_video_is_for_people_who_signed_in(client: Client, learner: Client, film: str) -> None:
    assert client.get(film).status_code == 404
    response = learner.get(film)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "video/mp4"
    assert response.headers["Content-Length"] == "1024"
    assert body(response) == CONTENT


@pytest.mark.parametrize(
    ("asked", "answered", "piece"),
    [
        ("bytes=0-1", "bytes 0-1/1024", CONTENT[:2]),
        ("bytes=1000-", "bytes 1000-1023/1024", CONTENT[1000:]),
        ("bytes=-24", "bytes 1000-1023/1024", CONTENT[1000:]),
        ("bytes=0-9999", "bytes 0-1023/1024", CONTENT),
        ("bytes=-9999", "bytes 0-1023/1024", CONTENT),
    ],
)
def test_a_video_is_given_in_pieces(learner: Client, film: str, asked: str, answered: str, piece: bytes) -> None:
    response = learner.get(film, headers={"Range": asked})
    assert response.status_code == 206
    assert response.headers["Content-Range"] == answered
    assert body(response) == piece


@pytest.mark.parametrize("asked", ["bytes=2000-", "bytes=9-3", "bytes=-0"])
def test_a_piece_that_does_not_exist_is_refused(learner: Client, film: str, asked: str) -> None:
    response = learner.get(film, headers={"Range": asked})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == "bytes */1024"


@pytest.mark.parametrize("asked", ["bytes=-", "items=0-1", "bytes=0-1,4-5", "n’importe quoi"])
def test_a_range_that_is_not_one_gets_the_whole(learner: Client, film: str, asked: str) -> None:
    response = learner.get(film, headers={"Range": asked})
    assert response.status_code == 200
    assert body(response) == CONTENT


@pytest.mark.django_db
def test_captions_are_read_and_other_documents_are_not(learner: Client) -> None:
    captions = Document.objects.create(title="Sous-titres", file=ContentFile(b"WEBVTT\n", name="film.vtt"))
    assert learner.get(f"/medias/{captions.pk}/").headers["Content-Type"] == "text/vtt; charset=utf-8"
    rules = Document.objects.create(title="Règlement", file=ContentFile(b"%PDF-1.4", name="reglement.pdf"))
    assert learner.get(f"/medias/{rules.pk}/").status_code == 404
    assert learner.get("/medias/999/").status_code == 404


def test_a_missing_file_is_not_there(learner: Client, film: str) -> None:
    document = Document.objects.get()
    document.file.storage.delete(document.file.name)
    assert learner.get(film).status_code == 404


@pytest.mark.django_db
def test_renditions_are_served_and_nothing_else_is(client: Client) -> None:
    default_storage.save("images/photo.webp", ContentFile(b"RIFF"))
    response = client.get("/media/images/photo.webp")
    assert response.headers["Content-Type"] == "image/webp"
    assert body(response) == b"RIFF"
    default_storage.save("images/piege.svg", ContentFile(b"<svg/>"))
    for path in ("images/piege.svg", "images/absent.webp", "images/../documents/film.mp4", "images/../../x.png"):
        assert client.get(f"/media/{path}").status_code == 404
    assert client.post("/media/images/photo.webp").status_code == 405
