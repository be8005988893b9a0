"""Importing on the screen: nothing written before the last button, mended in place, each file for its owner only."""

import csv
import io
from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms_onboarding.enrolments.models import Enrolment, ImportDraft
from lms_onboarding.enrolments.tasks import sweep
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session
from tests.enrolments.conftest import SAMPLES, sessions  # noqa: F401  a fixture of the room below
from tests.portal.deposits import UPLOAD, deposit, file, heading, text

pytestmark = pytest.mark.usefixtures("sessions", "provider", "fixed_clock")


def test_from_the_file_to_the_enrolments(enroller: Client) -> None:
    preview = deposit(enroller)
    page = enroller.get(preview)
    said = text(page.content)

    assert "Quatre lignes sont bonnes, deux sont à corriger" in heading(page.content)
    assert "11 colonnes reconnues sur 12. Laissées de côté : « Commentaire »." in said
    assert "paul.petit@exemple" in said
    assert "31/02/2026" in said
    assert "Inscrire trois personnes" in said
    assert Enrolment.objects.count() == 0
    assert Person.objects.filter(email__endswith="ronan.legall@exemple.fr").count() == 0

    answer = enroller.post(f"{preview}inscrire/")
    result = enroller.get(answer["Location"])

    assert heading(result.content) == "Trois personnes sont inscrites"
    assert "soit une personne inscrite pour 12 places" in text(result.content)
    assert "par Awa Diallo" in text(result.content)
    assert Enrolment.objects.count() == 3


def test_a_cell_mended_on_the_screen_goes_in_with_the_others(enroller: Client) -> None:
    preview = deposit(enroller)

    enroller.post(
        f"{preview}corriger/",
        {"fix-5-email": "jurgen.muller@exemple.fr", "fix-6-email": "paul.petit@exemple", "fix-6-start": "07/12/2026"},
    )
    page = text(enroller.get(preview).content)

    assert "Cinq lignes sont bonnes, une est à corriger" in page
    assert Enrolment.objects.count() == 0

    enroller.post(f"{preview}corriger/", {"fix-6-email": "paul.petit@exemple.fr"})
    assert "Les six lignes sont bonnes" in text(enroller.get(preview).content)
    enroller.post(f"{preview}inscrire/")
    assert set(Enrolment.objects.values_list("person__email", flat=True)) >= {
        "jurgen.muller@exemple.fr",
        "paul.petit@exemple.fr",
    }


def test_an_unknown_session_is_chosen_in_a_list(enroller: Client) -> None:
    content = "Nom;Prénom;Courriel;Formation\nSarr;Fatou;fatou.sarr@exemple.fr;LMS Créatrice".encode()
    preview = deposit(enroller, "inscriptions.csv", content)
    page = enroller.get(preview).content.decode()

    assert '<option value="LMS-CREATEUR-2026-12">' in page
    enroller.post(f"{preview}corriger/", {"fix-2-session": "LMS-CREATEUR-2026-12"})
    enroller.post(f"{preview}inscrire/")
    assert Enrolment.objects.get().session.code == "LMS-CREATEUR-2026-12"


def test_missing_sessions_are_created_when_asked(enroller: Client) -> None:
    content = (
        "Nom;Prénom;Courriel;Formation;Date de début;Date de fin\n"
        "Sarr;Fatou;fatou.sarr@exemple.fr;Prendre en main votre LMS – Créateur;11/01/2027;22/01/2027"
    ).encode()
    preview = deposit(enroller, "inscriptions.csv", content)
    assert "Aucune ligne n’est bonne" in text(enroller.get(preview).content)

    enroller.post(f"{preview}corriger/", {"creer": "on"})
    assert "La ligne est bonne" in text(enroller.get(preview).content)
    assert Session.objects.count() == 3
    enroller.post(f"{preview}inscrire/")
    assert Session.objects.count() == 4


def test_the_button_pressed_twice_imports_once(enroller: Client) -> None:
    preview = deposit(enroller)
    enroller.post(f"{preview}inscrire/")
    report = ImportDraft.objects.get().report
    enroller.post(f"{preview}inscrire/")

    assert ImportDraft.objects.get().report == report
    assert report["created"] == Enrolment.objects.count() == 3


def test_an_interrupted_import_is_taken_up_again(enroller: Client, now: datetime) -> None:
    preview = deposit(enroller)
    ImportDraft.objects.update(imported_at=now)

    page = enroller.get(preview, follow=True)

    assert "L’import n’est pas terminé" in text(page.content)
    enroller.post(f"{preview}inscrire/")
    assert "Trois personnes sont inscrites" in text(enroller.get(f"{preview}resultat/").content)


def test_rows_left_aside_come_back_as_a_file_ready_to_be_mended(enroller: Client) -> None:
    preview = deposit(enroller)
    enroller.post(f"{preview}inscrire/")

    raw = enroller.get(f"{preview}a-corriger.csv").content
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))

    assert rows[0][:4] == ["Ligne d’origine", "Ce qu’il faut faire", "Civilité", "Nom*"]
    assert [(row[0], row[3]) for row in rows[1:]] == [("5", "MÜLLER"), ("6", "PETIT")]
    mended = raw.replace(b"paul.petit@exemple;", b"paul.petit@exemple.fr;").replace(b"31/02/2026", b"07/12/2026")
    again = deposit(enroller, "lignes-a-corriger.csv", mended)
    enroller.post(f"{again}inscrire/")
    assert Enrolment.objects.filter(person__email="paul.petit@exemple.fr").exists()


