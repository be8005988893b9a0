"""Evidence files from the portal: asked once, prepared by a worker that may die, fetched under a right, erased."""

import hashlib
import io
import re
import time
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth.models import Group
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client

from lms_onboarding.accounts.models import User
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session
from qualiopi.export import preparing
from qualiopi.export.asking import Requester, ask
from qualiopi.export.dossier import write_export
from qualiopi.export.models import Export, ExportState, Step
from qualiopi.export.preparing import expire, prepare_next
from qualiopi.export.selecting import MOST, Wanted
from qualiopi.export.verifying import verify_export
from qualiopi.export.zipping import Paused
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory
from tests.qualiopi.coverage.conftest import analyse, at, kits_leave

pytestmark = pytest.mark.django_db
NOW = at("2026-12-20 09:00")
PERIOD = {"du": "2026-12-01", "au": "2026-12-31", "audit": "", "as_of": "", "number": "2", "seed": "2026-1220"}
NADIA = Requester(key="user/1", name="Nadia Ferrand")


@pytest.fixture
def lived(session: Session, moment: Any) -> Session:
    kits_leave(at("2026-11-29 09:00"))
    for one in Enrolment.objects.order_by("pk")[:2]:
        analyse(one, now=at("2026-12-01 10:00"))
    moment.move_to(NOW)
    return session


def signed_in(team: str, name: str = "Nadia") -> Client:
    user = User.objects.create_user(f"{name.lower()}@exemple.fr", first_name=name, last_name="Ferrand")
    user.groups.add(Group.objects.get(name=team))
    client = Client()
    client.force_login(user)
    return client


