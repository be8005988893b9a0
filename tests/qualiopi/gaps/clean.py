"""A training organisation that lacks nothing: two sessions lived to their end, and what the house holds."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import store
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.offboarding.models import Closing, Paper
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.people.models import Organisation, ProviderSettings
from lms_onboarding.progress.models import AttendanceSheet, LessonProgress
from lms_onboarding.progress.services import goals_of
from lms_onboarding.progress.services.assessing import Judgement, assess
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.models import Invitation, QuestionnaireVersion
from lms_onboarding.surveys.services import load_questionnaires
from lms_onboarding.welcome.models import Booking, CallSlot, InformationPack
from qualiopi.coverage.reviewing import Reviewer
from qualiopi.coverage.waiving import waive
from qualiopi.crossing.writing import Element, write_table
from qualiopi.evidence.depositing import About, Handed, deposit
from qualiopi.evidence.models import Scope
from qualiopi.improvement.deciding import ActionText, decide, review_plan
from qualiopi.improvement.risking import Look, RiskText, open_risk
from qualiopi.indicators.kinds import HouseUnit, kinds
from qualiopi.registers.services import FactText, answer, close, declare_empty, note_fact
from tests.factories import pages
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory, karim
from tests.followup import traces
from tests.qualiopi.coverage.conftest import analyse, at

AS_OF: Final = at("2027-04-01 09:00")
BEFORE: Final = at("2026-10-01 10:00")
KIT: Final = at("2026-11-29 09:00")
ENDED: Final = at("2026-12-07 17:30")
LATER: Final = at("2026-12-14 10:00")
FIRST: Final = date(2025, 10, 6)
NADIA: Final = Reviewer(key="user/1", name="Nadia Ferrand")
CERTIFICATION: Final = "RS1234, Concevoir un module, France compétences"


@dataclass(frozen=True)
class World:
    """`certifying` has three learners and a fact; `plain` two, and no certification to prepare."""

    house: ProviderSettings
    certifying: Session
    plain: Session
    action: Any
    funder: Organisation

    def learners(self, session: Session) -> list[Enrolment]:
        return list(Enrolment.objects.filter(session=session, state="confirmed").order_by("pk"))


def clean(house: ProviderSettings) -> World:
    """Everything that is owed on 1 April 2027, and nothing else. `house` is complete, with its two documents."""
    load_questionnaires(now=BEFORE - timedelta(days=300))
    SessionFactory(starts=FIRST, opened=True)  # nobody came: it owes nothing, and the house has a year behind it
    certifying, plain = (SessionFactory(opened=True) for _rank in range(2))
    certifying.course.certification = CERTIFICATION
    certifying.course.save()
    funder = Organisation.objects.create(kind=OrganisationKind.FUNDER, name="OPCO Exemple")
    for session, count in ((certifying, 3), (plain, 2)):
        for rank in range(count):
            _learner(session, was_invited=rank == 0, funder=funder if session is plain else None)
        _session(session)
    EnrolmentFactory(session=plain, state="abandoned", abandon_cause="workload", ended_at=BEFORE + timedelta(days=2))
    _certified(certifying)
    elements = [Element("C1", "Concevoir", (str(goal.ref),)) for goal in goals_of(certifying)]
    write_table(certifying.course, elements, by=NADIA, now=BEFORE)
    waive(7, plain.course_id, "Aucune certification n’est préparée.", by=NADIA, now=BEFORE)
    return World(house, certifying, plain, _registers(house, certifying, plain), _house(house, funder, plain))


def _certified(session: Session) -> None:
    """What a course that certifies holds besides its cross-table, and the lessons of the learners' role."""
    pages.lesson(pages.micro_course(audience="creator"))
    for name, about in (
        ("certification_information", About(scope=Scope.COURSE, course=session.course_id)),
        ("certification_entry", About(scope=Scope.SESSION, session=session.pk)),
    ):
        kind = kinds()[name]
        handed = Handed(
            indicator=kind.first[0],
            kind=name,
            about=about,
            title=kind.title,
            happened_on=LATER.date(),
            url="https://exemple.fr/piece",
        )
        deposit(handed, form=name, by=NADIA, now=LATER)


def _learner(session: Session, *, was_invited: bool, funder: Organisation | None) -> None:
    created = BEFORE - timedelta(days=20) if was_invited else BEFORE
    learner = EnrolmentFactory(session=session, created_at=created, confirmed_at=BEFORE, funder=funder)
    kit = traces.kit(learner, sent=KIT)
    if was_invited:
        mail = kit.mail
        mail.pk, mail.key, mail.message_id = None, f"information/{learner.pk}", f"<information{learner.pk}@tests>"
        mail.sent_at = BEFORE - timedelta(days=10)
        mail.save()
        InformationPack.objects.create(
            enrolment=learner,
            schedule_no=1,
            edition=kit.edition,
            mail=mail,
            hold_until=mail.sent_at.date(),
            prepared_at=mail.sent_at,
        )
    analyse(learner, now=BEFORE + timedelta(days=1))
    for name in ("positioning", "hot_learner", "cold_learner"):
        _asked(name, learner.key, session)
    slot = CallSlot.objects.create(
        session=session,
        trainer=karim(),
        starts_at=KIT + timedelta(minutes=learner.pk),
        minutes=20,
        kind="individual",
        channel="phone",
        offered_at=BEFORE,
        offered_by="user/1",
    )
    Booking.objects.create(
        slot=slot,
        enrolment=learner,
        booked_at=BEFORE,
        booked_by="user/1",
        outcome="held",
        outcome_at=KIT,
        outcome_by="user/1",
    )
    LessonProgress.objects.create(
        person=learner.person, enrolment=learner, page_id=1, title="Leçon", opened_at=ENDED, last_opened_at=ENDED
    )
    judged = [
        Judgement(objective=goal.ref, level="in_progress", assessed_on=ENDED.date()) for goal in goals_of(session)
    ]
    assess(learner, judged, assessor=karim(), by="user/2", now=ENDED)