def test_files_on_the_way_out_run_nothing_in_a_spreadsheet(enroller: Client) -> None:
    content = "Nom;Prénom;Courriel;Session\n=CMD();Eve;eve@exemple;LMS-ADMIN-2026-12".encode()
    preview = deposit(enroller, "x.csv", content)

    assert "'=CMD()" in enroller.get(f"{preview}a-corriger.csv").content.decode()


def test_the_report_says_what_became_of_each_row(enroller: Client) -> None:
    preview = deposit(enroller)
    enroller.post(f"{preview}inscrire/")

    raw = enroller.get(f"{preview}rapport.csv").content.decode("utf-8-sig")
    outcomes = [row[5] for row in csv.reader(io.StringIO(raw), delimiter=";")][1:]

    assert outcomes == [*["inscription créée"] * 3, "à corriger", "à corriger", "déjà inscrite"]


def test_the_model_is_a_file_that_the_import_understands(enroller: Client) -> None:
    raw = enroller.get("/inscriptions/importer/modele.csv").content
    filled = raw + "Mme;Sarr;Fatou;fatou@exemple.fr;;;;;Créatrice;LMS-ADMIN-2026-12;;;".encode()

    page = text(enroller.get(deposit(enroller, "modele.csv", filled)).content)

    assert "La ligne est bonne" in page
    assert "13 colonnes reconnues sur 13" in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"%PDF-1.7 ...", "format PDF"),
        ("Nom;Prénom;Courriel\n".encode(), "ne contient que ses en-têtes"),
    ],
)
def test_an_unreadable_file_is_refused_with_what_to_do(enroller: Client, content: bytes, sentence: str) -> None:
    answer = enroller.post(UPLOAD, {"fichier": file("x.csv", content)})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "<title>Erreur : " in page or "<title>Erreur\xa0: " in page
    assert 'role="alert"' in page
    assert sentence in text(answer.content)
    assert ImportDraft.objects.count() == 0


def test_no_file_chosen(enroller: Client) -> None:
    answer = enroller.post(UPLOAD, {})
    assert answer.status_code == 422
    assert "Choisissez d’abord un fichier" in text(answer.content)


def test_a_missing_column_is_named_before_anything(enroller: Client) -> None:
    preview = deposit(enroller, "x.csv", "Nom;Prénom\nSarr;Fatou".encode())
    page = text(enroller.get(preview).content)

    assert "Il manque deux colonnes à votre fichier" in page
    assert "Inscrire" not in page.split("Abandonner")[0].rsplit("Ce qu’il faut faire", 1)[-1]
    enroller.post(f"{preview}inscrire/")
    assert Enrolment.objects.count() == 0


def test_nobody_opens_the_file_of_somebody_else(enroller: Client) -> None:
    preview = deposit(enroller)
    other = get_user_model().objects.create_user(email="autre@passerelle.example.fr")
    other.user_permissions.add(Permission.objects.get(codename="add_enrolment"))
    stranger = Client()
    stranger.force_login(other)

    for path in (preview, f"{preview}resultat/", f"{preview}a-corriger.csv", f"{preview}rapport.csv"):
        assert stranger.get(path)["Location"] == UPLOAD
    assert stranger.post(f"{preview}inscrire/")["Location"] == UPLOAD
    stranger.post(f"{preview}abandonner/")
    assert ImportDraft.objects.count() == 1
    assert Enrolment.objects.count() == 0


def test_without_the_permission_or_an_account(client: Client) -> None:
    assert reverse("account_login") in client.get(UPLOAD)["Location"]
    learner = get_user_model().objects.create_user(email="ines@exemple.fr")
    client.force_login(learner)
    assert client.get(UPLOAD).status_code == 403
    assert client.post(UPLOAD, {"fichier": file("moodle-upload.csv")}).status_code == 403


def test_changes_are_posts(enroller: Client) -> None:
    preview = deposit(enroller)
    for verb in ("corriger", "inscrire", "abandonner"):
        assert enroller.get(f"{preview}{verb}/").status_code == 405
    assert ImportDraft.objects.count() == 1


def test_an_abandoned_file_is_forgotten(enroller: Client) -> None:
    enroller.post(f"{deposit(enroller)}abandonner/")
    assert ImportDraft.objects.count() == 0


def test_a_file_is_forgotten_after_seven_days(
    enroller: Client, fixed_clock: time_machine.Traveller, now: datetime
) -> None:
    preview = deposit(enroller)
    fixed_clock.move_to(now + timedelta(days=7))
    enroller.force_login(get_user_model().objects.get())
    assert enroller.get(preview)["Location"] == UPLOAD
    sweep()
    assert ImportDraft.objects.count() == 0


def test_the_same_file_deposited_again_says_that_everybody_is_in(enroller: Client) -> None:
    enroller.post(f"{deposit(enroller, 'moodle-upload.csv')}inscrire/")
    page = text(enroller.get(deposit(enroller, "moodle-upload.csv")).content)

    assert "Tout le monde est déjà inscrit" in page
    assert "Inscrire dix" not in page


def test_queries_do_not_follow_the_number_of_rows(enroller: Client) -> None:
    def queries(count: int) -> int:
        rows = [f"Nom{n};Prénom{n};p{n}@exemple.fr;LMS-ADMIN-2026-12" for n in range(count)]
        preview = deposit(enroller, "x.csv", "\n".join(["Nom;Prénom;Courriel;Session", *rows]).encode())
        enroller.get(preview)  # fills the caches that every page shares
        with CaptureQueriesContext(connection) as captured:
            enroller.get(preview)
        return len(captured)

    assert queries(1) == queries(300) <= 18
