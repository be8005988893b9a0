"""What a mail server receives: headers nobody can forge, addresses that exist nowhere else."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.core.mail import SafeMIMEMultipart
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from lms_onboarding.documents.services import store
from lms_onboarding.links import services as links
from lms_onboarding.mailing.models import MailPart, OutgoingMail
from lms_onboarding.mailing.sending.letter import display_name, one_line, write
from lms_onboarding.mailing.sending.whole import Whole
from lms_onboarding.mailing.services import Recipient, deliver, message_id_of
from tests.factories import mails
from tests.mailing.conftest import HandClock
from tests.support.smtp import Sink


@pytest.mark.django_db
def test_headers_of_an_automatic_letter(sink: Sink, clock: HandClock, settings: Settings) -> None:
    settings.LMSO_MESSAGE_ID_DOMAIN = "passerelle.exemple.fr"
    settings.DEFAULT_FROM_EMAIL = "Ancien nom <formation@passerelle.exemple.fr>"
    mails.queued(now=clock(), reply_to="solene@exemple.fr")
    deliver(clock=clock)
    [letter] = sink.messages
    assert (
        letter["Message-ID"] == message_id_of("note/1") == "<" + letter["Message-ID"][1:33] + "@passerelle.exemple.fr>"
    )
    assert parsedate_to_datetime(letter["Date"]) == clock()
    assert letter["Date"].endswith("+0100")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Auto-Response-Suppress"] == "All"
    assert letter["From"] == "Passerelle Formation <formation@passerelle.exemple.fr>"
    assert letter["To"] == "Inès1 Berthier <ines1@exemple.fr>"
    assert letter["Reply-To"] == "solene@exemple.fr"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.django_db
def test_tokens_are_in_the_letter_and_nowhere_else(sink: Sink, clock: HandClock, settings: Settings) -> None:
    expires = clock() + timedelta(days=30)
    grant = links.Grant(scope="optout", object_key="person/1", holder_key="person/1", expires_at=expires)
    [link] = links.make([grant], now=clock())
    mail = mails.queued(now=clock(), values={"kit_url": links.marker(link)})
    deliver(clock=clock)
    [letter] = sink.messages
    for kind in ("plain", "html"):
        body = letter.get_body((kind,))
        assert body is not None
        assert f"{settings.LMSO_BASE_URL}/l/{link.pk}-" in body.get_content()
        assert "⟦" not in body.get_content()
    mail.refresh_from_db()
    for stored in (mail.text, mail.html):
        assert f"⟦link:{link.pk}⟧" in stored
        assert "/l/" not in stored


def _mail(**changes: str) -> OutgoingMail:
    given_ = {"to_email": "ines@exemple.fr", "message_id": "<1@exemple.fr>", "subject": "Note", "text": "Bonjour"}
    return OutgoingMail(**given_ | changes)


def _written(mail: OutgoingMail) -> bytes:
    return write(mail, [], now=datetime(2026, 11, 30, 9, tzinfo=UTC)).message().as_bytes()


@given(name=st.text(max_size=60), subject=st.text(max_size=60))
def test_no_name_and_no_subject_adds_a_header(name: str, subject: str) -> None:
    heads = []
    for to_name, about in ((name, subject), ("Inès", "Note")):
        head = _written(_mail(to_name=to_name, from_name=to_name, subject=about)).partition(b"\n\n")[0]
        names = [line.partition(b":")[0] for line in head.split(b"\n") if not line.startswith((b" ", b"\t"))]
        heads.append(names)
    assert heads[0] == heads[1]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('Solène "admin@exemple.fr" Le Goff', "Solène admin exemple.fr Le Goff"),
        ("Berthier, Inès : <x>;", "Berthier Inès x"),
        ("Inès\r\nBcc: tous@exemple.fr", "Inès Bcc tous exemple.fr"),
        ("\u202eInès", "Inès"),
    ],
)
def test_a_display_name_cannot_pass_for_an_address(name: str, shown: str) -> None:
    assert display_name(name) == shown


@pytest.mark.parametrize(
    "subject",
    [
        "Inès, tout est prêt pour lundi 7 décembre",
        "Marie-Bénédicte, tout est prêt pour le premier mercredi de décembre, à neuf heures et demie précises",
        "Note",
    ],
)
def test_a_long_subject_is_read_as_it_was_written(subject: str) -> None:
    raw = _written(_mail(subject=subject))
    assert message_from_bytes(raw, policy=policy.default)["Subject"] == subject
    assert b"Subject: \n" not in raw


def test_a_subject_is_one_line() -> None:
    assert one_line("Bonjour\r\nBcc: x@exemple.fr\u2028fin ") == "Bonjour Bcc: x@exemple.fr fin"


def test_a_subject_keeps_the_spaces_that_french_does_not_break() -> None:
    said = "Demain à 9\u00a0h\u00a0: tout ce qu’il vous faut"
    assert one_line(said) == said


@pytest.mark.django_db
def test_an_unwritable_address_fails_without_stopping_the_others(sink: Sink, clock: HandClock) -> None:
    mails.queued(1, now=clock(), recipient=Recipient("pas une adresse", "Inès", "person/1"))
    mails.queued(2, now=clock())
    delivered = deliver(clock=clock)
    assert (delivered.failed, delivered.sent) == (1, 1)


@pytest.mark.django_db
def test_the_number_a_mail_has_in_the_key_decides_its_message_id(clock: HandClock) -> None:
    assert message_id_of("welcome/12/3") != message_id_of("welcome/12/4")
    assert mails.queued(now=clock()).message_id == message_id_of("note/1")


@pytest.mark.django_db
def test_files_travel_in_one_piece_and_nothing_else_changes() -> None:
    now = datetime(2026, 11, 30, 9, tzinfo=UTC)
    files = [b"%PDF" + bytes(range(256)) * 300, b"", b"BEGIN:VCALENDAR\r\nSUMMARY:\xc3\xa9t\xc3\xa9\r\n"]
    names = [
        ("application/pdf", "règlement intérieur.pdf"),
        ("application/pdf", "vide.pdf"),
        ("text/calendar", "a.ics"),
    ]
    parts = [
        MailPart(blob=store(content, now=now), filename=name, content_type=content_type)
        for content, (content_type, name) in zip(files, names, strict=True)
    ]
    letter = write(_mail(subject="Inès, tout est prêt", text="Été\r\n" * 300, html="<p>Été</p>"), parts, now=now)
    written: Any = letter.message()
    assert isinstance(written, Whole)
    for linesep in ("\n", "\r\n"):
        assert written.as_bytes(linesep=linesep) == SafeMIMEMultipart.as_bytes(written, linesep=linesep)
    read = message_from_bytes(written.as_bytes(linesep="\r\n"), policy=policy.default)
    attached = list(read.iter_attachments())
    assert [part.get_payload(decode=True) for part in attached] == files
    assert [part.get_filename() for part in attached] == [name for _type, name in names]
