"""A session of one day that has just ended: Inès was there all day, Malik missed the afternoon, both were assessed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from lms_onboarding.documents.services import read
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.offboarding.models import Bilan, Closing, Paper, PaperKind
from lms_onboarding.offboarding.services import Signer, open_closing, release, validate_bilans
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import AttendanceMark
from lms_onboarding.progress.services import Judgement, assess, goals_of
from lms_onboarding.sessions.models import Session
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory, karim

EVENING = datetime(2026, 12, 7, 17, 30, tzinfo=UTC)  # 18:30 in Paris
LATER = EVENING + timedelta(minutes=1)
DAY = date(2026, 12, 7)
SIGNATORY = Signer(name="Claire Fontaine", quality="directrice de Passerelle Formation", place="Nantes")


def present(enrolment: Enrolment, *presences: str, by: Person) -> None:
    """A finding for each half-day of the session, in the order of time."""
    slots = enrolment.session.slots.order_by("day", "start")
    AttendanceMark.objects.bulk_create(
        AttendanceMark(
            slot=slot,
            enrolment=enrolment,
            presence=presence,
            excuse="work" if presence == "excused" else "",
            marked_at=EVENING,
            marked_by=by,
        )
        for slot, presence in zip(slots, presences, strict=True)
    )


def judged(enrolment: Enrolment, *levels: str, by: Person) -> None:
    goals = goals_of(enrolment.session)
    sheet = [
        Judgement(objective=goal.ref, level=level, assessed_on=DAY, evidence="Exercice du 7 décembre.")
        for goal, level in zip(goals, levels, strict=False)
    ]
    assess(enrolment, sheet, assessor=by, by="user/3", now=EVENING)


@dataclass(frozen=True)
class Ended:
    session: Session
    trainer: Person
    ines: Enrolment
    malik: Enrolment

    def bilan(self, enrolment: Enrolment) -> Bilan:
        return Bilan.objects.current().get(enrolment=enrolment)

    def validated(self) -> None:
        """Drafted and validated, ready to release."""
        open_closing(self.session, by="user/3", now=EVENING)
        rows = list(Bilan.objects.current().filter(enrolment__session=self.session))
        validate_bilans(rows, validator=self.trainer, by="user/3", now=EVENING)


def released(ended: Ended) -> Closing:
    ended.validated()
    return release(ended.session, SIGNATORY, by="user/3", now=EVENING)


def paper(enrolment: Enrolment, kind: PaperKind, version: int = 1) -> Paper:
    return Paper.objects.select_related("document__blob", "enrolment").get(
        enrolment=enrolment, kind=kind, version=version
    )


def pdf(found: Paper) -> bytes:
    assert found.document is not None
    return read(found.document.blob)


@pytest.fixture
def ended(db: None) -> Ended:
    people.provider()
    session: Session = SessionFactory(code="LMS-CREATEUR-2026-12", opened=True)
    trainer: Person = karim()
    ines = EnrolmentFactory(session=session, person=people.person("Inès", "Berthier", "ines@exemple.fr"))
    malik = EnrolmentFactory(session=session, person=people.person("Malik", "Traoré", "malik@exemple.fr"))
    present(ines, "present", "present", by=trainer)
    present(malik, "present", "absent", by=trainer)
    judged(ines, "acquired", "acquired", "in_progress", "not_acquired", by=trainer)
    judged(malik, "acquired", "in_progress", by=trainer)
    return Ended(session, trainer, ines, malik)