def prove(client: Client, ago: float = 0) -> None:
    """What allauth keeps in the session of who showed a key, `ago` seconds before now."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "at": time.time() - ago}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = session["_auth_user_id"]
    session.save()


def fields(client: Client, **chosen: str) -> dict[str, str]:
    draft = re.search(r'name="draft" value="(\w+)"', client.get("/preuves/export/").content.decode())
    assert draft
    return {"draft": draft[1], "mode": "period", "naming": "pseudonyms", **PERIOD, **chosen}


def wanted(**chosen: Any) -> Wanted:
    return Wanted(as_of=NOW, audit=NOW.date(), **chosen)


def test_a_file_is_seen_asked_once_prepared_told_fetched_and_erased(
    lived: Session, django_capture_on_commit_callbacks: Any
) -> None:
    quality = signed_in("Responsable qualité")
    for rank in range(3):
        EnrolmentFactory(session=SessionFactory(opened=True, code=f"AUTRE-{rank}", modality="remote"))
    form = fields(quality, mode="draw")
    seen = quality.post("/preuves/export/", {**form, "do": "see"}).content.decode()
    assert "en présentiel" in seen, "one of each kind of action before a second of any"
    assert "entièrement à distance" in seen
    assert not Export.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            assert quality.post("/preuves/export/", {**form, "do": "prepare"}).status_code == 302
    made = Export.objects.get()
    assert (made.state, made.sessions, made.nominative) == (ExportState.READY, 2, False)
    assert made.scope.endswith("tirées au sort avec la graine 2026-1220.")
    assert made.wanted["seed"] == "2026-1220"
    fetched = quality.get(f"/preuves/export/{made.pk}/dossier.zip")
    content = b"".join(fetched.streaming_content)  # type: ignore[attr-defined]  # a file streams
    assert hashlib.sha256(content).hexdigest() == made.sha256
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert "CORRESPONDANCE.csv" not in archive.namelist()
    told = OutgoingMail.objects.get(message="qualiopi.export_ready")
    assert told.variables["export_fingerprint"].replace(" ", "") == made.sha256[:16]
    verbs = list(Entry.objects.filter(subject=made.key).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["export.asked", "export.ready", "export.fetched"]
    assert "Télécharger" in quality.get(f"/preuves/export/{made.pk}/etat/").content.decode()
    assert expire(now=NOW + timedelta(days=29)) == 0
    assert expire(now=NOW + timedelta(days=31)) == 1
    assert not storages["exports"].exists(made.file)
    assert quality.get(f"/preuves/export/{made.pk}/dossier.zip").status_code == 404


def test_names_are_for_who_has_the_right_and_are_written_in_the_journal(
    lived: Session, django_capture_on_commit_callbacks: Any
) -> None:
    quality, administrator = signed_in("Responsable qualité"), signed_in("Administrateur", "Solène")
    refused = quality.post("/preuves/export/", {**fields(quality, naming="names"), "do": "prepare"})
    assert refused.status_code == 422
    prove(administrator)
    with django_capture_on_commit_callbacks(execute=True):
        administrator.post("/preuves/export/", {**fields(administrator, naming="names"), "do": "prepare"})
    made = Export.objects.get()
    assert Entry.objects.get(subject=made.key, verb="export.asked").codes["nominative"] is True
    with storages["exports"].open(made.file) as file:
        assert "CORRESPONDANCE.csv" in zipfile.ZipFile(file).namelist()
    assert quality.get(f"/preuves/export/{made.pk}/dossier.zip").status_code == 404
    assert "avec les noms" not in quality.get("/preuves/export/").content.decode()
    assert signed_in("Formateur", "Karim").get("/preuves/export/").status_code == 403


def test_names_ask_for_a_key_shown_a_moment_ago_and_lose_nothing(
    lived: Session, django_capture_on_commit_callbacks: Any
) -> None:
    administrator = signed_in("Administrateur", "Solène")
    form = fields(administrator, naming="names", seed="graine-7")
    asked = administrator.post("/preuves/export/", {**form, "do": "prepare"})
    assert asked["Location"].endswith("/confirmer/?next=%2Fpreuves%2Fexport%2F")
    assert not Export.objects.exists()
    administrator.get("/preuves/export/")  # came back without a key: what was asked still waits
    prove(administrator)
    again = administrator.get("/preuves/export/").content.decode()
    assert "C’est bien vous" in again
    assert 'value="graine-7"' in again
    assert re.search(r'value="names"[^>]*checked', again)
    with django_capture_on_commit_callbacks(execute=True):
        administrator.post("/preuves/export/", {**form, "do": "prepare"})
    made = Export.objects.get()
    assert made.nominative
    address = f"/preuves/export/{made.pk}/dossier.zip"
    fetched = administrator.get(address)
    assert b"".join(fetched.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]  # a file streams
    prove(administrator, ago=3600)
    assert "/confirmer/" in administrator.get(address)["Location"], "an old sign-in fetches no names"
    assert Entry.objects.filter(subject=made.key, verb="export.fetched").count() == 1


def test_named_learners_are_alone_in_the_file(lived: Session, tmp_path: Path, provider: ProviderSettings) -> None:
    one = Enrolment.objects.select_related("person").order_by("pk")[0]
    write_export(wanted(people=(one.person_id,)), provider, tmp_path / "une.zip", author="test")
    archive = zipfile.ZipFile(tmp_path / "une.zip")
    assert {name.split("/")[2] for name in archive.namelist() if "/kit" in name or "_kit_" in name} == {"APP-0001"}
    assert sum("_kit_" in name for name in archive.namelist()) == 1
    out = tmp_path / "commande.zip"
    words = ("--learner", one.person.email, "--as-of", "2026-12-20T09:00")
    call_command("export_evidence", "--out", str(out), *words, stdout=io.StringIO())
    assert zipfile.ZipFile(out).namelist() == archive.namelist(), "the command and the portal share one path"
    quality = signed_in("Responsable qualité")
    unknown = quality.post("/preuves/export/", {**fields(quality, mode="learners", learners="x@y.fr"), "do": "see"})
    assert "Personne n’a l’adresse x@y.fr" in unknown.content.decode()


def test_a_turn_that_pauses_goes_on_to_the_same_bytes(
    lived: Session, tmp_path: Path, provider: ProviderSettings
) -> None:
    whole, parts = tmp_path / "d’une traite.zip", tmp_path / "en deux.zip"
    write_export(wanted(), provider, whole, author="test")
    turns = 0

    def pause(step: Step, done: int, of: int) -> None:
        nonlocal turns
        turns += 1
        if turns in (3, 6):  # while pieces are copied, then while chronologies are drawn
            raise Paused

    for _turn in range(3):
        try:
            write_export(wanted(), provider, parts, author="test", progress=pause)
        except Paused:
            assert not parts.exists()
    assert parts.read_bytes() == whole.read_bytes()
    assert verify_export(parts).holds
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([whole.name, parts.name]), "no draft is left"


def test_a_killed_worker_is_followed_by_another_and_there_is_one_file(
    lived: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(wanted(codes=(lived.code,)), form="une", by=NADIA, now=NOW)
    killed = preparing._claim(NOW)
    assert killed
    (preparing._drafts() / f"dossier-{asked.pk}.zip.partial").write_bytes(b"PK, cut short")
    assert prepare_next(clock=lambda: NOW) is None, "it is still his"
    later = NOW + preparing.LEASE
    done = prepare_next(clock=lambda: later)
    assert done is not None
    assert done.state == ExportState.READY
    assert done.tries == 2
    assert prepare_next(clock=lambda: later) is None, "twice is once"
    paced = ask(wanted(codes=(lived.code,)), form="deux", by=NADIA, now=NOW)
    monkeypatch.setattr("qualiopi.export.dossier.EVERY", 1)
    turns = 0
    while Export.objects.unfinished().exists():
        prepare_next(clock=lambda: later, turn=0)
        turns += 1
        assert turns < 60
        if turns == 3:
            monkeypatch.setattr(preparing, "TURN", 0)
            Export.objects.filter(pk=paced.pk).update(state=ExportState.STOPPED)
    assert Export.objects.get(pk=paced.pk).state == ExportState.STOPPED


def test_what_cannot_be_prepared_says_why(lived: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    quality = signed_in("Responsable qualité")
    for chosen, said in (
        ({"mode": "sessions", "codes": "INCONNUE"}, "Aucune session ne porte le code INCONNUE"),
        ({"mode": "sessions"}, "Nommez au moins une session"),
        ({"audit": "2015-01-01"}, "Aucune version du référentiel"),
        ({"as_of": "2027-01-01"}, "n’est pas encore passé"),
        ({"du": "2020-01-01", "au": "2020-12-31"}, "Aucune session n’a eu lieu"),
    ):
        answer = quality.post("/preuves/export/", {**fields(quality, **chosen), "do": "prepare"})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    monkeypatch.setattr("qualiopi.export.selecting.MOST", 0)
    many = quality.post("/preuves/export/", {**fields(quality), "do": "see"}).content.decode()
    assert "mille sessions au plus" in many
    assert MOST == 1_000
    monkeypatch.undo()
    made = ask(wanted(codes=(lived.code,)), form="trois", by=NADIA, now=NOW)

    def full(*_given: Any, **_named: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(preparing, "write_export", full)
    failed = prepare_next(clock=lambda: NOW)
    assert failed is not None
    assert (failed.pk, failed.state) == (made.pk, ExportState.FAILED)
    assert "Libérez de la place" in failed.failure
    other = ask(wanted(codes=(lived.code,)), form="quatre", by=NADIA, now=NOW)
    quality.post(f"/preuves/export/{other.pk}/arreter/")
    assert Export.objects.get(pk=other.pk).state == ExportState.STOPPED
