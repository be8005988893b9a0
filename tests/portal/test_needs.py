"""Needs in the portal: who sees whose, who may sign, and the page that exists for one reader."""

from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.portal import teams
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import save_draft, sheet_of, submit
from lms_onboarding.welcome.models import NeedsSynthesis
from lms_onboarding.welcome.services import sweep
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import provider, with_documents
from tests.factories.sessions import SessionFactory, karim
from tests.factories.surveys import starter
from tests.welcome.conftest import at, plain

pytestmark = pytest.mark.django_db
NOW = at("2026-11-02 09:00")
GIVEN = {
    "need": "Publier un module court", "fit": "4", "sources": ["learner"], "decision": "adapt",
    "adaptations": ["examples"], "reason": "Même échéance pour le groupe",
    "restated": "Nous partirons de votre consigne.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def house() -> Any:
    with_documents(provider())
    starter()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def learner() -> Enrolment:
    made: Enrolment = EnrolmentFactory(company=None)
    sweep(now=NOW)
    return made


def answered(one: Enrolment, adjustment: str = "call") -> None:
    invitation = Invitation.objects.select_related("version").get(key=f"needs_learner/{one.key}")
    given = {
        item.field: [item.choices[0].key if item.choices else "Accueillir <b>douze</b> saisonniers"]
        for item in sheet_of(invitation).asked
    }
    save_draft(invitation, given | {"needs_adjustment_call": [adjustment]}, fields=list(given), now=NOW)
    submit(invitation, now=NOW)


def signed_in(client: Client, *, team: str = "", person: Person | None = None) -> Client:
    user = get_user_model().objects.create_user(f"{team or 'nobody'}@passerelle.example.fr".lower().replace(" ", "."))
    if team:
        user.groups.add(Group.objects.get(name=team))
    if person is not None:
        Person.objects.filter(pk=person.pk).update(account=user)
    client.force_login(user)
    return client


def test_the_trainer_of_the_session_reads_and_signs(client: Client, learner: Enrolment) -> None:
    answered(learner)
    signed_in(client, team=teams.TRAINER, person=karim())
    page = f"/besoins/inscription/{learner.pk}/"

    said = plain(client.get(page).content.decode())
    assert "Accueillir &lt;b&gt;douze&lt;/b&gt; saisonniers" in said
    assert "Oui, par téléphone" not in said
    objectives = [str(one["text"]) for one in learner.session.programme["objectives"]]
    group = plain(client.get(f"/groupes/{learner.session_id}/").content.decode())
    assert any(
        f"« {one} », 1 fois" in group for one in objectives
    )  # what the group puts first, never in anybody's own words
    assert "saisonniers" not in group
    assert client.post(page, GIVEN).status_code == 302

    kept = NeedsSynthesis.objects.get()
    assert (kept.decision, kept.author_key.startswith("user/"), kept.written_at) == ("adapt", True, NOW)
    shown = plain(client.get(page).content.decode())
    assert "Restitué : « Nous partirons de votre consigne. »" in shown
    assert client.post(page, GIVEN).status_code == 422
    assert client.post(page, GIVEN | {"replaces": str(kept.pk)}).status_code == 302
    assert "Synthèses remplacées" in client.get(page).content.decode()


def test_what_is_missing_is_said_and_nothing_typed_is_lost(client: Client, learner: Enrolment) -> None:
    signed_in(client, team=teams.TRAINER, person=karim())
    response = client.post(f"/besoins/inscription/{learner.pk}/", GIVEN | {"adaptations": []})
    assert response.status_code == 422
    said = plain(response.content.decode())
    assert "Cochez ce que vous adaptez." in said
    assert "Même échéance pour le groupe" in said
    assert not NeedsSynthesis.objects.exists()


@pytest.mark.parametrize(
    ("team", "reads", "signs"),
    [(teams.REFERENT, True, True), (teams.ADMINISTRATOR, True, True), (teams.QUALITY, True, False),
     (teams.TRAINER, False, False), ("", False, False)],
)  # fmt: skip
def test_permission_is_in_the_fetch(client: Client, learner: Enrolment, team: str, reads: bool, signs: bool) -> None:
    signed_in(client, team=team)
    for page in (f"/besoins/session/{learner.session_id}/", f"/besoins/inscription/{learner.pk}/"):
        assert client.get(page).status_code == (200 if reads else 404)
    assert client.post(f"/besoins/inscription/{learner.pk}/", GIVEN).status_code == (302 if signs else 404)
    assert client.get("/besoins/demandes-confidentielles/").status_code == 404


def test_the_private_page_exists_for_the_designated_reader_alone(client: Client, learner: Enrolment) -> None:
    answered(learner)
    thomas = ProviderSettings.load().disability_referent
    signed_in(client, person=thomas)
    said = plain(client.get("/besoins/demandes-confidentielles/").content.decode())
    assert learner.person.full_name in said
    assert "Une personne attend un signe de vous" in said
    assert "Demandes confidentielles" in plain(client.get("/portail/").content.decode()), (
        "the way to it, for them alone"
    )
    superuser = get_user_model().objects.create_superuser("root@passerelle.example.fr")
    client.force_login(superuser)
    assert client.get("/besoins/demandes-confidentielles/").status_code == 404


def test_a_session_costs_the_same_queries_whatever_its_learners(client: Client) -> None:
    signed_in(client, team=teams.REFERENT)

    def cost(number: int) -> int:
        session = SessionFactory(opened=True)
        for one in EnrolmentFactory.create_batch(number, session=session, company=None):
            sweep(now=NOW)
            answered(one)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/besoins/session/{session.pk}/").status_code == 200
            assert client.get("/besoins/").status_code == 200
        return len(queries)

    cost(1)
    few = cost(2)
    assert cost(6) == few
