"""What the tests of this room stand on: a provider, the questionnaires of the product, a session that ended."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.offboarding.services import CampaignReport, sweep_campaigns
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import save_draft, sheet_of, submit
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import provider
from tests.factories.sessions import SessionFactory
from tests.factories.surveys import starter

PARIS = ZoneInfo("Europe/Paris")
# On site, one Thursday: it ends on 3 December 2026 at 17 h. Sixty days later, 1 February is a Monday.
THURSDAY = date(2026, 12, 3)


def at(text: str) -> datetime:
    """« 2026-11-30 09:00 » on the wall clock of Paris."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)


END = at("2026-12-03 17:00")


@pytest.fixture(autouse=True)
def organisation(request: pytest.FixtureRequest) -> ProviderSettings | None:
    """« Passerelle Formation » and the fifteen questionnaires; only for tests that have a database."""
    if "django_db" not in request.keywords:
        return None
    request.getfixturevalue("db")
    starter()
    return provider()


@pytest.fixture
def learner() -> Callable[..., Enrolment]:
    """Somebody who attended a session that ended on 3 December; `session` or its fields in `of`."""

    def make(**fields: Any) -> Enrolment:
        session = fields.pop("session", None) or SessionFactory(
            **{"starts": THURSDAY, "opened": True, **fields.pop("of", {})}
        )
        made: Enrolment = EnrolmentFactory(**{"company": None, **fields}, session=session)
        return made

    return make


def work(now: datetime) -> CampaignReport:
    """One turn of the worker: sweep, then send what is due."""
    report = sweep_campaigns(now=now)
    deliver(clock=lambda: now)
    return report


def left(message: str = "surveys") -> list[str]:
    """Keys of the mails handed over, in order."""
    return [mail.key for mail in OutgoingMail.objects.left().filter(message__startswith=message).order_by("pk")]


def asked(key: str) -> Invitation:
    return Invitation.objects.select_related("version").get(key=key)


def answer(invitation: Invitation, *, now: datetime, naming: str = "named", **changes: Any) -> Invitation:
    """Answer everything that is asked with the first choice or the fourth degree; `changes` by field."""
    save_draft(invitation, {}, fields=["naming"], naming=naming, now=now)
    given: dict[str, Any] = {}
    for item in sheet_of(invitation).asked:
        degrees = item.question.scale.degrees if item.question.scale else ()
        first = item.choices[0].key if item.choices else str(degrees[3]) if degrees else "Plus de temps sur les droits"
        given[item.field] = [first]
    given |= {name: value if isinstance(value, list) else [str(value)] for name, value in changes.items()}
    save_draft(invitation, given, fields=list(given), naming=naming, now=now)
    return submit(invitation, now=now)


def plain(text: str) -> str:
    """With ordinary spaces, as a test is typed."""
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2060", "")
