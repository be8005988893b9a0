"""Those who had said what was wrong are told what changed, each once, from the page of the action."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail as outbox
from django.test import Client

from lms_onboarding.accounts.models import User
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import ProviderSettings
from qualiopi.improvement.deciding import ActionText, Done, decide, finish
from qualiopi.improvement.models import Action
from qualiopi.registers.models import Complaint
from qualiopi.registers.services import FactText, answer, note_fact
from tests.offboarding.conftest import plain
from tests.qualiopi.gaps.clean import NADIA

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)


def fact(name: str, email: str, *, answered: bool = True) -> Complaint:
    text = FactText(
        kind="incident",
        channel="phone",
        stakeholder="learner",
        topic="organisation",
        title="Salle trop petite",
        facts="Deux personnes debout.",
        received_on=date(2026, 12, 9),
        name=name,
        email=email,
    )
    made = note_fact(text, form=f"fact {name}", by=NADIA, now=NOW)
    if answered:
        answer(made, cause="Réservation non revue.", answer="Elle le sera.", by=NADIA, now=NOW)
    return made


@pytest.fixture
def action(provider: ProviderSettings) -> Action:
    """Three facts: one has no address, one waits for its answer."""
    facts = (
        fact("Yann Petit", "petit@exemple.fr"),
        fact("Léa Roux", ""),
        fact("Ali", "ali@exemple.fr", answered=False),
    )
    text = ActionText(
        title="Vérifier la jauge",
        finding="Deux personnes debout.",
        owner=provider.administrative_referent_id or 0,
        due_on=NOW.date(),
        sources=tuple(one.key for one in facts),
    )
    return decide(text, form="action", by=NADIA, now=NOW)


@pytest.fixture
def quality(client: Client, moment: Any, action: Action) -> Client:
    moment.move_to(NOW)
    nadia = User.objects.create_user("nadia@exemple.fr", first_name="Nadia", last_name="Ferrand")
    nadia.groups.add(Group.objects.get(name="Responsable qualité"))
    client.force_login(nadia)
    return client


def done(action: Action) -> None:
    finish(action, Done(words="Aucune salle sans vérification.", on=NOW.date()), by=NADIA, now=NOW)


def tell(client: Client, action: Action, words: str = "Aucune salle sans vérification, depuis lundi.") -> Any:
    return client.post(f"/registres/action/{action.pk}/", {"do": "tell", "words": words})


def shown(client: Client, action: Action) -> str:
    return plain(client.get(f"/registres/action/{action.pk}/").content.decode())


def test_each_is_told_once_in_the_words_of_the_team(quality: Client, action: Action) -> None:
    done(action)
    assert "Écrire à 1 personne" in shown(quality, action)
    assert tell(quality, action).status_code == 302
    assert tell(quality, action).status_code == 302
    deliver(clock=lambda: NOW)
    (told,) = [one for one in outbox.outbox if "Vous l’aviez dit" in one.subject]
    assert told.to == ["Yann Petit <petit@exemple.fr>"]
    assert "le 9 décembre 2026" in plain(str(told.body))
    assert "Aucune salle sans vérification, depuis lundi." in plain(str(told.body))
    assert "Deux personnes debout" not in told.body
    (entry,) = Entry.objects.filter(verb="action.told")
    assert (entry.subject, entry.codes) == (action.key, {"people": 1})
    page = shown(quality, action)
    assert "Yann Petit, lundi 14 décembre 2026 à 10 h" in page
    assert "Écrire à" not in page


def test_nothing_is_announced_before_it_is_done(quality: Client, action: Action) -> None:
    assert "Le dire à ceux" not in shown(quality, action)
    assert tell(quality, action).status_code == 422
    assert not OutgoingMail.objects.filter(message="complaints.changed").exists()


def test_an_empty_word_is_refused(quality: Client, action: Action) -> None:
    done(action)
    answer_to = tell(quality, action, words=" ")
    assert answer_to.status_code == 422
    assert "Écrivez ce qui a changé" in answer_to.content.decode()


def test_who_it_concerns_and_who_may_not_write_tell_nobody(quality: Client, action: Action) -> None:
    done(action)
    reader = User.objects.create_user("auditeur@exemple.fr")
    quality.force_login(reader)
    assert tell(quality, action).status_code == 403
    assert not OutgoingMail.objects.filter(message="complaints.changed").exists()


def test_the_fact_says_who_waits_then_lists_its_letters(quality: Client, action: Action) -> None:
    waiting = Complaint.objects.get(name="Ali")
    assert "Ali attend une réponse depuis le 9 décembre 2026" in plain(
        quality.get(f"/registres/fait/{waiting.pk}/").content.decode()
    )
    done(action)
    tell(quality, action)
    answered = Complaint.objects.get(name="Yann Petit")
    page = plain(quality.get(f"/registres/fait/{answered.pk}/").content.decode())
    assert "Salle trop petite</h1>" in page
    assert "Ce qui a changé depuis" in page
