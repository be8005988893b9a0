"""Asking: once per natural key, provable, at a constant cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms_onboarding.journal.models import Entry
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.surveys.enums import InvitationState
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import (
    NothingPublished,
    NothingToAsk,
    close_due,
    invite,
    invite_many,
    link_markers,
    postpone,
    withdraw,
)
from tests.factories.surveys import NOW, asked, content, invited, published, question

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def test_the_same_key_twice_is_one_invitation_one_link_one_fact() -> None:
    published(content(question("q_one")))

    first = invite(asked(), now=NOW)
    again = invite(asked(), now=NOW + timedelta(days=1))

    assert again.pk == first.pk
    assert again.invited_at == NOW
    assert PersonalLink.objects.get().holder_key == "person/1"
    fact = Entry.objects.get(verb="survey.invited")
    assert (fact.subject, fact.codes["invitation"]) == ("enrolment/1", first.pk)
    assert link_markers([first]) == {first.pk: f"⟦link:{PersonalLink.objects.get().pk}⟧"}


def test_those_invited_keep_their_version_and_newcomers_get_the_new_one() -> None:
    published(content(question("q_one")))
    early = invited(number=1)
    published(content(question("q_two")))

    assert invited(number=1).version_id == early.version_id
    assert invited(number=2).version.number == 2


def test_inviting_many_costs_the_same_queries_as_inviting_a_few() -> None:
    published(content(question("q_one")))

    def cost(numbers: range) -> int:
        with CaptureQueriesContext(connection) as queries:
            made = invite_many([asked(number=number) for number in numbers], now=NOW)
        assert [row.about for row in made] == [f"enrolment/{number}" for number in numbers]
        return len(queries)

    few = cost(range(1, 3))
    assert cost(range(100, 150)) == few
    assert few <= 12


def test_nobody_is_asked_a_questionnaire_without_version_or_without_question() -> None:
    with pytest.raises(NothingPublished, match="publiez-la"):
        invited()
    published(content(question("q_one", "rating", repeat_for="session.objectives")))
    with pytest.raises(NothingToAsk, match="vérifiez les objectifs"):
        invited(context={"objectives": []})
    assert not Invitation.objects.exists()


def test_the_state_of_an_invitation_follows_the_clock() -> None:
    published(content(question("q_one")))
    row = invited(opens_at=NOW + timedelta(days=1), closes_at=NOW + WEEK)

    def state(days: int) -> InvitationState:
        return row.state(NOW + timedelta(days=days))

    assert [state(days) for days in (0, 1, 6, 7)] == [
        InvitationState.PLANNED,
        InvitationState.OPEN,
        InvitationState.OPEN,
        InvitationState.CLOSED,
    ]
    for days in (0, 1, 6, 7):
        moment = NOW + timedelta(days=days)
        assert Invitation.objects.open(moment).exists() is (row.state(moment) is InvitationState.OPEN)
    assert withdraw(row, now=NOW).state(NOW + timedelta(days=1)) is InvitationState.WITHDRAWN
    withdraw(row, now=NOW)
    assert Entry.objects.filter(verb="survey.withdrawn").count() == 1


def test_closing_is_done_once_and_says_who_had_not_answered() -> None:
    published(content(question("q_one")))
    invited(number=1)
    withdraw(invited(number=2), now=NOW)

    assert close_due(now=NOW + timedelta(days=6)) == 0
    assert close_due(now=NOW + WEEK) == 1
    assert close_due(now=NOW + timedelta(days=8)) == 0

    fact = Entry.objects.get(verb="survey.closed")
    assert (fact.subject, fact.codes["answered"], fact.occurred_at) == ("enrolment/1", False, NOW + WEEK)


def test_postponing_opens_again_with_the_same_link() -> None:
    published(content(question("q_one")))
    row = invited()
    before = link_markers([row])
    close_due(now=NOW + WEEK)

    moved = postpone(row, closes_at=NOW + 3 * WEEK, now=NOW + WEEK)

    assert moved.state(NOW + 2 * WEEK) is InvitationState.OPEN
    assert link_markers([moved]) == before
    assert PersonalLink.objects.get().expires_at > NOW + 3 * WEEK
    assert close_due(now=NOW + 3 * WEEK) == 1
