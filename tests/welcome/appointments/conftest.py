"""What the tests of calls stand on: a session of 7 December 2026, its trainer, a learner and her link."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.parser import BytesParser
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox
from django.test import Client
from icalendar import Calendar
from time_machine import travel

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import Grant, make
from lms_onboarding.links.tokens import token_of
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import SlotKind
from lms_onboarding.welcome.models import CallSlot
from lms_onboarding.welcome.services import CallOffer, HowHeld, offer_slots, sweep
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import provider, with_documents
from tests.factories.sessions import SessionFactory, karim

PARIS = ZoneInfo("Europe/Paris")
MONDAY = "2026-11-30 10:00"  # seven days before the session


def at(text: str) -> datetime:
    """« 2026-11-30 09:00 » on the wall clock of Paris."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)


@pytest.fixture(autouse=True)
def organisation(request: pytest.FixtureRequest) -> ProviderSettings | None:
    """« Passerelle Formation »; only for tests that have a database."""
    if "django_db" not in request.keywords:
        return None
    request.getfixturevalue("db")
    return with_documents(provider())


@pytest.fixture
def session(organisation: ProviderSettings) -> Session:
    made: Session = SessionFactory(opened=True)
    return made


@pytest.fixture
def learner(session: Session) -> Enrolment:
    return enrolled(session)


def enrolled(session: Session, **fields: Any) -> Enrolment:
    made: Enrolment = EnrolmentFactory(session=session, **fields)
    return made


def offered(session: Session, *starts: str, now: str = "2026-11-20 10:00", **fields: Any) -> list[CallSlot]:
    """Slots of Karim Haddad, by telephone and ten minutes long unless told so."""
    trainer: Person = fields.pop("trainer", None) or karim()
    offer = CallOffer(trainer=trainer, starts=[at(start) for start in starts], **fields)
    return offer_slots(session, offer, by="user/1", now=at(now))


def meeting(session: Session, start: str = "2026-12-03 12:30", **fields: Any) -> CallSlot:
    """Thirty minutes of the group, in a video call."""
    values: dict[str, Any] = {
        "kind": SlotKind.GROUP,
        "minutes": 30,
        "capacity": 12,
        "held": HowHeld(channel="video", where="https://visio.example.fr/accueil"),  # type: ignore[arg-type]  # as stored
    }
    return offered(session, start, **(values | fields))[0]


def work(now: datetime) -> Any:
    """One turn of the worker: sweep, then send what is due."""
    report = sweep(now=now)
    deliver(clock=lambda: now)
    return report


def send(now: datetime) -> None:
    deliver(clock=lambda: now)


def mails_to(address: str) -> list[Any]:
    """What this address received, in order."""
    return [mail for mail in outbox.outbox if address in mail.to[0]]


def event_of(mail: Any) -> Any:
    """The one event of the joined calendar, as the recipient's program reads it."""
    letter = BytesParser(policy=default).parsebytes(mail.message().as_bytes())
    (part,) = letter.iter_attachments()
    assert part.get_filename() == "appel.ics"
    return event_in(part.get_content())


def event_in(content: bytes) -> Any:
    calendar = Calendar.from_ical(content)
    assert calendar["METHOD"] == "PUBLISH"
    (event,) = calendar.walk("VEVENT")
    return event


@pytest.fixture
def visitor() -> Callable[[Enrolment], Client]:
    """A browser that followed the learner's link."""

    def follow(enrolment: Enrolment, now: str = MONDAY) -> Client:
        moment = at(now)
        link: PersonalLink = make(
            [Grant(scope="call", object_key=enrolment.key, holder_key="person/1", expires_at=moment + timedelta(30))],
            now=moment,
        )[0]
        client = Client()
        with travel(moment, tick=False):
            response = client.get(f"/l/{link.pk}-{token_of(link.pk, link.version)}/")
            assert response["Location"] == f"/appel/{enrolment.pk}/"
        return client

    return follow


def plain(text: str) -> str:
    """With ordinary spaces, as a test is typed."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2060", "")
