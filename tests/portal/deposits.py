"""A file deposited by somebody who may enrol (`conftest.enroller`), and what they read."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.enrolments.conftest import SAMPLES

UPLOAD = "/inscriptions/importer/"


def file(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (SAMPLES / name).read_bytes() if content is None else content, "text/csv")


def deposit(client: Client, name: str = "export-cp1252.csv", content: bytes | None = None) -> str:
    answer = client.post(UPLOAD, {"fichier": file(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def text(page: bytes) -> str:
    """What a reader sees, whatever the width of its spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.decode()).split())


def heading(page: bytes) -> str:
    return text(page.split(b"<h1>")[1].split(b"</h1>")[0])
