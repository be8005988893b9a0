"""Pages that sign anybody in exist for a demonstration on this machine, and nowhere else."""

from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import include, path

from lms_onboarding.accounts.models import User
from lms_onboarding.config.urls import urlpatterns as addresses

urlpatterns = [path("demo/", include("lms_onboarding.demo.urls")), *addresses]
in_demo = override_settings(DEMO=True, ROOT_URLCONF=__name__)

LETTER = (
    b"From: formation@exemple.fr\r\nTo: ines@exemple.fr\r\nDate: Mon, 30 Nov 2026 09:00:00 +0100\r\n"
    b"Subject: =?utf-8?q?In=C3=A8s=2C_tout_est_pr=C3=AAt?=\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\nContent-Type: text/html; charset=utf-8\r\n\r\n'
    b"<html><head></head><body><script>alert(1)</script>Bonjour</body></html>\r\n--m\r\n"
    b'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="programme.pdf"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--m--\r\n"
)


@pytest.fixture
def letter(tmp_path: Path, settings: pytest.FixtureRequest) -> str:
    settings.LMSO_MAIL_FOLDER = tmp_path  # type: ignore[attr-defined]  # pytest-django's settings
    (tmp_path / "2026-11-30_0900_kit.eml").write_bytes(LETTER)
    return "2026-11-30_0900_kit.eml"


def test_without_a_demonstration_nothing_answers(client: Client, db: None) -> None:
    assert client.get("/demo/").status_code == 404
    with override_settings(ROOT_URLCONF=__name__):
        assert client.get("/demo/").status_code == 404


@in_demo
def test_another_machine_finds_nothing(client: Client, db: None) -> None:
    assert client.get("/demo/", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.post("/demo/entrer/", {"account": 1}, REMOTE_ADDR="192.0.2.7").status_code == 404


@in_demo
def test_a_button_signs_in_as_one_of_the_people(client: Client, db: None) -> None:
    awa = User.objects.create_user("awa@passerelle.exemple.fr", first_name="Awa", last_name="Diallo")
    said = client.get("/demo/").content.decode()
    assert "Entrer comme Awa" in said
    assert "lune boussole citron marée" in said, "a confidential message can be tried, with its secrets"
    assert client.get("/demo/entrer/").status_code == 405
    response = client.post("/demo/entrer/", {"account": awa.pk}, follow=True)
    assert "Bonjour Awa" in response.content.decode()


@in_demo
def test_a_mail_is_read_with_its_files_and_runs_no_script(client: Client, db: None, letter: str) -> None:
    assert "Inès, tout est prêt" in client.get("/demo/courriers/").content.decode()
    page = client.get(f"/demo/courriers/{letter}/").content.decode()
    assert "programme.pdf" in page
    assert "<script>alert" not in page
    body = client.get(f"/demo/courriers/{letter}/html/")
    assert "default-src 'none'" in body["Content-Security-Policy"]
    assert "Bonjour" in body.content.decode()
    assert client.get(f"/demo/courriers/{letter}/piece/0/").content == b"%PDF-"


@in_demo
@pytest.mark.parametrize("name", ["../settings.py", "..%2Fdb.sqlite3", "absent.eml", "kit.txt"])
def test_no_name_leaves_the_folder(client: Client, db: None, letter: str, name: str) -> None:
    assert client.get(f"/demo/courriers/{name}/").status_code == 404
    assert client.get(f"/demo/courriers/{letter}/piece/7/").status_code == 404
