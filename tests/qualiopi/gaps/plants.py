"""Kinds of gaps: each breaks one thing of a clean house, and says what must then be missing, nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.mailing.services import note_bounced
from lms_onboarding.offboarding.models import Paper
from lms_onboarding.progress.models import Assessment, AttendanceSheet, LessonProgress
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.welcome.models import Booking, InformationPack, NeedsSynthesis
from qualiopi.coverage.models import Verdict
from qualiopi.coverage.reviewing import Opinion, review
from qualiopi.evidence.models import Deposit

from .clean import LATER, NADIA, World, paper

Unit = tuple[str, int, int | None]
"""(kind, session or 0, enrolment or half-day or trainer or funder or None)."""
Plant = Callable[[World], set[Unit]]


@dataclass(frozen=True)
class Kind:
    """`where` is what it breaks: two plants of one place are never planted together."""

    name: str
    where: str
    plant: Plant


def _asked(questionnaire: str, about: str) -> Any:
    return Invitation.objects.filter(version__questionnaire__key=questionnaire, about=about)


def unasked(questionnaire: str, kind: str, rank: int) -> Plant:
    def plant(world: World) -> set[Unit]:
        learner = world.learners(world.certifying)[rank]
        _asked(questionnaire, learner.key).delete()
        return {(kind, learner.session_id, learner.pk)}

    return plant


def unanswered(questionnaire: str, kind: str, rank: int) -> Plant:
    def plant(world: World) -> set[Unit]:
        learner = world.learners(world.certifying)[rank]
        _asked(questionnaire, learner.key).update(answered_on=None)
        return {(kind, learner.session_id, learner.pk)}

    return plant


def silent_trainer(world: World) -> set[Unit]:
    _asked("trainer_feedback", f"session/{world.plain.pk}").update(answered_on=None)
    return {("trainer_survey", world.plain.pk, None)}


def unasked_trainer(world: World) -> set[Unit]:
    _asked("trainer_feedback", f"session/{world.certifying.pk}").delete()
    return {("trainer_survey", world.certifying.pk, None)}


def no_programme(world: World) -> set[Unit]:
    IssuedDocument.objects.filter(about=f"session/{world.certifying.pk}", kind="programme").delete()
    return {("programme", world.certifying.pk, None)}


def silent_objective(world: World) -> set[Unit]:
    told = dict(world.plain.programme)
    told["objectives"] = [{**one, "use_at_work": ""} for one in told["objectives"]]
    Session.objects.filter(pk=world.plain.pk).update(programme=told)
    return {("objectives", world.plain.pk, None)}


def no_objective(world: World) -> set[Unit]:
    Session.objects.filter(pk=world.certifying.pk).update(programme={**world.certifying.programme, "objectives": []})
    return {("objectives", world.certifying.pk, None)}


def no_synthesis(world: World) -> set[Unit]:
    learner = world.learners(world.certifying)[0]
    NeedsSynthesis.objects.filter(enrolment=learner).delete()
    return {("needs_synthesis", learner.session_id, learner.pk)}


def doubted(world: World) -> set[Unit]:
    learner = world.learners(world.certifying)[1]
    key = f"synthesis/{NeedsSynthesis.objects.get(enrolment=learner).pk}"
    told = Opinion(
        piece=key, kind="needs_synthesis", session=learner.session_id, verdict=Verdict.DOUBTED, reason="Copiée."
    )
    review(told, by=NADIA, now=LATER)
    return {("needs_synthesis", learner.session_id, learner.pk)}


def changed_since(world: World) -> set[Unit]:
    learner = world.learners(world.certifying)[2]
    row = NeedsSynthesis.objects.get(enrolment=learner)
    told = Opinion(
        piece=f"synthesis/{row.pk}", kind="needs_synthesis", session=learner.session_id, verdict=Verdict.SOUND
    )
    review(told, by=NADIA, now=LATER)
    NeedsSynthesis.objects.filter(pk=row.pk).update(need="Tout autre chose.")
    return {("needs_synthesis", learner.session_id, learner.pk)}


def no_information(world: World) -> set[Unit]:
    learner = world.learners(world.certifying)[0]
    InformationPack.objects.filter(enrolment=learner).delete()
    return {("information", learner.session_id, learner.pk)}


def late_information(world: World) -> set[Unit]:
    learner = world.learners(world.plain)[0]
    mail = InformationPack.objects.get(enrolment=learner).mail
    mail.sent_at = learner.confirmed_at + timedelta(hours=1) if learner.confirmed_at else mail.sent_at
    mail.save()
    return {("information", learner.session_id, learner.pk)}


def no_kit(world: World) -> set[Unit]:
    learner = world.learners(world.certifying)[0]
    learner.kits.update(superseded_at=LATER)
    return {("kit", learner.session_id, learner.pk)}


def bounced_kit(world: World) -> set[Unit]:
    learner = world.learners(world.certifying)[1]
    note_bounced(learner.kits.get().mail, reason="boîte pleine", at=LATER, now=LATER)
    return {("kit", learner.session_id, learner.pk)}


def incomplete_kit(world: World) -> set[Unit]:
    learner = world.learners(world.certifying)[2]
    learner.kits.update(missing=["livret_accueil"])
    return {("kit", learner.session_id, learner.pk)}


def no_call(world: World) -> set[Unit]:
    learner = world.learners(world.certifying)[0]
    Booking.objects.filter(enrolment=learner).delete()
    return {("welcome_call", learner.session_id, learner.pk)}


def call_not_held(world: World) -> set[Unit]:
    learner = world.learners(world.certifying)[1]
    Booking.objects.filter(enrolment=learner).update(outcome="no_answer")
    return {("welcome_call", learner.session_id, learner.pk)}


def no_sheet(world: World) -> set[Unit]:
    half = world.certifying.slots.order_by("start")[0]
    AttendanceSheet.objects.filter(slot=half).delete()
    return {("attendance", world.certifying.pk, half.pk)}


def sheet_behind(world: World) -> set[Unit]:
    half = world.certifying.slots.order_by("start")[1]
    AttendanceSheet.objects.filter(slot=half).update(
        document=paper("emargement", f"slot/{half.pk}", LATER), revision=2
    )
    return {("attendance", world.certifying.pk, half.pk)}


def no_lesson(world: World) -> set[Unit]:
    learner = world.learners(world.plain)[0]
    LessonProgress.objects.filter(enrolment=learner).delete()
    return {("lessons", learner.session_id, learner.pk)}


def no_assessment(world: World) -> set[Unit]:
    learner = world.learners(world.plain)[0]
    Assessment.objects.filter(enrolment=learner).delete()
    return {("assessment", learner.session_id, learner.pk)}


def objective_left_out(world: World) -> set[Unit]:
    learner = world.learners(world.plain)[1]
    Assessment.objects.filter(enrolment=learner).earliest("pk").delete()
    return {("assessment", learner.session_id, learner.pk)}


def no_bilan(world: World) -> set[Unit]:
    learner = world.learners(world.certifying)[0]
    Paper.objects.filter(enrolment=learner).delete()
    return {("bilan", learner.session_id, learner.pk)}


def undrawn_bilan(world: World) -> set[Unit]:
    learner = world.learners(world.certifying)[1]
    Paper.objects.filter(enrolment=learner).update(document=None)
    return {("bilan", learner.session_id, learner.pk)}


def certification_untold(world: World) -> set[Unit]:
    return _undeposited("certification_information", world)


def nobody_presented(world: World) -> set[Unit]:
    return _undeposited("certification_entry", world)


def _undeposited(kind: str, world: World) -> set[Unit]:
    Deposit.objects.filter(kind=kind).update(withdrawn_at=LATER, withdrawn_because="Déposée par erreur.")
    return {(kind, world.certifying.pk, None)}


def unfollowed_subcontractor(world: World) -> set[Unit]:
    Session.objects.filter(pk=world.plain.pk).update(subcontractor="Atelier Kerbrat")
    return {("subcontractor", world.plain.pk, None)}