def _session(session: Session) -> None:
    paper("programme", f"session/{session.pk}", BEFORE)
    _asked("trainer_feedback", f"session/{session.pk}", session)
    for slot in session.slots.all():
        AttendanceSheet.objects.create(
            slot=slot, trainer=karim(), kind="written", written_name="Karim Haddad", countersigned_at=ENDED
        )
    closing = Closing.objects.create(session=session, opened_at=ENDED)
    for learner in Enrolment.objects.filter(session=session):
        drawn = paper("bilan_personnalise", learner.key, LATER)
        Paper.objects.create(
            closing=closing, enrolment=learner, kind="bilan_personnalise", frozen_at=LATER, document=drawn
        )


def _registers(house: ProviderSettings, certifying: Session, plain: Session) -> Any:
    """One session had a fact, answered and closed by an action; nothing was said of the other."""
    text = FactText(
        kind="incident",
        channel="spoken",
        stakeholder="learner",
        topic="platform",
        title="Lien coupé",
        facts="Vingt minutes perdues.",
        received_on=LATER.date(),
        session=certifying.pk,
    )
    fact = note_fact(text, form="fact", by=NADIA, now=LATER)
    answer(fact, cause="Un seul lien.", answer="Un second est prévu.", by=NADIA, now=LATER)
    told = ActionText(
        title="Prévoir un second lien",
        finding="Une coupure.",
        owner=house.administrative_referent_id or 0,
        due_on=LATER.date(),
        sources=(fact.key,),
    )
    action = decide(told, form="action", by=NADIA, now=LATER)
    close(fact, by=NADIA, now=LATER)
    declare_empty(date(2026, 12, 1), date(2026, 12, 8), session=plain, by=NADIA, now=LATER)
    return action


def _house(house: ProviderSettings, funder: Organisation, plain: Session) -> Organisation:
    by_hand = [kind for kind in kinds().values() if kind.house is not None and kind.id not in MADE]
    for kind in by_hand:
        of_trainer = kind.house is not None and kind.house.unit is HouseUnit.TRAINER
        about = About(scope=Scope.TRAINER, person=karim().pk) if of_trainer else About(scope=Scope.ORGANISATION)
        handed = Handed(
            indicator=kind.first[0],
            kind=kind.id,
            about=about,
            title=kind.title,
            happened_on=LATER.date(),
            url="https://exemple.fr/piece",
        )
        deposit(handed, form=kind.id, by=NADIA, now=LATER)
    file = Handed(
        indicator=9,
        kind="kit",
        about=About(scope=Scope.LEARNER, session=plain.pk, enrolment=_late(plain).pk),
        title="Kit remis en main propre",
        happened_on=KIT.date(),
        content=b"%PDF-1.7 kit",
        filename="kit.pdf",
    )
    deposit(file, form="kit", by=NADIA, now=LATER)
    _asked("funder_feedback", f"organisation/{funder.pk}", None, group="funders/2026")
    review_plan(held_on=LATER.date(), attended="Nadia", concluded="Tenu.", form="review", by=NADIA, now=LATER)
    look = Look(likelihood=2, gravity=2, control="Un remplaçant.", next_on=date(2027, 6, 1))
    owner = house.administrative_referent_id or 0
    open_risk(RiskText(title="Un formateur seul", owner=owner), look, form="risk", by=NADIA, now=LATER)
    return funder


MADE: Final = frozenset(
    {"welcome_booklet", "house_rules", "funder_survey", "improvement_action", "plan_review", "risk_review"}
)


def _late(session: Session) -> Enrolment:
    """The last learner of this session: the kit never left by mail, and was handed over on paper."""
    learner = Enrolment.objects.filter(session=session, state="confirmed").latest("pk")
    learner.kits.update(superseded_at=KIT)
    return learner


def _asked(questionnaire: str, about: str, session: Session | None, *, group: str = "") -> None:
    Invitation.objects.create(
        key=f"clean/{questionnaire}/{about}",
        version=QuestionnaireVersion.objects.filter(questionnaire__key=questionnaire).latest("pk"),
        about=about,
        group=group or f"session/{session.pk if session else 0}",
        invited_at=BEFORE,
        opens_at=BEFORE,
        closes_at=AS_OF,
        answered_on=LATER.date(),
    )


def paper(kind: str, about: str, moment: datetime) -> IssuedDocument:
    return IssuedDocument.objects.create(
        key=f"{kind}/{about}",
        kind=kind,
        number=f"{kind}/{about}"[:40],
        about=about,
        title=kind,
        filename="piece.pdf",
        blob=store(kind.encode() + about.encode(), now=moment),
        issued_at=moment.astimezone(UTC),
    )
