"""A call for help, its mails sent, and what one recipient read."""

from datetime import datetime
from typing import Final

from django.core import mail as outbox
from django.core.mail import EmailMultiAlternatives

from courses.models import LessonPage
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import StuckReport
from lms_onboarding.progress.services import Call, report_stuck

SECRET: Final = "Je ne sais plus où est le bouton, et mon chef attend."


def call(person: Person, page: LessonPage, text: str = SECRET, *, now: datetime) -> StuckReport:
    return report_stuck(person=person, page=page.pk, call=Call(motive="unclear", text=text), now=now)


def send(now: datetime) -> None:
    deliver(lane=Lane.NORMAL, clock=lambda: now, limit=100, seconds=60)


def to(address: str) -> str:
    """The whole letter that this person received."""
    (found,) = [letter for letter in outbox.outbox if letter.to[0].endswith(f"{address}>") or address in letter.to[0]]
    assert isinstance(found, EmailMultiAlternatives)
    html = str(found.alternatives[0][0])
    return f"{found.subject}\n{found.body}\n{html}"
