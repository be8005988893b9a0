"""« Quoi part, à qui, quand » for surveys, recalls and appointments: what it said is what left, when it said so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver, opt_out
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


def told(sendings: list[PlannedSending], *, conditional: bool = False) -> set[tuple[str, str, str]]:
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
    announced, reminders = told(found), told(found, conditional=True)

    assert {message for message, _to, _when in announced} == {
        "surveys.hot_invitation",
        "surveys.trainer_feedback",
        "offboarding.self_assessment",
        "offboarding.recall_day7",
        "offboarding.action_day30",
        "offboarding.alumni_invitation",
    }
    assert {message for message, _to, _when in reminders} == {"surveys.hot_reminder", "surveys.trainer_reminder"}
    # two weeks after the end, the follow-up; at noon, for the recall and the network would leave before it that week
    later = planned(now=at("2026-12-10 12:00"))
    (follow_up,) = [one for one in later if one.message == "welcome.follow_up_offer"]
    assert (plain(follow_up.label), follow_up.at, len(follow_up.people)) == (
        "Proposition du point à trente jours",
        at("2026-12-17 12:00"),
        2,
    )
    moments = {one.at for one in found if one.at > NOON} | {END, at("2026-12-15 09:00")}
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
    # who stayed silent was reminded, and the page had said what that would put off
    silent = session.enrolments.order_by("pk")[1].person.email
    put_off = {
        (one.message, one.at): plain(one.otherwise)
        for one in found
        if one.otherwise and silent in {who.email for who in one.people}
    }
    assert put_off == {
        ("offboarding.recall_day7", at("2026-12-10 09:00")): "le jeudi 10 décembre à 17 h si une relance part",
        ("offboarding.alumni_invitation", at("2026-12-14 10:00")): "le mardi 15 décembre à 9 h si une relance part",
    }
    put_off_to = {("offboarding.recall_day7", "10 17:00"), ("offboarding.alumni_invitation", "15 09:00")}
    sooner = {(message, f"{moment:%d %H:%M}") for message, moment in put_off}
    assert {(one[0], one[2]) for one in left if one[1] == silent} == (
        {(one[0], one[2]) for one in announced | reminders if one[1] == silent} - sooner | put_off_to
    )
    reminded = {one for one in reminders if one[1] == first.person.email}  # whoever answered is not
    assert {one for one in left if one[1] != silent} == (
        {one for one in announced | reminders if one[1] != silent} - reminded
    )


def test_a_third_message_of_the_week_is_announced_when_it_will_leave(learner: Make) -> None:
    """The hot survey on Thursday at 17 h, a recall a week later at 9 h, and an action that waits for 17 h."""
    first = ended(learner).enrolments.order_by("pk")[0]
    course = lessons.course()
    lessons.lesson(course, lessons.check(), recall(), title="Leçon 1")
    write_action(first, text="Refaire le quiz.", by="person/1", now=at("2026-11-10 12:00"))
    work(END)
    answer(asked(f"survey/hot/{first.pk}"), now=END + timedelta(minutes=5))

    def moments(now: Any) -> dict[str, str]:
        found = [one for one in planned(now=now) if first.pk in {who.enrolment for who in one.people}]
        return {one.message: f"{one.at.astimezone(END.tzinfo):%d %H:%M}" for one in found if one.is_coming}

    said = {"offboarding.recall_day7": "10 09:00", "offboarding.action_day30": "10 17:00"}
    assert moments(END + timedelta(hours=1)).items() >= said.items()
    # queued by the sweep and not looked at by a sender yet: the page says the same
    for act in (sweep_closings, sweep_alumni):
        act(now=at("2026-12-10 09:00"))
    assert moments(at("2026-12-10 09:00")).items() >= said.items()
    deliver(clock=lambda: at("2026-12-10 09:00"))
    assert moments(at("2026-12-10 09:01"))["offboarding.action_day30"] == "10 17:00"


def test_who_refused_these_messages_is_announced_none(learner: Make) -> None:
    first, second = ended(learner).enrolments.order_by("pk")
    opt_out(first.person.key, now=NOON)
    (hot,) = [one for one in planned(now=NOON) if one.message == "surveys.hot_invitation"]
    assert ([who.enrolment for who in hot.people], [who.enrolment for who in hot.set_aside]) == (
        [second.pk],
        [first.pk],
    )
    opt_out(second.person.key, now=NOON)
    assert "surveys.hot_invitation" not in {one.message for one in planned(now=NOON)}


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
