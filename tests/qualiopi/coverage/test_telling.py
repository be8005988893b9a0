"""Who owes a piece is told a week before and on the day, in one mail, and never of what cannot exist yet."""

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail as outbox
from django.test import Client

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.sessions.models import Session
from qualiopi.coverage.models import DueNotice
from qualiopi.coverage.standings import sweep_standings
from qualiopi.services import tell_owed
from tests.factories.sessions import karim

from .conftest import analyse, at, kits_leave

pytestmark = pytest.mark.django_db
MONDAY = "2026-11-30 09:00"  # a week before the session


def told(now: str) -> dict[str, str]:
    """Subject and lines of what was queued at that moment, by person."""
    tell_owed(now=at(now))
    mails = OutgoingMail.objects.filter(message="qualiopi.evidence_due", queued_at=at(now))
    return {
        mail.to_name: f"{mail.variables['evidence_due_phrase']}\n{mail.variables['evidence_missing_lines']}"
        for mail in mails
    }


def plain(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def signed_in(client: Client, person: Person) -> None:
    person.account = get_user_model().objects.create_user(person.email, person.email)
    person.save()
    client.force_login(person.account)


def test_a_week_before_each_is_told_their_own(session: Session) -> None:
    found = told(MONDAY)
    assert plain(found["Solène Le Goff"]) == (
        f"Trois pièces attendues d’ici au 7 décembre - **Analyses du besoin signées (3) :** {session.code}, 7 décembre"
    )
    assert "Tableau croisé" in found["Nadia Ferrand"]


def test_once_a_step_and_once_a_day(session: Session) -> None:
    assert told(MONDAY)
    assert not told("2026-11-30 17:00")
    assert not told("2026-12-01 09:00"), "told already"
    assert "Solène Le Goff" in told("2026-12-07 09:00"), "the day itself"
    assert not {"Solène Le Goff"} & told("2026-12-08 09:00").keys()


@pytest.mark.parametrize("moment", ["2026-11-29 09:00", "2026-11-30 06:00", "2026-11-30 22:00"])
def test_nothing_on_a_sunday_nor_at_night(session: Session, moment: str) -> None:
    assert not told(moment)


def test_what_is_due_on_a_saturday_is_told_on_monday(session: Session) -> None:
    """Welcome calls are due five days after the start, on Saturday 12 December."""
    assert "Échanges de bienvenue" in told("2026-12-14 09:00")["Karim Haddad"]


def test_nobody_is_told_of_what_cannot_be_made_yet_nor_of_what_leaves_by_itself(session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(opened_at=None)
    found = " ".join(told("2026-11-26 09:00").values())
    assert "Kits de bienvenue" not in found, "it is due in four days, and leaves by itself"
    assert "Kits de bienvenue" in told(MONDAY)["Nadia Ferrand"], "its day came, and it has not left"
    assert "émargement" not in " ".join(told("2026-12-04 09:00").values())


def test_what_is_old_is_left_to_the_portal(session: Session) -> None:
    assert "Analyses" not in " ".join(told("2026-12-14 09:00").values())


def test_it_does_not_leave_once_everything_came(session: Session) -> None:
    told(MONDAY)
    for enrolment in Enrolment.objects.all():
        analyse(enrolment, now=at("2026-11-30 09:10"))
    sweep_standings(now=at("2026-11-30 09:20"))
    deliver(clock=lambda: at("2026-11-30 09:30"))
    assert "solene.legoff@passerelle.example.fr" not in {one.to[0].split("<")[-1].strip(">") for one in outbox.outbox}
    assert OutgoingMail.objects.get(to_name="Solène Le Goff").reason == "Ce qui manquait est arrivé entre-temps."
    (nadia,) = [one for one in outbox.outbox if "Nadia" in one.to[0]]
    assert "/preuves/a-fournir/" in nadia.body


def test_it_names_no_learner(session: Session) -> None:
    told(MONDAY)
    deliver(clock=lambda: at("2026-11-30 09:30"))
    bodies = " ".join(str(one.body) for one in outbox.outbox)
    assert DueNotice.objects.count() > 1
    assert not [one for one in Enrolment.objects.select_related("person") if one.person.last_name in bodies]


def test_the_page_shows_each_their_own(session: Session, provider: ProviderSettings, client: Client) -> None:
    kits_leave(at("2026-11-29 09:00"))
    signed_in(client, karim())
    page = plain(client.get("/preuves/a-fournir/").content.decode())
    assert "Feuilles d’émargement contresignées (2)" in page
    assert f"/presence/session/{session.pk}/" in page
    assert "Analyses du besoin" not in page
    assert session.code in page


def test_every_page_it_leads_to_opens_for_who_owes(session: Session, client: Client, moment: Any) -> None:
    """Karim trains and has no right over the evidence of others."""
    trainer = karim()
    moment.move_to(at("2027-01-15 10:00"))
    signed_in(client, trainer)
    assert trainer.account is not None
    trainer.account.groups.add(Group.objects.get(name="Formateur"))
    page = client.get("/preuves/a-fournir/").content.decode()
    led = set(re.findall(r'<a class="btn btn-small" href="([^"]+)"', page))
    assert len(led) >= 2
    assert {path: client.get(path).status_code for path in led} == dict.fromkeys(led, 200)


def test_the_page_is_absent_for_who_never_owes(session: Session, client: Client) -> None:
    signed_in(client, Enrolment.objects.select_related("person")[0].person)
    assert client.get("/preuves/a-fournir/").status_code == 404
