"""The local folder that stands for a mail server."""

import hashlib
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.mail import send_mail
from pytest_django import Settings

from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Delivered, deliver
from tests.factories import mails
from tests.mailing.conftest import HandClock

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "lms_onboarding.mailing.backends.FolderBackend"
    settings.LMSO_MAIL_FOLDER = tmp_path / "mail"
    return tmp_path / "mail"


def test_a_mail_is_a_file_a_standard_parser_reads(folder: Path, clock: HandClock) -> None:
    mail = mails.queued(now=clock())
    deliver(clock=clock)
    [file] = folder.iterdir()
    assert file.name == f"2026-11-30_0900_tests.note_ines1@exemple.fr_{mail.message_id[1:9]}.eml"
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert letter["Message-ID"] == mail.message_id
    assert letter.get_body(("plain",)) is not None
    mail.refresh_from_db()
    assert mail.state == MailState.UNKNOWN
    assert mail.sent_sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_repeat_takes_the_place_of_the_first(folder: Path, clock: HandClock) -> None:
    mail = mails.queued(now=clock())
    mails.queued(2, now=clock())
    deliver(clock=clock)
    # a sender died after the server's answer and before its own mark
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.SENDING, sent_at=None, lease_until=clock())
    clock.forward(minutes=5)
    assert deliver(clock=clock) == Delivered(sent=1)
    assert sorted(file.name[:15] for file in folder.iterdir()) == ["2026-11-30_0900", "2026-11-30_0905"]


def test_no_name_climbs_out_of_the_folder(folder: Path, clock: HandClock) -> None:
    send_mail("Note", "Bonjour", "a@exemple.fr", ['"../../x"@exemple.fr'])
    [file] = folder.iterdir()
    assert file.parent == folder
    assert "/" not in file.name


def test_refused_addresses_bounce_as_with_a_server(folder: Path, clock: HandClock, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "lms_onboarding.mailing.backends.RefusingFolderBackend"
    settings.LMSO_REFUSED_ADDRESSES = ["Ines1@exemple.fr"]
    mails.queued(1, now=clock())
    mails.queued(2, now=clock())
    assert deliver(clock=clock) == Delivered(bounced=1, sent=1)
    assert OutgoingMail.objects.get(key="note/1").reason == "adresse inconnue de sa messagerie (550 5.1.1)"
    assert len(list(folder.iterdir())) == 1
