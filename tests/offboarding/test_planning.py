"""« Quoi part, à qui, quand » for surveys, recalls and appointments: what it said is what left, when it said so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.offboarding.services import sweep_alumni, sweep_campaigns, sweep_closings, write_action
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import CallPurpose
from lms_onboarding.welcome.services import CallOffer, PlannedSending, offer_slots, planned, sweep
from tests.factories.people import OrganisationFactory
from tests.factories.sessions import SessionFactory, karim
from tests.offboarding.closing.test_afterwards import recall
from tests.progress import lessons

from .conftest import END, THURSDAY, answer, asked, at, plain

pytestmark = pytest.mark.django_db
Make = Callable[..., Enrolment]
NOON = at("2026-12-03 12:00")  # before the last half-day of the session
WINDOW = timedelta(days=14)


def sent(sendings: list[PlannedSending], *, conditional: bool = False) -> set[tuple[str, str, str]]:
    """(message, address, when) of what is to come."""
    return {
        (one.message, who.email, f"{one.at.astimezone(END.tzinfo):%d %H:%M}")
        for one in sendings
        if bool(one.condition) is conditional and one.at > NOON
        for who in one.people
    }


def work(now: Any) -> None:
    for act in (sweep, sweep_campaigns, sweep_closings, sweep_alumni):
        act(now=now)
    deliver(clock=lambda: now)


def ended(learner: Make, *, code: str = "") -> Session:
    session: Session = SessionFactory(starts=THURSDAY, opened=True, **({"code": code} if code else {}))
    company = OrganisationFactory(contact_email="rh@entreprise.fr")
    for _ in range(2):
        learner(session=session, company=company)
    return session


def test_what_is_announced_leaves_then_and_nothing_else(learner: Make) -> None:
    """A fortnight played: one learner answers, who is then not reminded."""
    session = ended(learner)
    course = lessons.course()
    lessons.lesson(course, lessons.check(), recall(), title="Leçon 1")
    first = session.enrolments.order_by("pk")[0]
    write_action(first, text="Refaire le quiz.", by="person/1", now=at("2026-11-10 12:00"))
    slots = [at("2027-01-04 11:00"), at("2027-01-04 11:30")]
    offer_slots(
        session, CallOffer(trainer=karim(), starts=slots, purpose=CallPurpose.FOLLOW_UP), by="user/1", now=NOON
    )

    found = planned(now=NOON)
    announced, reminders = sent(found), sent(found, conditional=True)

    assert {message for message, _to, _when in announced} == {
        "surveys.hot_invitation",
        "surveys.trainer_feedback",
        "offboarding.self_assessment",
        "offboarding.recall_day7",
        "offboarding.action_day30",
        "offboarding.alumni_invitation",
    }
    assert {message for message, _to, _when in reminders} == {"surveys.hot_reminder", "surveys.trainer_reminder"}
    # two weeks after the end, the follow-up
    later = planned(now=at("2026-12-10 12:00"))
    (follow_up,) = [one for one in later if one.message == "welcome.follow_up_offer"]
    assert (plain(follow_up.label), follow_up.at, len(follow_up.people)) == (
        "Proposition du point à trente jours",
        at("2026-12-17 09:00"),
        2,
    )
    moments = {one.at for one in found if one.at > NOON} | {END, at("2026-12-17 11:00")}
    for moment in sorted(moments):
        work(moment)
        if moment == END:
            answer(asked(f"survey/hot/{first.pk}"), now=END + timedelta(minutes=5))
            # asked now, and told as having left; its reminder is still to come for who stays silent
            again = planned(now=END + timedelta(hours=1))
            (waiting,) = [one for one in again if one.message == "surveys.hot_reminder"]
            assert [who.enrolment for who in waiting.people] == [session.enrolments.order_by("pk")[1].pk]
    mails = OutgoingMail.objects.left().filter(sent_at__gt=NOON).exclude(message__startswith="welcome.")
    left = {
        (one.message, one.to_email, f"{one.sent_at.astimezone(END.tzinfo):%d %H:%M}") for one in mails if one.sent_at
    }
    said = announced | {one for one in reminders if one[1] != first.person.email}
    # a person's week takes two messages that may be refused: a third one waits, which the page does not foresee
    assert {one[:2] for one in left} == {one[:2] for one in said}
    waited = {"offboarding.recall_day7", "offboarding.action_day30", "offboarding.alumni_invitation"}
    assert {one[0] for one in said - left} <= waited


def test_funders_and_companies_are_announced_by_name(learner: Make) -> None:
    funder = OrganisationFactory(kind="funder", name="Opco des Mauges", contact_email="contact@opco.fr")
    learner(
        funder=funder,
        of={"starts": at("2026-09-30 09:00").date()},
        company=OrganisationFactory(name="Coopérative", contact_email="rh@cooperative.fr"),
    )
    found = {one.message: one for one in planned(now=at("2026-11-25 09:00"))}
    assert [who.name for who in found["surveys.funder_yearly"].people] == ["Opco des Mauges"]
    assert found["surveys.funder_yearly"].course == "Financeurs"
    assert [who.name for who in found["surveys.company_invitation"].people] == ["Coopérative"]


def test_as_many_queries_for_many_sessions(learner: Make) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            planned(now=NOON)
        return len(queries)

    ended(learner)
    planned(now=NOON)
    few = cost()
    for _ in range(3):
        ended(learner)
    assert cost() == few
