"""The export from outside: read offline, complete, the same bytes twice, and honest about what it lacks."""

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session
from qualiopi.coverage.reviewing import Reviewer
from qualiopi.crossing.writing import Element, write_table
from qualiopi.export.verifying import verify_export
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory
from tests.qualiopi.coverage.conftest import analyse, at, kits_leave

from .offline import faults_of

pytestmark = pytest.mark.django_db
AS_OF = "2026-12-20"
NADIA = Reviewer(key="user/1", name="Nadia Ferrand")


def export(path: Path, *words: str, as_of: str = AS_OF) -> zipfile.ZipFile:
    call_command("export_evidence", "--out", str(path), "--as-of", as_of, *words, stdout=io.StringIO())
    return zipfile.ZipFile(path)


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def lived(session: Session) -> Session:
    """Kits left on time, two needs out of three were analysed."""
    kits_leave(at("2026-11-29 09:00"))
    for one in Enrolment.objects.order_by("pk")[:2]:
        analyse(one, now=at("2026-12-01 10:00"))
    return session


def test_every_hash_holds_and_every_link_resolves(lived: Session, tmp_path: Path) -> None:
    archive = export(tmp_path / "dossier.zip")
    assert not list(faults_of(tmp_path / "dossier.zip"))
    listed = set(json.loads(archive.read("MANIFEST.json"))["files"])
    assert set(archive.namelist()) == listed | {"MANIFEST.json", "SHA256SUMS", "SIGNATURE.p7s"}


def test_the_same_moment_gives_the_same_bytes(lived: Session, tmp_path: Path) -> None:
    first, second = export(tmp_path / "un.zip"), export(tmp_path / "deux.zip")
    for name in first.namelist():
        assert first.read(name) == second.read(name), name
    assert (tmp_path / "un.zip").read_bytes() == (tmp_path / "deux.zip").read_bytes(), "its signature included"


def test_what_is_written_after_the_moment_is_not_in_it(lived: Session, tmp_path: Path) -> None:
    before = export(tmp_path / "avant.zip", as_of="2026-11-30")
    assert "needs_synthesis" not in {row["kind"] for row in table(before, "00_INDEX.csv")}
    after = export(tmp_path / "apres.zip")
    assert "needs_synthesis" in {row["kind"] for row in table(after, "00_INDEX.csv")}


def test_documents_are_the_bytes_that_left(lived: Session, tmp_path: Path) -> None:
    archive = export(tmp_path / "dossier.zip")
    rows = [row for row in table(archive, "00_INDEX.csv") if row["kind"] == "convocation"]
    assert len(rows) == 3
    for row in rows:
        paper = IssuedDocument.objects.get(number=row["number"])
        assert hashlib.sha256(archive.read(row["path"])).hexdigest() == paper.blob_id == row["sha256"]


def test_a_piece_of_several_sessions_is_one_file(lived: Session, tmp_path: Path) -> None:
    lived.course.certification = "RS1234, Concevoir un module, France compétences"
    lived.course.save()
    twin = SessionFactory(course=lived.course, opened=True)
    EnrolmentFactory(session=twin)
    write_table(lived.course, [Element("C1", "Concevoir", ())], by=NADIA, now=at("2026-11-01 10:00"))
    archive = export(tmp_path / "dossier.zip")
    rows = [row for row in table(archive, "00_INDEX.csv") if row["kind"] == "cross_table" and row["indicator"] == "7"]
    assert {row["session_ref"] for row in rows} == {lived.code, twin.code}
    assert len({row["path"] for row in rows}) == 1
    assert sum("cross_table" in name for name in archive.namelist()) == 1
    assert not list(faults_of(tmp_path / "dossier.zip"))


def test_mails_hold_no_key(lived: Session, tmp_path: Path) -> None:
    OutgoingMail.objects.update(sent_sha256="5e" * 32)  # traces are written, not sent
    archive = export(tmp_path / "dossier.zip")
    kits = [row for row in table(archive, "00_INDEX.csv") if row["kind"] == "kit" and row["indicator"] == "9"]
    assert len(kits) == 3
    body = archive.read(kits[0]["path"]).decode()
    assert "⟦link:" in body
    mail = OutgoingMail.objects.get(message_id=kits[0]["number"])
    assert mail.html == body
    assert kits[0]["sha256"] == hashlib.sha256(body.encode()).hexdigest()
    assert kits[0]["sent_sha256"] == "5e" * 32


def test_names_stay_out_of_the_index_and_its_files(lived: Session, tmp_path: Path) -> None:
    archive = export(tmp_path / "dossier.zip")
    names = [one.person.last_name for one in Enrolment.objects.select_related("person")]
    told = "\n".join(archive.namelist())
    for name in ("00_INDEX.html", "00_INDEX.csv", "LACUNES.csv", "JOURNAL.csv", "MATRICE.csv"):
        told += archive.read(name).decode()
    assert "APP-0001" in told
    assert not [name for name in names if name in told]
    assert "CORRESPONDANCE.csv" not in archive.namelist()


