"""A session lived through the real services, and its matrix at a moment."""

from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.services import Analysis, Author, sweep, synthesise
from qualiopi.coverage.matrix import Matrix, matrix_of
from qualiopi.referential import grid
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory

PARIS = ZoneInfo("Europe/Paris")
ALL = range(1, 34)


def at(text: str) -> datetime:
    """« 2026-12-07 09:00 » on the wall clock of Paris."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)


def analyse(enrolment: Enrolment, *, now: datetime, need: str = "Publier un module sans aide.") -> str:
    """Sign a synthesis of this learner's need; returns the key of the piece."""
    told = Analysis(
        need=need,
        fit=4,
        sources=["learner"],
        decision="keep",
        reason="Le programme répond à ce besoin.",
        restated="Vous voulez publier un module sans aide.",
    )
    return f"synthesis/{synthesise(enrolment, told, author=Author('user/7', 'Karim Haddad'), now=now).pk}"


def kits_leave(now: datetime) -> None:
    sweep(now=now)
    deliver(clock=lambda: now)


@pytest.fixture
def session(provider: ProviderSettings) -> Session:
    """On site on 7 December 2026, with three confirmed learners."""
    made: Session = SessionFactory(opened=True)
    for _rank in range(3):
        EnrolmentFactory(session=made)
    return made


@pytest.fixture
def matrix(provider: ProviderSettings) -> Callable[..., Matrix]:
    """`matrix("2026-12-20 09:00", indicators=…)`: that of every session, under the tenth version."""

    def compute(moment: str, indicators: Iterable[int] = ALL) -> Matrix:
        everything = Session.objects.all()
        return matrix_of(everything, provider, grid("v10"), indicators=indicators, as_of=at(moment))

    return compute
