"""A group in its second week: one absent, one blocked, one whose kit came back, two silent, one who is well."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.enums import ActionKind
from lms_onboarding.followup.models import Alert
from lms_onboarding.followup.services import Hand, note_contact, sweep
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import DailyActivity
from lms_onboarding.sessions.services import SlotPlan
from tests.browser.moment import MORNING
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory, karim
from tests.followup import traces

FIRST: Final = date(2026, 11, 23)
CODE: Final = "LMS-SUIVI-2026-11"
LEARNERS: Final = (
    ("Malik", "Traoré", 0),
    ("Chloé", "Perrin", 5),
    ("Yann", "Kerbrat", 4),
    ("Inès", "Roussel", 0),
    ("Tuan", "Nguyen", 0),
    ("Léa", "Morvan", 6),
)


def fill() -> dict[str, Any]:
    """Alerts as the morning opens them; returns the pk of one case, of its session, and who it is about."""
    slots = [SlotPlan(FIRST + timedelta(days=gap), time(9), time(12, 30), remote=True) for gap in (0, 3, 8, 15)]
    session = SessionFactory(code=CODE, modality="remote", opened=True, starts=FIRST, slots=slots)
    found: dict[str, Enrolment] = {}
    for first, last, days in LEARNERS:
        person = people.person(
            first, last, f"{traces.plain(first)}.{traces.plain(last)}@exemple.fr", phone="06 39 98 12 40"
        )
        enrolment = EnrolmentFactory(session=session, person=person, role="creator")
        bounced = MailState.BOUNCED if first == "Yann" else MailState.SENT
        traces.kit(enrolment, state=bounced, sent=MORNING - timedelta(days=14))
        DailyActivity.objects.bulk_create(
            DailyActivity(
                enrolment=enrolment,
                day=FIRST + timedelta(days=gap),
                source="portal",
                visits=1,
                lessons=1,
                events=3 * gap + 1,
            )
            for gap in range(days)
        )
        found[first] = enrolment
    traces.marked(found["Malik"], when=_at(FIRST))
    traces.stuck(found["Chloé"], MORNING - timedelta(days=3))
    sweep(now=MORNING - timedelta(minutes=30))
    silent = Alert.objects.get(enrolment=found["Inès"])
    note_contact(Hand(silent.pk, karim()), kind=ActionKind.CALLED, words="Point jeudi à 12 h 30.", now=MORNING)
    case = Alert.objects.get(enrolment=found["Malik"])
    followed: Person = found["Inès"].person
    return {"alert": str(case.pk), "group": str(session.pk), "followed": followed}


def _at(day: date) -> datetime:
    return datetime.combine(day, time(18), tzinfo=ZoneInfo("Europe/Paris"))
