"""The matrix of a session lived through the real services: counts, gaps, doubts, and what it costs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.services import note_bounced
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.models import NeedsSynthesis, WelcomeKit
from qualiopi.coverage.matrix import Matrix
from qualiopi.coverage.models import Verdict, Waiver
from qualiopi.coverage.reviewing import Opinion, PieceGone, ReasonMissing, Reviewer, review
from qualiopi.coverage.states import State
from qualiopi.coverage.waiving import waive
from qualiopi.referential import grid
from tests.factories import pages
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory

from .conftest import analyse, at, kits_leave

pytestmark = pytest.mark.django_db
Compute = Callable[..., Matrix]
NADIA = Reviewer(key="user/1", name="Nadia Ferrand")


def test_kits_count_one_a_learner(session: Session, matrix: Compute) -> None:
    assert matrix("2026-11-29 08:00").cells[session.pk][9].state is State.TO_COME
    kits_leave(at("2026-11-29 09:00"))
    cell = matrix("2026-11-30 10:00").cells[session.pk][9]
    assert (cell.state, cell.count.held, cell.count.due) == (State.PRESENT, 3, 3)


def test_a_session_run_by_somebody_else_asks_how_they_were_chosen(session: Session, matrix: Compute) -> None:
    assert matrix("2026-12-20 08:00").cells[session.pk][27].state is State.NOT_APPLICABLE
    Session.objects.filter(pk=session.pk).update(subcontractor="Atelier Kerbrat")
    found = matrix("2026-12-20 08:00")
    assert found.cells[session.pk][27].state is State.ABSENT
    assert "subcontractor" in {lack.kind.id for lack in found.lacks}


def test_lessons_are_expected_of_who_has_some_online(session: Session, matrix: Compute) -> None:
    def owed() -> list[int | None]:
        lacks = matrix("2026-12-20 08:00").lacks
        return [unit.enrolment for one in lacks if one.kind.id == "lessons" for unit in one.units]

    assert owed() == [], "nothing is online"
    course = pages.micro_course(audience="creator")
    assert owed() == [], "an empty micro-course is nothing to open"
    pages.lesson(course)
    learners = list(Enrolment.objects.order_by("pk"))
    assert owed() == [one.pk for one in learners]
    Enrolment.objects.filter(pk=learners[0].pk).update(role="admin")
    assert owed() == [one.pk for one in learners[1:]], "nothing is online for administrators"


def test_that_a_course_certifies_nothing_is_said_once(session: Session, matrix: Compute) -> None:
    version = grid("v10")
    asking = [number for number, one in version.indicators.items() if one.needs_certifying]
    assert {matrix("2026-12-20 08:00").cells[session.pk][number].state for number in asking} == {State.ABSENT}
    waive(7, session.course_id, "Aucune certification n’est préparée.", by=NADIA, now=at("2026-12-19 08:00"))
    cells = matrix("2026-12-20 08:00").cells[session.pk]
    assert {cells[number].state for number in asking} == {State.NOT_APPLICABLE}
    assert len(asking) > 1
    assert all("Aucune certification" in cells[number].reason for number in asking)


def test_what_is_written_later_is_not_seen(session: Session, matrix: Compute) -> None:
    kits_leave(at("2026-12-01 09:00"))
    assert matrix("2026-11-30 20:00").cells[session.pk][9].state is State.ABSENT
    assert matrix("2026-12-01 20:00").cells[session.pk][9].state is State.PRESENT


def test_a_bounced_kit_is_there_and_is_not_enough(session: Session, matrix: Compute) -> None:
    kits_leave(at("2026-11-29 09:00"))
    kit = WelcomeKit.objects.order_by("pk")[0]
    moment = at("2026-11-29 09:05")
    note_bounced(kit.mail, reason="boîte pleine", at=moment, now=moment)
    found = matrix("2026-11-30 10:00")
    assert found.cells[session.pk][9].state is State.PARTIAL
    (lack,) = [one for one in found.lacks if one.kind.id == "kit"]
    assert [unit.enrolment for unit in lack.units] == [kit.enrolment_id]
    assert lack.flaws == ("rejeté par la messagerie",)


def test_a_late_kit_is_held_and_says_so(session: Session, matrix: Compute) -> None:
    kits_leave(at("2026-12-02 09:00"))
    found = matrix("2026-12-02 10:00")
    assert found.cells[session.pk][9].state is State.PRESENT
    assert {piece.note for piece in found.pieces if piece.kind == "kit"} == {"hors délai"}


def test_an_analysis_is_signed_by_a_person(session: Session, matrix: Compute) -> None:
    first = Enrolment.objects.order_by("pk")[0]
    analyse(first, now=at("2026-12-01 10:00"))
    cell = matrix("2026-12-07 09:00").cells[session.pk][4]
    assert (cell.state, cell.count.held, cell.count.due) == (State.PARTIAL, 1, 3)


def test_one_word_changed_and_the_piece_is_to_review(session: Session, matrix: Compute) -> None:
    enrolments = list(Enrolment.objects.order_by("pk"))
    keys = [analyse(one, now=at("2026-12-01 10:00")) for one in enrolments]
    for key in keys:
        told = Opinion(piece=key, kind="needs_synthesis", session=session.pk, verdict=Verdict.SOUND)
        review(told, by=NADIA, now=at("2026-12-02 10:00"))
    assert matrix("2026-12-07 09:00").cells[session.pk][4].state is State.PRESENT
    NeedsSynthesis.objects.filter(enrolment=enrolments[0]).update(need="Publier deux modules sans aide.")
    cell = matrix("2026-12-07 09:00").cells[session.pk][4]
    assert (cell.state, cell.count.held, cell.count.doubted) == (State.TO_REVIEW, 2, 1)


def test_a_doubt_takes_a_piece_out_until_somebody_decides(session: Session, matrix: Compute) -> None:
    for one in Enrolment.objects.all():
        key = analyse(one, now=at("2026-12-01 10:00"))
    told = Opinion(
        piece=key, kind="needs_synthesis", session=session.pk, verdict=Verdict.DOUBTED, reason="Ce besoin est copié."
    )
    review(told, by=NADIA, now=at("2026-12-02 10:00"))
    assert matrix("2026-12-07 09:00").cells[session.pk][4].state is State.TO_REVIEW
    sound = Opinion(piece=key, kind="needs_synthesis", session=session.pk, verdict=Verdict.SOUND)
    review(sound, by=NADIA, now=at("2026-12-03 10:00"))
    assert matrix("2026-12-07 09:00").cells[session.pk][4].state is State.PRESENT


def test_a_doubt_says_why_and_a_gone_piece_is_refused(session: Session) -> None:
    with pytest.raises(ReasonMissing, match="en une phrase"):
        review(
            Opinion(piece="kit/1", kind="kit", session=None, verdict=Verdict.DOUBTED),
            by=NADIA,
            now=at("2026-12-02 10:00"),
        )
    with pytest.raises(PieceGone, match="n’existe plus"):
        review(
            Opinion(piece="kit/999", kind="kit", session=None, verdict=Verdict.SOUND),
            by=NADIA,
            now=at("2026-12-02 10:00"),
        )


def test_no_certification_is_unknown_until_somebody_says_so(session: Session, matrix: Compute) -> None:
    untold = matrix("2026-12-07 09:00").cells[session.pk][7]
    assert (untold.state, untold.reason[:29]) == (State.ABSENT, "dites si la formation mène à ")
    Waiver.objects.create(
        indicator=7,
        course=session.course,
        reason="Aucune certification professionnelle n’est préparée.",
        author_key="user/1",
        author_name="Nadia Ferrand",
        declared_at=at("2026-11-02 10:00"),
    )
    cell = matrix("2026-12-07 09:00").cells[session.pk][7]
    assert cell.state is State.NOT_APPLICABLE
    assert "Nadia Ferrand" in cell.reason
    assert "02/11/2026" in cell.reason


def test_what_sessions_do_not_prove_is_not_called_inapplicable(session: Session, matrix: Compute) -> None:
    cells = matrix("2026-12-20 09:00").cells[session.pk]
    assert cells[2].state is State.OUTSIDE
    assert cells[13].state is State.NOT_APPLICABLE  # work-study only


def test_a_short_course_leaves_engagement_aside(session: Session, matrix: Compute) -> None:
    session.course.hours = 7
    session.course.save()
    assert "2 jours" in matrix("2026-12-20 09:00").cells[session.pk][12].reason


def test_gaps_name_the_kind_the_people_and_the_oldest_due_date(session: Session, matrix: Compute) -> None:
    lacks = {lack.kind.id: lack for lack in matrix("2026-12-20 09:00").lacks}
    assert len(lacks["needs_synthesis"].units) == 3
    assert lacks["kit"].due == at("2026-11-30 09:00")
    assert "complaints" not in lacks  # nobody owes a complaint


def _queries(matrix: Compute) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        matrix("2026-12-20 09:00")
    return len(captured)


def test_as_many_queries_for_one_session_as_for_five(session: Session, matrix: Compute) -> None:
    kits_leave(at("2026-11-29 09:00"))
    alone = _queries(matrix)
    for rank in range(4):
        other = SessionFactory(opened=True)
        for one in (EnrolmentFactory(session=other), EnrolmentFactory(session=other)):
            analyse(one, now=at("2026-12-01 10:00") + timedelta(minutes=rank))
    kits_leave(at("2026-11-29 09:30"))
    assert _queries(matrix) == alone
    assert alone <= 60
