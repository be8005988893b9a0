"""Two sessions that ended: one to prepare and release, one released, with what its learner opens."""

from datetime import date, datetime, timedelta

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.services import Grant, expand, make, marker
from lms_onboarding.mailing.services import deliver
from lms_onboarding.offboarding.models import Bilan, Paper, PaperKind, Recall
from lms_onboarding.offboarding.services import Signer, open_closing, release, sweep_closings, validate_bilans
from lms_onboarding.progress.models import AttendanceMark
from lms_onboarding.progress.services import Judgement, assess, goals_of
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import CallPurpose
from lms_onboarding.welcome.services import CallOffer, offer_slots
from tests.browser.moment import MORNING
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory, karim

DAYS = {"to_close": date(2026, 11, 26), "closed": date(2026, 11, 19)}
SIGNATORY = Signer(name="Claire Fontaine", quality="directrice de Passerelle Formation", place="Nantes")


def of_closings() -> dict[str, str]:
    waiting = _ended("LMS-CREATEUR-FIN-1", DAYS["to_close"], "Rose")
    closed = _ended("LMS-CREATEUR-FIN-2", DAYS["closed"], "Lucie")
    for enrolment in (waiting, closed):
        open_closing(enrolment.session, by="system", now=_evening(enrolment.session))
    evening = _evening(closed.session)
    rows = list(Bilan.objects.current().filter(enrolment=closed))
    validate_bilans(rows, validator=karim(), by="system", now=evening)
    release(closed.session, SIGNATORY, by="system", now=evening)
    slots = [evening + timedelta(days=32, hours=-8), evening + timedelta(days=32, hours=-7)]
    offer = CallOffer(trainer=karim(), starts=slots, minutes=20, purpose=CallPurpose.FOLLOW_UP)
    offer_slots(closed.session, offer, by="system", now=evening)
    for moment in (evening, evening + timedelta(minutes=5), MORNING):
        _sweep(moment)
    paper = Paper.objects.filter(enrolment=closed, kind=PaperKind.CERTIFICATE, document__isnull=False).first()
    asked = {
        "page": 0,
        "title": "Choisir le bon format",
        "minutes": 4,
        "prompt": "Quel format ?",
        "answer": "Un texte.",
    }
    recall, _new = Recall.objects.get_or_create(
        enrolment=closed, days=7, defaults={"questions": [asked], "asked_at": MORNING}
    )
    return {
        "to_close": str(waiting.session_id),
        "to_close_enrolment": str(waiting.pk),
        "closed": str(closed.session_id),
        "closing": _link("closing", closed.key, closed.person.key),
        "closing_pk": str(closed.pk),
        "follow_up": _link("follow_up_call", closed.key, closed.person.key),
        "certificate": _link("certificate", f"paper/{paper and paper.pk}", f"organisation/{closed.company_id}"),
        "old_certificate": _link(
            "certificate", f"paper/{paper and paper.pk}", f"organisation/{closed.company_id}", age=timedelta(weeks=7)
        ),
        "verified": paper.document.number if paper and paper.document else "",
        "recall": _link("recall", f"recall/{recall.pk}", closed.person.key),
    }


def _sweep(moment: datetime) -> None:
    sweep_closings(now=moment)
    deliver(clock=lambda: moment)


def _ended(code: str, day: date, name: str) -> Enrolment:
    session = SessionFactory(code=code, starts=day, opened=True)
    person = people.person(name, "Berthier", f"{name.lower()}@exemple.fr")
    enrolment: Enrolment = EnrolmentFactory(session=session, person=person)
    evening, trainer = _evening(session), karim()
    AttendanceMark.objects.bulk_create(
        AttendanceMark(slot=slot, enrolment=enrolment, presence="present", marked_at=evening, marked_by=trainer)
        for slot in session.slots.all()
    )
    sheet = [
        Judgement(objective=goal.ref, level="acquired", assessed_on=day, evidence="Exercice de l’après-midi.")
        for goal in goals_of(session)
    ]
    assess(enrolment, sheet, assessor=trainer, by="system", now=evening)
    return enrolment


def _evening(session: Session) -> datetime:
    assert session.ends_at is not None
    return session.ends_at + timedelta(hours=1)


def _link(scope: str, key: str, holder: str, *, age: timedelta = timedelta()) -> str:
    life = MORNING + timedelta(days=30)
    grant = Grant(scope=scope, object_key=key, holder_key=holder, expires_at=life)
    return expand(marker(make([grant], now=MORNING - age)[0]), base_url="")
