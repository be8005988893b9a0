"""Pieces that people deposit: from the form to the matrix, and what becomes of them on the disk."""

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lms_onboarding.accounts.models import User
from lms_onboarding.common.refusals import Refused
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session
from qualiopi.coverage.house import house_of
from qualiopi.coverage.matrix import Matrix, matrix_of
from qualiopi.coverage.reviewing import Reviewer
from qualiopi.coverage.states import State
from qualiopi.evidence.checking import check_files
from qualiopi.evidence.contents import LARGEST, recognise
from qualiopi.evidence.depositing import look_again, withdraw
from qualiopi.evidence.models import Deposit
from qualiopi.export.entries import entries
from qualiopi.referential import grid
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)
SHEET = b"%PDF-1.7 une feuille sur papier"
NADIA = Reviewer(key="user/1", name="Nadia Ferrand")


@pytest.fixture
def quality(client: Client, fixed_clock: Any, provider: ProviderSettings) -> Client:
    fixed_clock.move_to(NOW)
    nadia = User.objects.create_user("nadia@exemple.fr", first_name="Nadia", last_name="Ferrand")
    nadia.groups.add(Group.objects.get(name="Responsable qualité"))
    client.force_login(nadia)
    return client


@pytest.fixture
def session(provider: ProviderSettings) -> Session:
    made: Session = SessionFactory(opened=True)
    EnrolmentFactory(session=made)
    return made


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return buffer.getvalue()


def posted(client: Client, address: str, /, **fields: Any) -> Any:
    page = client.get(address).content.decode()
    draft = page.split('name="draft" value="')[1].split('"')[0]
    return client.post(address, {"draft": draft, "title": "Feuille sur papier", "happened_on": "2026-12-07", **fields})


def matrix(provider: ProviderSettings, moment: datetime = NOW) -> Matrix:
    return matrix_of(Session.objects.all(), provider, grid("v10"), indicators=range(1, 34), as_of=moment)


