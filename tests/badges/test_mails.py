"""What the holder is told: once, in words that fit, with a way to their badge that needs no account."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client

from badges.enums import Reason
from badges.models import Award, BadgeClass
from badges.services import award, reissue, revoke, sweep
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import Person
from tests.factories.badges import AWARDED_AT, awarded, creator_class, facts
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def ines() -> Person:
    person: Person = PersonFactory(first_name="Inès", last_name="Berthier", email="ines@exemple.fr")
    return person


def left(now: datetime) -> list[str]:
    """The plain texts that left at `now`."""
    before = len(outbox.outbox)
    deliver(clock=lambda: now)
    messages: list[Any] = outbox.outbox[before:]
    return [
        str(one.body).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") for one in messages
    ]


def test_a_badge_arrives_with_the_way_to_it(client: Client) -> None:
    person = ines()
    award(facts(person), badge_class=creator_class(), by="user/1", now=AWARDED_AT)

    (text,) = left(AWARDED_AT + timedelta(days=1))

    assert outbox.outbox[-1].subject.replace("\N{NO-BREAK SPACE}", " ") == "Votre badge est prêt : Création de modules"
    assert outbox.outbox[-1].to == ["Inès Berthier <ines@exemple.fr>"] or "ines@exemple.fr" in outbox.outbox[-1].to[0]
    assert "Bravo Inès, c’est acquis." in text
    assert "Il dit ceci : concevoir un module court à partir d’un besoin de terrain" in text
    assert "Votre badge n’a pas de date d’expiration." in text
    link = re.search(r"http://127\.0\.0\.1:8000(/l/\S+)", text)
    assert link
    page = client.get(link[1], follow=True, headers={"accept": "text/html"}).content.decode()
    assert "Ce badge est à vous" in page
    assert left(AWARDED_AT + timedelta(days=2)) == []


def test_a_badge_revoked_before_its_mail_left_is_not_announced() -> None:
    given = award(facts(ines()), badge_class=creator_class(), by="user/1", now=AWARDED_AT)
    revoke(given, reason=Reason.ERROR, by="user/1", now=AWARDED_AT)

    (text,) = left(AWARDED_AT + timedelta(days=1))

    assert "Motif : émis par erreur." in text
    assert "Nadia Ferrand réexaminera" in text
    assert "le 17 janvier 2027" in text or "au 17 janvier 2027" in text
    assert OutgoingMail.objects.get(message="badges.awarded").state == "suppressed"


def test_a_new_edition_says_what_changed() -> None:
    given = awarded(ines())
    assert given.person is not None
    given.person.email = given.person.email_key = "ines@ailleurs.example.fr"
    given.person.save()
    reissue(given, reason=Reason.ADDRESS, by="user/1", now=AWARDED_AT + timedelta(days=40))

    (text,) = left(AWARDED_AT + timedelta(days=41))

    assert "Ce qui change : votre adresse de messagerie, à votre demande." in text
    assert "Votre date d’obtention, le 18 décembre 2026, reste la même." in text


@pytest.mark.parametrize(
    ("days_before", "steps"),
    [([70], []), ([60], [60]), ([59, 58, 30], [60]), ([60, 14, 13, 1], [60, 14]), ([10, 5], [14]), ([0, -1], [])],
)
def test_the_end_is_told_twice_at_most(days_before: list[int], steps: list[int]) -> None:
    badge = creator_class()
    BadgeClass.objects.filter(pk=badge.pk).update(validity_months=24, renewal="Publier un module et le faire relire")
    badge.refresh_from_db()
    given = award(facts(ines()), badge_class=badge, by="user/1", now=AWARDED_AT, tell=False)
    assert given.expires_at is not None
    assert given.expires_at.date().isoformat() == "2028-12-18"

    for days in days_before:
        sweep(now=given.expires_at - timedelta(days=days))
        sweep(now=given.expires_at - timedelta(days=days))

    keys = OutgoingMail.objects.filter(message="badges.expiring").order_by("pk").values_list("key", flat=True)
    assert list(keys) == [f"badge/{given.pk}/expiring/{step}" for step in steps]


def test_the_reminder_says_how_to_renew() -> None:
    badge = creator_class()
    BadgeClass.objects.filter(pk=badge.pk).update(validity_months=24, renewal="Publier un module et le faire relire")
    badge.refresh_from_db()
    given = award(facts(ines()), badge_class=badge, by="user/1", now=AWARDED_AT, tell=False)
    assert given.expires_at is not None
    moment = given.expires_at - timedelta(days=30)
    sweep(now=moment)

    (text,) = left(moment + timedelta(days=1))

    assert "est valable jusqu’au 18 décembre 2028. Pour le renouveler : publier un module et le faire relire." in text
    assert Award.objects.get().reminded == 60
