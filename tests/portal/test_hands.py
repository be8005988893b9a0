"""A learner who says « Je suis bloqué » is led to an hour with somebody, where one is offered."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from lms_onboarding.common import clock
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.welcome.enums import CallPurpose
from lms_onboarding.welcome.services import CallOffer, offer_slots
from tests.factories import people
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory, karim
from tests.progress import lessons

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 7, 15, tzinfo=UTC)


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Enrolment:
    """Inès, signed in, on the first day of her session, with a call for help that waits."""
    people.provider()
    ines = people.person("Inès", "Berthier", "ines@exemple.fr")
    ines.account = get_user_model().objects.create_user(email=ines.email)
    ines.save(update_fields=["account"])
    one: Enrolment = EnrolmentFactory(person=ines, session=SessionFactory(code="S-1", opened=True), role="creator")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return one


def page(stuck: Enrolment) -> str:
    """She opens the lesson, says that she is stuck, and comes back to it."""
    lesson = lessons.lesson(lessons.course())
    client = Client()
    account = stuck.person.account
    assert account is not None
    client.force_login(account)
    client.get(lesson.get_url())
    answer = client.post(f"/portail/lecons/{lesson.pk}/aide/", {"motive": "unclear"}, follow=True)
    return answer.content.decode().replace("&nbsp;", "\xa0")


def offered(stuck: Enrolment) -> None:
    offer = CallOffer(trainer=karim(), starts=[NOW + timedelta(days=1)], minutes=15, purpose=CallPurpose.STUCK)
    offer_slots(stuck.session, offer, by="user/3", now=NOW)


def test_the_lesson_leads_to_the_hours_offered(stuck: Enrolment) -> None:
    offered(stuck)
    shown = page(stuck)
    assert "Karim Haddad peut aussi regarder avec vous, quinze\xa0minutes, à partir du mardi 8\xa0décembre" in shown
    assert "Choisir l’heure d’un coup de main" in shown


def test_where_nobody_offered_an_hour_nothing_is_promised(stuck: Enrolment) -> None:
    shown = page(stuck)
    assert "Votre demande d’aide" in shown
    assert "coup de main" not in shown
