"""The lists of the team are not there for who only learns; who leads a session finds them, empty or not."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from lms_onboarding.accounts.models import User
from lms_onboarding.people.models import Person
from lms_onboarding.portal.teams import ADMINISTRATOR, QUALITY, REFERENT, TRAINER
from lms_onboarding.surveys.models import Questionnaire
from lms_onboarding.surveys.services import load_questionnaires
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory
from tests.factories.sessions import SessionFactory, karim
from tests.factories.surveys import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider", "fixed_clock")]
LISTS = ("bilans", "enquetes", "appels", "groupes", "besoins", "presence", "demandes-aide", "alertes")


def signed_in(person: Person) -> Client:
    person.account = User.objects.create_user(person.email)
    person.save()
    client = Client()
    client.force_login(person.account)
    return client


@pytest.mark.parametrize("page", LISTS)
def test_a_learner_finds_no_list_of_the_team(page: str) -> None:
    client = signed_in(EnrolmentFactory().person)
    assert client.get(f"/{page}/").status_code == 404


@pytest.mark.parametrize("page", LISTS)
def test_a_trainer_finds_them_even_empty(page: str) -> None:
    SessionFactory()
    assert signed_in(karim()).get(f"/{page}/").status_code == 200


@pytest.mark.parametrize("page", ["groupes", "appels"])
def test_the_referent_of_a_session_needs_no_group(page: str) -> None:
    referent = PersonFactory()
    SessionFactory(referent=referent, opened=True)
    assert signed_in(referent).get(f"/{page}/").status_code == 200


@pytest.mark.parametrize(
    ("team", "opened"), [(ADMINISTRATOR, True), (QUALITY, True), (REFERENT, False), (TRAINER, False)]
)
def test_who_answers_for_quality_writes_the_questionnaires(team: str, opened: bool) -> None:
    load_questionnaires(now=NOW)
    account = User.objects.create_user("anne@exemple.fr")
    account.groups.add(Group.objects.get(name=team))
    client = Client()
    client.force_login(account)
    edit = reverse("questionnaires:edit", args=[Questionnaire.objects.earliest("pk").pk])
    for address in (reverse("questionnaires:index"), edit):
        assert (client.get(address).status_code == 200) is opened
    cut_short = client.post(edit, {"title": "Votre avis"})
    assert cut_short.status_code == (200 if opened else 302)
