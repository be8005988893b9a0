"""`./manage.py demo`, as a newcomer runs it: in a process of its own, on an empty folder."""

import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from tests.qualiopi.export.offline import faults_of

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "lms_onboarding" / "enrolments" / "samples"
LEARNERS = {
    "ines.berthier", "malik.traore", "chloe.perrin", "yann.kerbrat", "amina.belkacem", "bastien.cornu",
    "elodie.garnier", "lea.morvan", "tuan.nguyen", "sofia.ramos", "ronan.legall", "mj.dasilva", "awa.ndiaye",
}  # fmt: skip


PATIENCE = 900  # seconds, on a machine that does much else
FOLLOWED = ("ines.berthier", "yann.kerbrat", "amina.belkacem")


def _run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE
    )


@dataclass(frozen=True)
class Demo:
    folder: Path

    @property
    def out(self) -> Path:
        return self.folder / "OUT"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        environment = kept | {"DATA_DIR": str(self.folder / "data"), "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "manage.py", "demo", "--no-serve", "--out", str(self.out), *arguments]
        return _run(command, environment)

    def mails(self) -> list[EmailMessage]:
        paths = sorted((self.out / "mail").glob("*.eml"))
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]

    def kits(self) -> list[EmailMessage]:
        """Mails that carry a convocation to an imported learner."""
        return [mail for mail in self.mails() if "@exemple.fr" in str(mail["To"]) and _named(mail, "convocation")]

    def content(self) -> dict[str, bytes]:
        return {str(path.relative_to(self.out)): path.read_bytes() for path in self.out.rglob("*") if path.is_file()}


def _named(mail: EmailMessage, start: str) -> bytes:
    parts = [part for part in mail.iter_attachments() if (part.get_filename() or "").startswith(start)]
    payload = parts[0].get_payload(decode=True) if parts else b""
    assert isinstance(payload, bytes)
    return payload


def _text(pdf: bytes) -> str:
    pages = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", pages)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Played once, to the anchor, on the two files of the issue."""
    made = Demo(tmp_path_factory.mktemp("demo"))
    files = ["--import", str(SAMPLES / "moodle-upload.csv"), "--import", str(SAMPLES / "export-cp1252.csv")]
    done = made.run("--anchor", "2026-12-07", "--until", "2026-12-07", *files)
    assert done.returncode == 0, done.stderr
    assert "9\u00a0h" in done.stdout
    return made


def test_each_valid_learner_receives_exactly_one_kit(demo: Demo) -> None:
    addresses = Counter(str(mail["To"]).split("<")[-1].split("@")[0].lower() for mail in demo.kits())
    assert addresses == Counter(LEARNERS)


def test_a_kit_is_personal_and_complete(demo: Demo) -> None:
    kit = next(mail for mail in demo.kits() if "berthier" in str(mail["To"]))
    plain = kit.get_body(("plain",))
    assert plain is not None
    assert "Bonjour Inès" in plain.get_content()
    convocation = _text(_named(kit, "convocation"))
    for words in ("Inès Berthier", "Prendre en main votre LMS – Créateur", "Passerelle Formation", "812 345 678 00021",
                  "52 44 08123 44", "Karim Haddad", "Thomas Arnaud", "Awa Diallo", "Solène Le Goff", "14 h à 17 h 30",
                  "absence", "règlement intérieur"):  # fmt: skip
        assert words in convocation.replace("\u00a0", " ").replace("’", "'") or words in convocation, words
    programme = _text(_named(kit, "programme")).replace("\u00a0", " ")
    for words in ("21 heures", "Prérequis", "1 470 €", "Accessibilité", "Concevoir un module court", "version 1"):
        assert words.lower() in programme.lower(), words
    calendar = Calendar.from_ical(_named(kit, "rendez-vous"))
    assert calendar["METHOD"] == "PUBLISH"
    assert len(calendar.walk("VEVENT")) == 6


