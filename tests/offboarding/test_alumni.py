"""The space of former learners: nobody is in it without having said so, and each shows what they ticked."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.offboarding.models import AlumniMember, Announcement, FurtherResource
from lms_onboarding.offboarding.services import (
    AlumniLoaded,
    AlumniRefused,
    Shown,
    directory,
    join_alumni,
    leave_alumni,
    load_alumni,
    resources_for,
    sweep_alumni,
)
from tests.factories.people import OrganisationFactory
from tests.factories.sessions import SessionFactory

from .conftest import END, at, plain

pytestmark = pytest.mark.django_db
Make = Callable[..., Enrolment]
LATER = at("2026-12-14 10:00")  # ten days after the end is a Sunday


def signed_in(client: Client, one: Enrolment) -> Client:
    one.person.account = get_user_model().objects.create_user(f"{one.pk}@exemple.fr")
    one.person.save()
    client.force_login(one.person.account)
    return client


def test_one_invitation_ten_days_after_the_end_and_never_twice(learner: Make) -> None:
    one = learner()
    Announcement.objects.create(title="Atelier quiz", text="Venez.", event_at=at("2026-12-17 12:30"), published_at=END)
    assert [sweep_alumni(now=at(moment)) for moment in ("2026-12-13 10:00", "2026-12-14 09:59")] == [0, 0]
    assert sweep_alumni(now=LATER) == 1
    deliver(clock=lambda: LATER)
    mail = OutgoingMail.objects.get(message="offboarding.alumni_invitation")
    assert mail.key == f"alumni/{one.person_id}"
    assert "Atelier quiz : jeudi 17 décembre à 12 h 30." in plain(mail.text)
    assert sweep_alumni(now=LATER + timedelta(minutes=5)) == 0
    again = learner(person=one.person, session=SessionFactory(starts=at("2027-01-11 09:00").date(), opened=True))
    assert again.person_id == one.person_id
    assert sweep_alumni(now=at("2027-01-21 10:00")) == 0


def test_who_already_answered_is_not_invited(learner: Make) -> None:
    joined, declined, gone = learner(), learner(), learner(state="cancelled")
    join_alumni(joined.person, Shown(), now=END)
    leave_alumni(declined.person, now=END)
    assert (gone.state, sweep_alumni(now=LATER)) == ("cancelled", 0)
    assert AlumniMember.objects.get(person=declined.person).state == "declined"


def test_one_shows_their_name_and_what_they_ticked(learner: Make) -> None:
    coop = OrganisationFactory(name="Coopérative Loire")
    discreet, open_one = learner(company=coop), learner(company=coop)
    join_alumni(discreet.person, Shown(), now=END)
    join_alumni(open_one.person, Shown(company=True, email=True, about="  Je parle quiz.\n"), now=END)

    (seen,) = directory(discreet.person)
    assert (seen.name, seen.company, seen.email) == (open_one.person.full_name, coop.name, open_one.person.email)
    assert seen.about == "Je parle quiz."
    (other,) = directory(open_one.person)
    assert (other.name, other.company, other.email, other.about) == (discreet.person.full_name, "", "", "")


def test_who_leaves_shows_nothing_and_reads_nothing(learner: Make) -> None:
    one, other = learner(), learner()
    join_alumni(one.person, Shown(email=True, about="Bonjour"), now=END)
    join_alumni(other.person, Shown(), now=END)
    left = leave_alumni(one.person, now=END)
    assert (left.state, left.about, left.shows_email) == ("left", "", False)
    assert directory(one.person) == []
    assert directory(other.person) == []
    assert directory(learner().person) == [], "nobody reads it from outside"


def test_it_opens_at_the_end_of_the_training(learner: Make) -> None:
    one = learner()
    with pytest.raises(AlumniRefused, match="s’ouvre à la fin"):
        join_alumni(one.person, Shown(), now=END - timedelta(hours=1))
    with pytest.raises(AlumniRefused, match="trois cents"):
        join_alumni(one.person, Shown(about="x" * 301), now=END)


def test_resources_are_those_of_the_course_and_of_the_role(learner: Make) -> None:
    one = learner(role="creator")
    for title, fields in (
        ("Pour tous", {}),
        ("De la formation", {"course": one.session.course}),
        ("Des managers", {"role": "manager"}),
        ("D’une autre", {"course": SessionFactory().course}),
    ):
        FurtherResource.objects.create(title=title, summary="Une phrase.", url="/aide/", **fields)
    assert [row.title for row in resources_for(one.person, now=END)] == ["De la formation", "Pour tous"]
    assert not resources_for(one.person, now=END - timedelta(days=1)).exists()


def test_the_page_lets_one_join_change_and_leave(client: Client, learner: Make) -> None:
    one, other = learner(), learner()
    join_alumni(other.person, Shown(about="Je parle quiz."), now=END)
    Announcement.objects.create(title="Atelier quiz", text="Venez.", published_at=END)
    with time_machine.travel(LATER, tick=False):
        signed_in(client, one)
        before = client.get("/portail/anciens/").content.decode()
        assert "Rejoindre le réseau" in before
        assert "Je parle quiz." not in before
        joined = client.post("/portail/anciens/", {"about": "Nouvelle", "email": "on"}, follow=True).content.decode()
        assert "Je parle quiz." in joined
        assert "Atelier quiz" in joined
        assert AlumniMember.objects.get(person=one.person).shows_email
        left = client.post("/portail/anciens/quitter/", follow=True).content.decode()
        assert "Je parle quiz." not in left
        wrong = client.post("/portail/anciens/", {"about": "x" * 301})
        assert wrong.status_code == 422
        assert client.get("/portail/anciens/quitter/").status_code == 405


def test_the_page_is_not_for_who_did_not_follow_a_session(client: Client, learner: Make) -> None:
    with time_machine.travel(LATER, tick=False):
        signed_in(client, learner(of={"starts": at("2027-03-01 09:00").date()}))
        assert client.get("/portail/anciens/").status_code == 404
        assert client.post("/portail/anciens/quitter/").status_code == 404


def test_the_directory_costs_the_same_for_one_and_for_many(learner: Make) -> None:
    def cost(person: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            directory(person)
        return len(queries)

    one = learner()
    join_alumni(one.person, Shown(), now=END)
    join_alumni(learner().person, Shown(), now=END)
    few = cost(one.person)
    for _ in range(4):
        join_alumni(learner(company=OrganisationFactory()).person, Shown(company=True), now=END)
    assert (few, cost(one.person)) == (2, 2)


def test_the_first_day_has_something_to_read_once_and_the_menu_leads_there(learner: Make, client: Client) -> None:
    one = learner(role="creator")
    assert load_alumni(now=END).resources == 0  # the starter pages first
    call_command("load_starter_content", stdout=StringIO())
    assert load_alumni(now=END) == AlumniLoaded(8, 1)
    FurtherResource.objects.filter(title__startswith="Publier").delete()
    assert load_alumni(now=END) == AlumniLoaded()  # what was removed stays removed
    found = [plain(row.title) for row in resources_for(one.person, now=END)]
    assert found == [
        "Les réglages d’un quiz, un par un",
        "Faire avancer une validation",
        "Quelqu’un part ou change d’équipe",
    ]
    with time_machine.travel(END, tick=False):
        assert "La suite" not in signed_in(client, one).get("/portail/").content.decode()
        Enrolment.objects.filter(pk=one.pk).update(state="completed", ended_at=END)
        page = plain(client.get("/portail/anciens/").content.decode())
        assert "Les réglages d’un quiz" in page
        assert "La suite" in page[page.index("<nav") : page.index("</nav>")]
        for row in resources_for(one.person, now=END):
            assert client.get(row.url).status_code == 200
