"""Somebody asks to be erased: what nothing obliges to keep goes at once, the rest stays with a reason and a date."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client

from badges.models import Award
from lms_onboarding.accounts.models import User
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.models import Action, Alert
from lms_onboarding.journal.models import Entry
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import Grant, make
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, deliver, queue
from lms_onboarding.offboarding.models import AlumniMember
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.portal.models import SharedKind
from lms_onboarding.portal.teams import ADMINISTRATOR, REFERENT
from lms_onboarding.privacy.erasing.doing import ErasureRefused, erase
from lms_onboarding.privacy.holds import lift_hold, place_hold
from lms_onboarding.privacy.models import Erasure
from lms_onboarding.privacy.purging.running import run
from lms_onboarding.progress.models import AttendanceSignature
from qualiopi.services import seal_due, verify_seals
from tests.factories.badges import awarded
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory
from tests.factories.sessions import SessionFactory
from tests.privacy.past import THEN, at, enrolled, mail, paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider")]
NOW = at(2025, 9, 1)


def ines() -> Enrolment:
    """In a session of March 2025, with everything that somebody may leave behind."""
    enrolment = enrolled()
    person = enrolment.person
    person.phone, person.account = "06 12 34 56 78", User.objects.create_user(person.email, date_joined=THEN)
    person.save()
    mail(enrolment, joined=paper(enrolment))
    awarded(person)
    SharedKind.objects.create(person=person, kind="bilan_personnalise", since=THEN)
    AlumniMember.objects.create(person=person, state="joined", about="Je bute", joined_at=THEN, changed_at=THEN)
    make([Grant(scope="kit", object_key="1", holder_key=person.key, expires_at=THEN + timedelta(days=365))], now=THEN)
    return enrolment


def test_what_nothing_obliges_to_keep_goes_at_once(mailoutbox: list[Any]) -> None:
    enrolment = ines()
    address = enrolment.person.email
    erase(enrolment.person, by="user/1", now=NOW)
    person = Person.objects.get(pk=enrolment.person_id)
    assert (person.phone, person.account, person.email.endswith("@efface.invalid")) == ("", None, True)
    assert not User.objects.filter(email=address).exists()
    assert Action.objects.get().note == ""
    left = OutgoingMail.objects.get(key="m/1")
    assert (left.text, left.html, left.subject, left.to_email, left.parts.count()) == ("", "", "", "", 0)
    assert not SharedKind.objects.exists()
    assert not AlumniMember.objects.exists()
    assert not PersonalLink.objects.filter(holder_key=person.key).exists()
    assert Award.objects.get().state == "erased"
    deliver(clock=lambda: NOW)
    assert [sent.to[0].endswith(f"<{address}>") for sent in mailoutbox] == [True]


def test_what_must_stay_is_said_with_its_reason_and_its_date(mailoutbox: list[Any]) -> None:
    enrolment = ines()
    name = enrolment.person.full_name
    done = erase(enrolment.person, by="user/1", now=NOW)
    title = enrolment.session.course.title
    assert [(one["what"], one["until"]) for one in done.kept] == [
        (f"Présences, évaluations et certificat de « {title} »", "2028-12-31"),
        ("Le nom", "2028-12-31"),
    ]
    assert done.kept_until == date(2028, 12, 31)
    assert Person.objects.get(pk=enrolment.person_id).full_name == name, "its papers would say nothing without it"
    assert IssuedDocument.objects.get().data != {}
    assert AttendanceSignature.objects.get().written_name != "—"
    deliver(clock=lambda: NOW)
    said = " ".join(mailoutbox[0].body.split())
    assert "jusqu’au 31 décembre 2028. Ils justifient la formation" in said


def test_it_ends_by_itself_and_the_answer_leaves_no_address() -> None:
    enrolment = ines()
    seal_due(now=at(2025, 4, 1))
    done = erase(enrolment.person, by="user/1", now=NOW)
    deliver(clock=lambda: NOW)
    run(now=at(2025, 10, 1))
    answer = OutgoingMail.objects.get(key=done.key)
    assert (answer.state, answer.text, answer.to_email) == ("unknown", "", "")
    run(now=at(2028, 12, 31))
    assert Erasure.objects.get().completed_at is None
    run(now=at(2030, 1, 1))
    assert Erasure.objects.get().completed_at is not None
    person = Person.objects.get(pk=enrolment.person_id)
    assert (person.full_name, person.erased_at) == ("Personne effacée", at(2030, 1, 1))
    assert IssuedDocument.objects.get().data == {}
    assert verify_seals().holds
    codes = Entry.objects.get(verb="privacy.erased").codes
    assert all(isinstance(value, int) for value in codes.values()), "no word in the journal"


def test_asked_twice_it_is_done_once() -> None:
    enrolment = ines()
    first = erase(enrolment.person, by="user/1", now=NOW)
    again = erase(Person.objects.get(pk=enrolment.person_id), by="user/2", now=NOW + timedelta(days=1))
    assert (again.pk, again.done_by) == (first.pk, "user/1")
    assert Entry.objects.filter(verb="privacy.erased").count() == 1
    assert OutgoingMail.objects.filter(key=first.key).count() == 1


def test_somebody_who_never_came_is_forgotten_whole() -> None:
    person = PersonFactory()
    done = erase(person, by="user/1", now=NOW)
    person.refresh_from_db()
    assert (done.kept, done.completed_at, person.full_name) == ([], NOW, "Personne effacée")


@pytest.mark.parametrize("on", ["person", "session"])
def test_nothing_under_a_hold_goes_before_its_end(on: str) -> None:
    enrolment = ines()
    hold = place_hold(
        **{on: getattr(enrolment, on)}, reason="Litige prud’homal", until=date(2027, 6, 30), by="user/1", now=NOW
    )
    done = erase(enrolment.person, by="user/1", now=NOW)
    assert ("Tout ce qui concerne la personne", "2027-06-30", "Litige prud’homal") in [
        tuple(one.values()) for one in done.kept
    ]
    assert Action.objects.get().note != ""
    assert OutgoingMail.objects.get(key="m/1").text != ""
    assert Award.objects.get().state == "valid"
    lift_hold(hold, by="user/1", now=at(2026))
    run(now=at(2026, 1, 2))
    assert Action.objects.get().note == ""
    assert OutgoingMail.objects.get(key="m/1").text == ""
    assert Award.objects.get().state == "erased"


def test_what_was_waiting_to_leave_does_not() -> None:
    enrolment = ines()
    person = enrolment.person
    waiting = queue(
        Draft(
            key="m/2", message="welcome.day_before", about=enrolment.key, due_at=NOW + timedelta(days=1),
            recipient=Recipient(person.email, person.full_name, person.key),
        ),
        now=NOW,
    )  # fmt: skip
    erase(person, by="user/1", now=NOW)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.to_email) == ("suppressed", "")


@pytest.mark.parametrize("case", ["trains", "team", "running", "guardian"])
def test_what_must_be_done_first_is_said(case: str) -> None:
    person = PersonFactory()
    said = {
        "trains": "travaille ici",
        "team": "travaille ici",
        "running": "annulez d’abord",
        "guardian": "changez d’abord ce lien",
    }
    if case == "trains":
        SessionFactory().trainers.update(person=person)
    elif case == "team":
        person.account = User.objects.create_user(person.email)
        person.account.groups.add(Group.objects.get(name=REFERENT))
        person.save()
    elif case == "running":
        EnrolmentFactory(person=person)
    else:
        PersonFactory(guardian=person)
    with pytest.raises(ErasureRefused, match=said[case]):
        erase(person, by="user/1", now=NOW)
    assert not Erasure.objects.exists()
    person.refresh_from_db()
    assert not person.email.endswith(".invalid")


def test_others_keep_what_is_theirs() -> None:
    enrolment, other = ines(), enrolled()
    mail(other, key="m/other")
    erase(enrolment.person, by="user/1", now=NOW)
    assert Action.objects.get(alert=Alert.objects.get(enrolment=other)).note != ""
    assert OutgoingMail.objects.get(key="m/other").text != ""
    assert Person.objects.get(pk=other.person_id).email == other.person.email
    assert provider().pedagogical_referent is not None


def test_the_page_shows_first_and_the_administrator_alone_confirms(fixed_clock: Any) -> None:
    fixed_clock.move_to(NOW)
    enrolment = ines()
    nadia, solene = (User.objects.create_user(f"{name}@exemple.fr") for name in ("nadia", "solene"))
    nadia.groups.add(Group.objects.get(name=ADMINISTRATOR))
    solene.groups.add(Group.objects.get(name=REFERENT))
    client, pages = Client(), "/donnees-personnelles/effacements/"
    client.force_login(solene)
    assert [client.get(page).status_code for page in (pages, f"{pages}{enrolment.person_id}/")] == [403, 403]
    client.force_login(nadia)
    assert client.post(pages, {"email": "rien@exemple.fr"}).status_code == 422
    page = client.post(pages, {"email": enrolment.person.email}, follow=True).content.decode().replace("\u00a0", " ")
    assert "31 décembre 2028" in page
    assert "Badges" in page
    assert not Erasure.objects.exists(), "looking changes nothing"
    assert client.post(f"{pages}{enrolment.person_id}/").status_code == 302
    assert Erasure.objects.get().done_by == f"user/{nadia.pk}"
    assert "jusqu’au" in client.get(pages).content.decode()
    assert client.get(f"{pages}{enrolment.person_id}/").status_code == 404


def test_the_command_shows_then_erases(fixed_clock: Any) -> None:
    fixed_clock.move_to(NOW)
    enrolment, said = ines(), StringIO()
    call_command("erase_person", enrolment.person.email.upper(), stdout=said)
    assert "Rien n’a été changé" in said.getvalue()
    assert not Erasure.objects.exists()
    call_command("erase_person", enrolment.person.email, "--yes", stdout=said)
    assert Erasure.objects.get().done_by == "system"
    with pytest.raises(CommandError, match="Personne n’est connu"):
        call_command("erase_person", enrolment.person.email, "--yes", stdout=said)
