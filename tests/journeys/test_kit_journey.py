"""The whole path: a file arrives, seven days before the session each inbox holds a complete kit, once."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import LazySettings
from icalendar import Calendar

from lms_onboarding.enrolments.services import import_enrolments
from lms_onboarding.enrolments.services import sweep as confirm
from lms_onboarding.mailing.services import deliver
from lms_onboarding.welcome.services import sweep
from tests.factories.people import provider, with_documents
from tests.factories.sessions import SessionFactory
from tests.support import pdf
from tests.support.smtp import Sink, listening
from tests.welcome.conftest import at, plain

pytestmark = pytest.mark.django_db
IMPORTED, SENT = at("2026-11-10 09:00"), at("2026-11-29 09:00")
FILE = """civilité;prénom;nom;e-mail;session;profil;entreprise
Mme;Inès;Berthier;ines@exemple.fr;LMS-CREATEUR-2026-12;Créatrice;Coopérative des Mauges
M.;Tuan;Nguyễn;tuan@exemple.fr;LMS-CREATEUR-2026-12;createur;
;Yann;Kerbrat;yann@exemple.fr;LMS-CREATEUR-2026-12;Créateur;Fonderie de l’Erdre
"""


@pytest.fixture
def sink(settings: LazySettings) -> Iterator[Sink]:
    with listening() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def play(now: datetime) -> None:
    confirm(now=now)
    sweep(now=now)
    deliver(clock=lambda: now)


def joined(message: EmailMessage) -> dict[str, Any]:
    """Files of a mail by the beginning of their name."""
    return {
        re.split(r"[-.]", str(part.get_filename()))[0]: part.get_payload(decode=True)
        for part in message.iter_attachments()
    }


def test_from_a_file_to_a_kit_in_each_inbox_once(sink: Sink) -> None:
    with_documents(provider())
    SessionFactory(code="LMS-CREATEUR-2026-12", modality="blended", opened=True)
    report = import_enrolments(FILE.encode(), "inscriptions.csv", by="user/1", now=IMPORTED)
    assert (report.valid, report.errors) == (3, [])

    play(IMPORTED)
    play(SENT)
    kits = [one for one in sink.messages if "tout est prêt" in str(one["subject"])]
    assert sorted(str(one["to"]) for one in kits) == [
        "Inès Berthier <ines@exemple.fr>",
        "Tuan Nguyễn <tuan@exemple.fr>",
        "Yann Kerbrat <yann@exemple.fr>",
    ]
    for play_again in (SENT, SENT, at("2026-11-30 09:00")):
        play(play_again)
    assert len([one for one in sink.messages if "tout est prêt" in str(one["subject"])]) == 3
    assert len({one["message-id"] for one in sink.messages}) == len(sink.messages)

    for kit in kits:
        check(kit)


def check(kit: EmailMessage) -> None:
    name = str(kit["to"]).partition(" <")[0]
    body = kit.get_body(("plain",))
    assert body is not None
    text = plain(body.get_content())
    assert f"Bonjour {name.split()[0]}, tout est prêt pour lundi 7 décembre." in text
    assert "⟦" not in text
    files = joined(kit)
    assert set(files) == {"programme", "convocation", "livret", "reglement", "rendez"}
    for field in (
        "Passerelle Formation",
        "12, quai de la Fosse, 44000 Nantes",
        "812 345 678 00021",
        "52 44 08123 44",
        name,
        "Prendre en main votre LMS",
        "Lundi 7 décembre",
        "9 h à 12 h 30",
        "Classe virtuelle",
        "https://classe.passerelle.example.fr/createur",
        "débit de 4 Mbit/s",
        "01 99 00 45 15",
        "Karim Haddad",
        "Solène Le Goff",
        "Nadia Ferrand",
        "Thomas Arnaud",
        "Un ordinateur portable et son chargeur",
        "le règlement intérieur",
        "Prévenez Solène Le Goff",
        "29 novembre 2026",
        "C-2026-000",
    ):
        assert field in pdf.words(files["convocation"]), field
    for field in (
        "812 345 678 00021",
        "52 44 08123 44",
        "Concevoir un module court",
        "Personnes chargées de créer",
        "Disposer d’un accès à un LMS",
        "21 heures",
        "Du 7 au 18 décembre 2026, six demi-journées",
        "Partir du terrain",
        "Mixte",
        "Classe virtuelle, micro-cours",
        "concepteur pédagogique, douze ans d’expérience",
        "Inscription jusqu’à 10 jours",
        "Positionnement, exercices corrigés",
        "Attestation de fin de formation",
        "Locaux accessibles",
        "1 470 € nets de taxe",
        "version 3",
        "quiz par micro-cours",
        "OPCO",
    ):
        assert field in pdf.words(files["programme"]), field
    assert not any("/l/" in link for link in pdf.links(files["convocation"]))
    assert any("/d/C-2026-" in link for link in pdf.links(files["convocation"]))
    events = Calendar.from_ical(files["rendez"]).walk("VEVENT")
    assert len(events) == 6
    assert events[0].decoded("DTSTART").astimezone(UTC) == datetime(2026, 12, 7, 8, tzinfo=UTC)