def test_names_come_when_they_are_asked_for(lived: Session, tmp_path: Path) -> None:
    rows = table(export(tmp_path / "noms.zip", "--nominative"), "CORRESPONDANCE.csv")
    person = Enrolment.objects.select_related("person").order_by("person_id")[0].person
    assert rows[0] == {"pseudonyme": "APP-0001", "nom": person.full_name}


def test_what_is_missing_is_said(lived: Session, tmp_path: Path) -> None:
    rows = {row["attendu"]: row for row in table(export(tmp_path / "dossier.zip"), "LACUNES.csv")}
    lack = rows["Analyse du besoin signée"]
    assert (lack["nombre"], lack["indicateurs"], lack["gravité"]) == ("1", "4", "majeure seule")
    assert lack["échéance"] == "07/12/2026"


def test_a_file_removed_or_altered_on_disk_is_listed_and_not_hidden(lived: Session, tmp_path: Path) -> None:
    first, second, *_others = IssuedDocument.objects.filter(kind="convocation").select_related("blob").order_by("pk")
    storages["issued"].delete(first.blob.path)
    with storages["issued"].open(second.blob.path, "wb") as file:
        file.write(b"%PDF autre chose")
    archive = export(tmp_path / "dossier.zip")
    rows = {row["number"]: row for row in table(archive, "00_INDEX.csv") if row["kind"] == "convocation"}
    for paper in (first, second):
        assert rows[paper.number]["path"] == ""
        assert rows[paper.number]["status"] == "fichier absent ou modifié"
    assert "fichier absent ou modifié" in archive.read("00_INDEX.html").decode()


def test_a_session_without_learners_exports(provider: ProviderSettings, tmp_path: Path) -> None:
    SessionFactory(code="VIDE")
    archive = export(tmp_path / "vide.zip", "--session", "VIDE")
    assert "aucune pièce n’est attendue" in archive.read("MATRICE.csv").decode("utf-8-sig")


def test_an_unknown_session_and_an_audit_too_old_are_refused(session: Session, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Aucune session ne porte le code INCONNUE"):
        export(tmp_path / "a.zip", "--session", "INCONNUE")
    with pytest.raises(CommandError, match="Aucune version du référentiel"):
        export(tmp_path / "b.zip", "--audit", "2023-01-01")
    assert not list(tmp_path.iterdir())


def test_the_audit_date_chooses_the_grid(lived: Session, tmp_path: Path) -> None:
    old = export(tmp_path / "v9.zip", "--audit", "2026-10-01")
    assert {row["rnq_version"] for row in table(old, "00_INDEX.csv")} == {"v9"}
    assert "33." not in archive_text(old, "MATRICE.csv")


def archive_text(archive: zipfile.ZipFile, name: str) -> str:
    return archive.read(name).decode("utf-8-sig")


def _rewritten(source: Path, target: Path, change: Any) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        if (added := change("", b"")) is not None:
            new.writestr("ajout.txt", added)
    return target


def test_verification_names_what_was_altered_removed_and_added(lived: Session, tmp_path: Path) -> None:
    path = tmp_path / "dossier.zip"
    archive = export(path)
    assert verify_export(path).holds
    paper = next(name for name in archive.namelist() if name.endswith(".pdf") and "convocation" in name)
    altered = _rewritten(
        path, tmp_path / "1.zip", lambda name, told: told + b"x" if name == paper else told if name else None
    )
    assert verify_export(altered).altered == [paper]
    removed = _rewritten(path, tmp_path / "2.zip", lambda name, told: None if name in (paper, "") else told)
    assert verify_export(removed).missing == [paper]
    added = _rewritten(path, tmp_path / "3.zip", lambda name, told: told if name else b"bonjour")
    assert verify_export(added).added == ["ajout.txt"]
    with pytest.raises(CommandError, match="n’est plus celui"):
        call_command("verify_export", str(altered), stdout=io.StringIO())


def test_sums_rewritten_with_the_file_are_betrayed_by_the_signature(lived: Session, tmp_path: Path) -> None:
    path = tmp_path / "dossier.zip"
    export(path)
    forged = hashlib.sha256(b"faux").hexdigest()

    def forge(name: str, told: bytes) -> bytes | None:
        if name == "LACUNES.csv":
            return b"faux"
        if name == "SHA256SUMS":
            return re.sub(rb"[0-9a-f]{64}(?=  LACUNES)", forged.encode(), told)
        return told if name else None

    report = verify_export(_rewritten(path, tmp_path / "faux.zip", forge))
    assert not report.altered
    assert report.signature == "La signature porte sur un autre contenu."


def test_something_else_than_an_export_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"bonjour")
    with pytest.raises(CommandError, match="n’est pas une archive ZIP lisible"):
        call_command("verify_export", str(tmp_path / "a.zip"))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as other:
        other.writestr("lisez.txt", "bonjour")
    with pytest.raises(CommandError, match="n’est pas un dossier de preuves"):
        call_command("verify_export", str(tmp_path / "b.zip"))
