"""Kinds of gaps: each breaks one thing of a clean house, and says what must then be missing, nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.core.files.storage import storages

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.mailing.services import note_bounced
from lms_onboarding.offboarding.models import Paper
from lms_onboarding.progress.models import Assessment, AttendanceSheet, LessonProgress
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.welcome.models import Booking, InformationPack, NeedsSynthesis
from qualiopi.coverage.models import Verdict, Waiver
from qualiopi.coverage.reviewing import Opinion, review
from qualiopi.crossing.models import CrossTable
from qualiopi.evidence.checking import check_files
from qualiopi.evidence.depositing import withdraw
from qualiopi.evidence.models import Deposit
from qualiopi.improvement.models import ActionSource, PlanReview, RiskReview
from qualiopi.indicators.collectors.house import funder_unit
from qualiopi.indicators.kinds import HouseUnit, kinds
from qualiopi.registers.models import Complaint, Emptiness
from tests.factories.sessions import karim

from .clean import AS_OF, LATER, MADE, NADIA, World

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
    Booking.objects.filter(enrolment=learner).update(outcome="unreachable")
    return {("welcome_call", learner.session_id, learner.pk)}


def no_sheet(world: World) -> set[Unit]:
    half = world.certifying.slots.order_by("start")[0]
    AttendanceSheet.objects.filter(slot=half).delete()
    return {("attendance", world.certifying.pk, half.pk)}


def sheet_behind(world: World) -> set[Unit]:
    half = world.certifying.slots.order_by("start")[1]
    AttendanceSheet.objects.filter(slot=half).update(document=IssuedDocument.objects.earliest("pk"), revision=2)
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


def undeclared_silence(world: World) -> set[Unit]:
    Emptiness.objects.all().delete()
    return {("register", world.plain.pk, None)}


def fact_without_answer(world: World) -> set[Unit]:
    Complaint.objects.update(answered_at=None, closed_at=None)
    return {("register", world.certifying.pk, None), ("follow_up", world.certifying.pk, None)}


def fact_without_follow_up(world: World) -> set[Unit]:
    Complaint.objects.update(closed_at=None)
    return {("follow_up", world.certifying.pk, None)}


def no_table(world: World) -> set[Unit]:
    CrossTable.objects.all().delete()
    return {("cross_table", world.certifying.pk, None)}


def uncovered_element(world: World) -> set[Unit]:
    table = CrossTable.objects.get()
    table.rows = [{**table.rows[0], "objectives": []}, *table.rows[1:]]
    table.save()
    return {("cross_table", world.certifying.pk, None)}


def other_certification(world: World) -> set[Unit]:
    type(world.certifying.course)._default_manager.filter(pk=world.certifying.course_id).update(certification="RS9")
    return {("cross_table", world.certifying.pk, None)}


def nobody_said_whether_it_certifies(world: World) -> set[Unit]:
    Waiver.objects.update(ended_at=LATER)
    return {("cross_table", world.plain.pk, None)}


def _handed_over(world: World) -> tuple[Deposit, set[Unit]]:
    found = Deposit.objects.get(kind="kit")
    return found, {("kit", world.plain.pk, found.enrolment_id)}


def altered_file(world: World) -> set[Unit]:
    found, missing = _handed_over(world)
    path = Path(storages["issued"].path(found.blob.path)) if found.blob else Path()
    content = path.read_bytes()
    path.write_bytes(content + b"!")
    check_files(now=LATER)
    path.write_bytes(content)  # the row remembers; the disk of the other plants is whole
    return missing


def vanished_file(world: World) -> set[Unit]:
    found, missing = _handed_over(world)
    path = Path(storages["issued"].path(found.blob.path)) if found.blob else Path()
    content = path.read_bytes()
    path.unlink()
    check_files(now=LATER)
    path.write_bytes(content)
    return missing


def overdue_review(world: World) -> set[Unit]:
    _found, missing = _handed_over(world)
    Deposit.objects.filter(kind="kit").update(review_on=(AS_OF - timedelta(days=1)).date())
    return missing


def withdrawn_piece(world: World) -> set[Unit]:
    found, missing = _handed_over(world)
    withdraw(found, because="Illisible.", by=NADIA, now=LATER)
    return missing


def no_paper(name: str) -> Plant:
    def plant(world: World) -> set[Unit]:
        type(world.house)._default_manager.update(**{name: None, f"{name}_date": None})
        return {(name, 0, None)}

    return plant


def unasked_funder(world: World) -> set[Unit]:
    Invitation.objects.filter(group="funders/2026").delete()
    return {("funder_survey", 0, funder_unit(world.funder.pk, 2026))}


def action_without_source(world: World) -> set[Unit]:
    ActionSource.objects.filter(action=world.action).delete()
    return {("improvement_action", 0, None)}


def stale_review(world: World) -> set[Unit]:
    PlanReview.objects.update(held_on=(AS_OF - timedelta(days=500)).date())
    return {("plan_review", 0, None)}


def unreviewed_risk(world: World) -> set[Unit]:
    RiskReview.objects.all().delete()
    return {("risk_review", 0, None)}


def undeposited(name: str) -> Plant:
    def plant(world: World) -> set[Unit]:
        Deposit.objects.filter(kind=name).update(withdrawn_at=LATER, withdrawn_because="Retirée.")
        rule = kinds()[name].house
        of_trainer = rule is not None and rule.unit is HouseUnit.TRAINER
        return {(name, 0, karim().pk if of_trainer else None)}

    return plant


BY_HAND: Final = [one.id for one in kinds().values() if one.house is not None and one.id not in MADE]
ALL: Final = (
    Kind("no programme", "programme", no_programme),
    Kind("no objective", "objectives of one", no_objective),
    Kind("an objective without its use at work", "objectives of the other", silent_objective),
    Kind("no synthesis", "synthesis 0", no_synthesis),
    Kind("a synthesis in doubt", "synthesis 1", doubted),
    Kind("a synthesis changed since its review", "synthesis 2", changed_since),
    Kind("no information", "information 0", no_information),
    Kind("information after the confirmation", "information 1", late_information),
    Kind("no positioning", "positioning 0", unasked("positioning", "positioning", 0)),
    Kind("an unanswered positioning", "positioning 1", unanswered("positioning", "positioning", 1)),
    Kind("no kit", "kit 0", no_kit),
    Kind("a bounced kit", "kit 1", bounced_kit),
    Kind("an incomplete kit", "kit 2", incomplete_kit),
    Kind("no call", "call 0", no_call),
    Kind("a call that was not held", "call 1", call_not_held),
    Kind("no sheet", "sheet 0", no_sheet),
    Kind("a sheet corrected and not issued again", "sheet 1", sheet_behind),
    Kind("no lesson", "lessons", no_lesson),
    Kind("no assessment", "assessment 0", no_assessment),
    Kind("an objective left out", "assessment 1", objective_left_out),
    Kind("no bilan", "bilan 0", no_bilan),
    Kind("a bilan never drawn", "bilan 1", undrawn_bilan),
    Kind("nobody asked, hot", "hot 0", unasked("hot_learner", "hot_survey", 0)),
    Kind("no answer, hot", "hot 1", unanswered("hot_learner", "hot_survey", 1)),
    Kind("nobody asked, cold", "cold 0", unasked("cold_learner", "cold_survey", 0)),
    Kind("no answer, cold", "cold 1", unanswered("cold_learner", "cold_survey", 1)),
    Kind("no trainer asked", "trainer 0", unasked_trainer),
    Kind("no trainer answered", "trainer 1", silent_trainer),
    Kind("an undeclared silence", "silence", undeclared_silence),
    Kind("a fact without an answer", "fact", fact_without_answer),
    Kind("a fact without what follows", "fact", fact_without_follow_up),
    Kind("no cross-table", "table", no_table),
    Kind("an element that nothing covers", "table", uncovered_element),
    Kind("another certification", "table", other_certification),
    Kind("nobody said whether it certifies", "waiver", nobody_said_whether_it_certifies),
    Kind("an altered file", "deposit", altered_file),
    Kind("a vanished file", "deposit", vanished_file),
    Kind("a review overdue", "deposit", overdue_review),
    Kind("a withdrawn piece", "deposit", withdrawn_piece),
    Kind("no booklet", "booklet", no_paper("welcome_booklet")),
    Kind("no house rules", "rules", no_paper("house_rules")),
    Kind("a funder nobody asked", "funder", unasked_funder),
    Kind("an action without a source", "action", action_without_source),
    Kind("a plan not reviewed for a year", "review", stale_review),
    Kind("a risk nobody reviewed", "risk", unreviewed_risk),
    *(Kind(f"no {name}", name, undeposited(name)) for name in BY_HAND),
)
