"""A group as its trainer sees it, and the message they write to it: one each, seen before, sent once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.services import sweep
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session
from tests.factories import people
from tests.followup.test_pages import THURSDAY, signed_in
from tests.followup.traces import at, marked

Learner = Callable[..., Enrolment]


@pytest.fixture
def now() -> datetime:
    """Thursday of the first week, at ten."""
    return at("2026-12-10 10:00")


@pytest.fixture
def karim(trainer: Person, fixed_clock: Any) -> Client:
    return signed_in(trainer)


def test_the_group_shows_each_learner(karim: Client, session: Session, learner: Learner) -> None:
    bounced = learner(kit_state="bounced", person__first_name="Yann")
    marked(bounced)
    learner(kit_state="", person__first_name="Tuan")
    sweep(now=THURSDAY)
    page = karim.get(f"/groupes/{session.pk}/").content.decode()
    assert "jour 4 sur 15" in page
    assert "0 sur 1" in page  # half-days attended, of those marked
    assert "Rejeté" in page
    assert "Jamais envoyé : Tuan" in page.replace("\xa0", " ")
    assert "Traiter" in page
    assert "médiane" not in page
    assert "La moitié du groupe" not in page  # two learners are compared with nobody
    assert karim.get("/groupes/").status_code == 200


def test_a_group_is_still_there_once_its_session_is_released(
    karim: Client, session: Session, learner: Learner
) -> None:
    stayed = learner(person__first_name="Yann")
    gone = learner(person__first_name="Tuan")
    for one, state in ((stayed, EnrolmentState.COMPLETED), (gone, EnrolmentState.ABANDONED)):
        Enrolment.objects.filter(pk=one.pk).update(
            state=state, ended_at=THURSDAY, abandon_cause="stress" if one == gone else ""
        )
    page = karim.get(f"/groupes/{session.pk}/").content.decode()
    assert "Yann" in page
    assert "Tuan" not in page
    assert "Zéro apprenant" not in page


def test_a_group_of_somebody_else_does_not_exist(session: Session, fixed_clock: Any) -> None:
    other = signed_in(people.person("Lou", "Petit", "lou@exemple.fr"))
    assert other.get(f"/groupes/{session.pk}/").status_code == 404


def test_a_group_gets_one_message_each_seen_before_and_sent_once(
    karim: Client, trainer: Person, session: Session, learner: Learner, now: datetime
) -> None:
    names = ("Amina", "Bastien", "Cora")
    for name in names:
        learner(person__first_name=name, person__last_name="Roy")
    gone = learner(person__first_name="Denis")
    path, given = f"/groupes/{session.pk}/ecrire/", {"subject": "Vendredi", "text": "La salle change.\n\n*Loire* <b>"}
    assert f'href="{path}"' in karim.get(f"/groupes/{session.pk}/").content.decode()
    refused = karim.post(path, given | {"subject": " "})
    assert (refused.status_code, "La salle change." in refused.content.decode()) == (422, True)
    shown = karim.post(path, given | {"act": "apercu"}).content.decode().replace("\xa0", " ")
    for said in ("Bonjour Amina", "Loire", "Passerelle Formation", "Données personnelles", "Envoyer les 4 messages"):
        assert said in shown
    assert not OutgoingMail.objects.filter(message="followup.group").exists()  # showing sends nothing
    for _twice in range(2):
        karim.post(path, given | {"act": "envoyer"})
    Enrolment.objects.filter(pk=gone.pk).update(state=EnrolmentState.CANCELLED)
    deliver(clock=lambda: now + timedelta(minutes=2))
    left = [one for one in outbox.outbox if one.subject == "Vendredi"]
    assert sorted(one.to[0].split()[0] for one in left) == sorted(names)
    assert all(one.from_email.startswith("Karim Haddad") and one.reply_to == [trainer.email] for one in left)
    assert "*Loire* <b>" in str(left[0].body)
    assert Entry.objects.get(verb="session.group_written").codes["count"] == 4
    assert "4 destinataires" in karim.get(path).content.decode().replace("\xa0", " ")
    assert signed_in(people.person("Lou", "Petit", "lou@exemple.fr")).post(path, given).status_code == 404
