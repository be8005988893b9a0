"""What the tests of kits stand on: a complete provider, a sender, and what left."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver, note_bounced
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.welcome.models import WelcomeKit
from lms_onboarding.welcome.services import SweepReport, sweep
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import provider, with_documents
from tests.factories.sessions import SessionFactory

PARIS = ZoneInfo("Europe/Paris")


def at(text: str) -> datetime:
    """« 2026-11-30 09:00 » on the wall clock of Paris."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)


@pytest.fixture(autouse=True)
def organisation(request: pytest.FixtureRequest) -> ProviderSettings | None:
    """« Passerelle Formation », complete, with its two documents; only for tests that have a database."""
    if "django_db" not in request.keywords:
        return None
    request.getfixturevalue("db")
    return with_documents(provider())


@pytest.fixture
def learner() -> Callable[..., Enrolment]:
    """A confirmed enrolment in a complete session of 7 December 2026; `session` fields by their name."""

    def make(**fields: Any) -> Enrolment:
        session = fields.pop("session", None) or SessionFactory(opened=True, **fields.pop("of", {}))
        made: Enrolment = EnrolmentFactory(session=session, **fields)
        return made

    return make


def work(now: datetime) -> SweepReport:
    """One turn of the worker: sweep, then send what is due."""
    report = sweep(now=now)
    deliver(clock=lambda: now)
    return report


def left(message: str = "") -> list[str]:
    """Keys of the mails handed over, in order; of one message when named."""
    mails = OutgoingMail.objects.left().order_by("pk")
    return [mail.key for mail in (mails.filter(message__startswith=message) if message else mails)]


def received(number: int = -1) -> EmailMessage:
    """A mail as its recipient's program reads it."""
    raw = outbox.outbox[number].message().as_bytes()
    parsed = BytesParser(policy=default).parsebytes(raw)
    assert isinstance(parsed, EmailMessage)
    return parsed


def kit_of(enrolment: Enrolment) -> WelcomeKit:
    return WelcomeKit.objects.select_related("mail", "edition").filter(enrolment=enrolment).latest("schedule_no")


def bounce(enrolment: Enrolment, *, now: datetime) -> None:
    note_bounced(kit_of(enrolment).mail, reason="boîte pleine", at=now, now=now)


def plain(text: str) -> str:
    """With ordinary spaces, as a test is typed."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2060", "")
