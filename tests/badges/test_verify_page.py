"""The page that checks: bounded before it reads, and a sentence for everything."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from badges.models import Award
from tests.badges import forging

pytestmark = pytest.mark.usefixtures("no_network")


def said(response: Any) -> str:
    found = re.search(r'<h1 id="titre-verdict">([^<]+)</h1>', response.content.decode())
    assert found
    return found[1].replace("\N{NO-BREAK SPACE}", " ")


def test_the_page_gives_the_verdict(client: Client, badge: Award) -> None:
    file = SimpleUploadedFile("badge.png", forging.image_of(badge), "image/png")
    response = client.post("/badges/verify", {"file": file, "email": "ines@exemple.fr"})
    assert said(response) == "Badge authentique et valide"
    assert f"/badges/assertions/{badge.uuid}" in response.content.decode()
    assert client.get("/badges/verify").status_code == 200


def test_a_huge_upload_is_refused_before_it_is_read(badge: Award) -> None:
    client = Client(enforce_csrf_checks=True)
    file = SimpleUploadedFile("badge.png", b"\x89PNG" + b"0" * 5_000_000, "image/png")
    response = client.post("/badges/verify", {"file": file})
    assert (response.status_code, said(response)) == (413, "Fichier trop lourd")
    announced = client.post("/badges/verify", {"text": "x"}, headers={"content-length": str(100 * 1024 * 1024)})
    assert (announced.status_code, said(announced)) == (413, "Fichier trop lourd")


def test_a_file_too_long_for_its_announced_length_stops_too(badge: Award) -> None:
    file = SimpleUploadedFile("badge.png", b"\x89PNG" + b"0" * (2 * 1024 * 1024 + 200_000), "image/png")
    response = Client().post("/badges/verify", {"file": file})
    assert (response.status_code, said(response)) == (413, "Fichier trop lourd")


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"--x\r\ncut", "multipart/form-data; boundary=x", (200, "Rien à vérifier")),
        (b"\xff\xfe", "multipart/form-data", (400, "Envoi illisible")),
        (b"--x\r\n" * 3000, "multipart/form-data; boundary=\xe9", (400, "Envoi illisible")),
        (b"text=a", "application/x-www-form-urlencoded; charset=utf-7", (400, "Envoi illisible")),
        (b"a=1&" * 2000, "application/x-www-form-urlencoded", (400, "Envoi illisible")),
        (b"{}", "text/plain", (200, "Rien à vérifier")),
    ],
)
@pytest.mark.django_db
def test_an_unreadable_request_has_its_verdict(
    client: Client, body: bytes, kind: str, expected: tuple[int, str]
) -> None:
    response = client.generic("POST", "/badges/verify", body, kind)
    assert (response.status_code, said(response)) == expected


def test_a_private_key_is_not_shown_back(client: Client, badge: Award) -> None:
    secret = "-----BEGIN PRIVATE KEY-----\nMIIEsecret\n-----END PRIVATE KEY-----"
    token = forging.foreign_token(forging.stranger())
    page = client.post("/badges/verify", {"text": token, "key": secret}).content.decode()
    assert "Ceci est une clé privée" in page
    assert "MIIEsecret" not in page


def test_checking_too_often_waits(client: Client, db: None) -> None:
    answers = [client.post("/badges/verify", {"text": "x"}).status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
