"""Gaps of the registers, of courses, of deposited pieces and of the house itself."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from django.core.files.storage import storages

from lms_onboarding.surveys.models import Invitation
from qualiopi.coverage.models import Waiver
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
from .plants import Plant, Unit

BY_HAND: Final = [one.id for one in kinds().values() if one.house is not None and one.id not in MADE]


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