def test_a_missing_piece_is_deposited_counts_and_says_when_it_is_altered(
    quality: Client, session: Session, provider: ProviderSettings
) -> None:
    """The paper sheet of one half-day of two: from absent to partial, then altered, restored, overdue, withdrawn."""
    half = session.slots.order_by("start")[0]
    assert matrix(provider).cells[session.pk][12].state is State.ABSENT
    url = f"/preuves/deposer/?indicator=12&session={session.pk}&kind=attendance&half={half.pk}"
    fields = {"about": f"slot/{half.pk}", "kind": "attendance"}
    page = quality.get(url).content.decode()
    assert f'value="slot/{half.pk}" selected' in page
    posted_twice = page.split('name="draft" value="')[1].split('"')[0]
    for _try in range(2):
        sheet = SimpleUploadedFile("../../feuille.exe.pdf", SHEET)
        found = posted(quality, url, file=sheet, **fields, draft=posted_twice)
        assert found.status_code == 302
    kept = Deposit.objects.get()
    assert (kept.filename, kept.author_name, kept.scope) == ("feuille.exe.pdf", "Nadia Ferrand", "session")
    cell = matrix(provider).cells[session.pk][12]
    assert (cell.state, cell.count.held, cell.count.due) == (State.PARTIAL, 1, 2)
    file = quality.get(f"/preuves/deposees/{kept.pk}/fichier/")
    assert (file.content, file.headers["X-Content-Type-Options"]) == (SHEET, "nosniff")
    assert file.headers["Content-Disposition"].startswith("attachment")

    path = Path(storages["issued"].path(kept.blob.path)) if kept.blob else Path()
    path.write_bytes(SHEET + b"!")
    assert check_files(now=NOW) == 1
    cell = matrix(provider).cells[session.pk][12]
    assert (cell.count.held, cell.count.flawed) == (0, 1)
    (exported,) = entries([one for one in matrix(provider).pieces if one.deposit], {})
    assert (exported.content, exported.status) == (None, "fichier absent ou modifié")
    assert "absent ou modifié" in quality.get(f"/preuves/deposees/{kept.pk}/fichier/", follow=True).content.decode()
    path.write_bytes(SHEET)
    assert check_files(now=NOW) == 0
    assert matrix(provider).cells[session.pk][12].count.held == 1

    look_again(kept, review_on=date(2026, 12, 20), by=NADIA, now=NOW)
    late = datetime(2026, 12, 21, 9, tzinfo=UTC)
    assert matrix(provider, late).cells[session.pk][12].count.held == 0
    with pytest.raises(Refused, match="à venir"):
        look_again(kept, review_on=NOW.date(), by=NADIA, now=NOW)
    look_again(kept, review_on=None, by=NADIA, now=NOW)
    assert withdraw(kept, because="Illisible.", by=NADIA, now=NOW)
    assert not withdraw(kept, because="Illisible.", by=NADIA, now=NOW)
    assert matrix(provider).cells[session.pk][12].state is State.ABSENT
    assert "Illisible." in quality.get(f"/preuves/deposees/{kept.pk}/").content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"MZ\x90 programme", "un programme"),
        (b"#!/bin/sh\nrm", "un programme"),
        (b"\xd0\xcf\x11\xe0 doc", "avant 2007"),
        (b"\n <!DOCTYPE html><p>", "contenir du code"),
        (b'<svg onload="alert(1)">', "contenir du code"),
        (archive("readme.txt"), "une archive"),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macros"),
        (b"PK\x03\x04 rien", "ne s’ouvre pas"),
        (b"\x00\x01\x02\x03", "genre inconnu"),
        (b"%PDF-" + b"x" * LARGEST, "10 Mo"),
    ],
)
def test_a_forbidden_file_is_refused_by_what_it_holds(content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        recognise(content)


def test_the_kinds_that_are_kept_are_known_by_their_bytes() -> None:
    word = archive("[Content_Types].xml", "word/document.xml")
    found = [
        recognise(one).extension for one in (SHEET, b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", word, "été".encode())
    ]
    assert found == ["pdf", "jpg", "png", "docx", "txt"]


def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(quality: Client, session: Session) -> None:
    """A program under the name of a PDF, a file and a link at once, a day to come, the wrong person: one page each."""
    url = f"/preuves/deposer/?indicator=9&session={session.code}"
    pdf = {"file": SimpleUploadedFile("kit.pdf", SHEET)}
    whole = {"about": f"session/{session.pk}"}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"file": SimpleUploadedFile("kit.pdf", b"MZ\x90")}, "un programme"),
        ({}, "Choisissez un fichier, ou donnez l’adresse"),
        ({**pdf, "url": "https://exemple.fr/kit"}, "pas les deux"),
        ({"url": "javascript:alert(1)"}, "adresse"),
        ({"file": SimpleUploadedFile("kit.pdf", SHEET), "happened_on": "2026-12-15"}, "pas encore venu"),
        ({"file": SimpleUploadedFile("kit.pdf", SHEET), "kind": "kit"}, "une personne en formation"),
    ]
    for fields, words in cases:
        answer = posted(quality, url, **whole, **fields)
        page = answer.content.decode()
        assert (answer.status_code, words in page, "Feuille sur papier" in page) == (422, True, True), words
    assert not Deposit.objects.exists()
    assert quality.get("/preuves/deposer/?indicator=99").status_code == 422
    assert "Aucune session ne porte ce code" in quality.get("/preuves/deposer/?indicator=9&session=Z").content.decode()
    trainer = User.objects.create_user("karim@exemple.fr")
    quality.force_login(trainer)
    assert quality.get(url).status_code == 403
    assert quality.get("/preuves/deposees/1/fichier/").status_code == 403


def test_a_piece_of_the_house_is_a_link_for_any_indicator(quality: Client, provider: ProviderSettings) -> None:
    answer = posted(
        quality,
        "/preuves/deposer/?indicator=23",
        about="organisation",
        url="https://exemple.fr/veille",
        title="Veille",
    )
    assert answer.status_code == 302
    kept = Deposit.objects.get()
    assert (kept.indicator, kept.kind, kept.blob) == (23, "", None)
    house = house_of(provider, grid("v10"), as_of=NOW)
    (piece,) = [one for one in house.pieces if one.kind == "manual_23"]
    assert (piece.session, piece.complete) == (None, True)
    assert house.cells[23].state is State.PRESENT
    assert "Veille" in quality.get("/preuves/deposees/").content.decode()