def test_an_imported_learner_lives_the_whole_journey(demo: Demo) -> None:
    """Asked, analysed, called, helped: what the invented learners live, those of the file live too."""
    received: dict[str, Counter[str]] = {}
    for path in (demo.out / "mail").glob("*.eml"):
        _day, _hour, message, *rest = path.name.split("_")
        who = next((name for name in FOLLOWED if name in path.name.lower()), "")
        received.setdefault(who, Counter())["_".join([message, *rest[:-2]])] += 1
    everybody = {"account.invitation", "enrolment.confirmed", "welcome.needs_invitation", "welcome.kit_blended",
                 "welcome.day_before"}  # fmt: skip
    for who in FOLLOWED:
        assert everybody <= received[who].keys(), received[who]
        assert set(received[who].values()) == {1}, "nothing is said twice"
    assert "welcome.call_confirmed" in received["ines.berthier"]
    assert {"welcome.call_changed", "progress.stuck_answered"} <= received["yann.kerbrat"].keys()
    assert "welcome.call_confirmed" not in received["amina.belkacem"]
    kit = next(mail for mail in demo.kits() if "berthier" in str(mail["To"])).get_body(("plain",))
    assert kit is not None
    assert "Karim a ajouté un atelier" in kit.get_content()


def test_the_disability_referent_is_told_without_a_name(demo: Demo) -> None:
    told = [mail for mail in demo.mails() if "thomas.arnaud" in str(mail["To"])]
    assert told
    for mail in told:
        body = mail.get_body(("plain",))
        assert body is not None
        assert not re.search("Yann|Kerbrat|Gwenaëlle|Prigent|handicap", body.get_content())


def test_no_printed_document_holds_a_token(demo: Demo) -> None:
    links = set(re.findall(r"/l/\d+-[\w-]+", "".join(mail.as_string() for mail in demo.mails())))
    assert links
    for path in (demo.out / "documents").glob("*.pdf"):
        uris = str([page.get("/Annots") for page in PdfReader(path).pages])
        assert "/l/" not in _text(path.read_bytes()) + uris, path.name


def test_evidence_of_the_sessions_reads_offline(demo: Demo) -> None:
    files = sorted((demo.out / "evidence").glob("*.zip"))
    assert files
    for file in files:
        assert not list(faults_of(file))
        with zipfile.ZipFile(file) as archive:
            assert "_kit_" in "".join(archive.namelist())


def test_documents_are_named_by_kind_and_number(demo: Demo) -> None:
    names = {path.name for path in (demo.out / "documents").iterdir()}
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)?_[A-Z]+-\d{4}-\d{4}\.pdf", name) for name in names), names


def test_again_nothing_more_leaves(demo: Demo) -> None:
    before = demo.content()
    again = demo.run("--anchor", "2026-12-07", "--until", "2026-12-07")
    assert again.returncode == 0, again.stderr
    assert demo.content() == before


def test_another_anchor_is_refused_and_says_where_to_go(demo: Demo) -> None:
    refused = demo.run("--anchor", "2026-12-14")
    assert refused.returncode != 0
    assert "DATA_DIR" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_day_that_is_not_a_monday_or_not_a_date_is_refused(tmp_path: Path) -> None:
    for anchor in ("2026-12-08", "07/12/2026"):
        refused = Demo(tmp_path).run("--anchor", anchor)
        assert refused.returncode != 0
        assert "Traceback" not in refused.stderr


def test_a_file_that_is_no_table_is_refused_before_anything_is_created(tmp_path: Path) -> None:
    empty = tmp_path / "vide.csv"
    empty.touch()
    refused = Demo(tmp_path).run("--anchor", "2026-12-07", "--import", str(empty))
    assert refused.returncode == 1
    assert "« vide.csv » est vide" in refused.stderr.replace("\u00a0", " ")
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "data" / "db.sqlite3").exists()


def test_a_database_that_is_not_its_own_is_left_alone(tmp_path: Path, sqlite_database: str) -> None:
    manage = [sys.executable, "manage.py"]
    own = {"PATH": os.environ["PATH"], "DATABASE_URL": sqlite_database, "DATA_DIR": str(tmp_path)}
    create = [*manage, "createsuperuser", "--noinput", "--email", "awa@exemple.fr"]
    assert _run(create, own | {"DJANGO_SUPERUSER_PASSWORD": "x"}).returncode == 0
    done = _run([*manage, "demo", "--no-serve"], own)
    assert done.returncode != 0
    assert "déjà des données" in done.stderr
    assert "DATA_DIR" in done.stderr
