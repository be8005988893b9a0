"""The learner's home: where they stand, what comes next, what is offered; nothing of anybody else's."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import LessonPage, MicroCoursePage
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.services import deliver
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import save_draft, sheet_of, submit
from lms_onboarding.welcome.models import Booking, CallSlot, WelcomeKit
from lms_onboarding.welcome.services import (
    Analysis,
    Author,
    CallOffer,
    acknowledge,
    decline_call,
    offer_slots,
    sweep,
    synthesise,
)
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import person, provider, with_documents
from tests.factories.sessions import SessionFactory, karim
from tests.factories.surveys import starter
from tests.progress import lessons
from tests.welcome.conftest import at, plain

pytestmark = pytest.mark.django_db
EARLY = at("2026-11-02 09:00")
MORNING = at("2026-11-30 10:00")  # seven days before the session
HOME = "/portail/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with_documents(provider())
    starter()
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ines() -> Enrolment:
    return enrolled("Inès")


def enrolled(name: str, **fields: Any) -> Enrolment:
    session = fields.pop("session", None) or SessionFactory(opened=True, modality="remote")
    email = f"{name.lower().replace('è', 'e')}@exemple.fr"
    who = person(name, "Berthier", email)
    if who.account is None:
        who.account = get_user_model().objects.create_user(email, first_name=name, last_name="Berthier")
        who.save()
    made: Enrolment = EnrolmentFactory(session=session, person=who, role="creator", **fields)
    return made


def account_of(enrolment: Enrolment) -> Any:
    return enrolment.person.account


@pytest.fixture
def browser(client: Client, ines: Enrolment) -> Client:
    client.force_login(account_of(ines))
    return client


def words_of(html: str) -> str:
    """What is read, with ordinary spaces."""
    bare = re.sub(r"<[^>]+>", " ", re.sub(r"</?sup>", "", plain(html)))
    return re.sub(r" ([.,])", r"\1", " ".join(unescape(bare).split()))


def seen(browser: Client, path: str = HOME) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return words_of(response.content.decode())


def offered(enrolment: Enrolment, *hours: int, **fields: Any) -> list[CallSlot]:
    starts = [at(f"2026-12-01 {hour:02}:30") for hour in hours]
    return offer_slots(
        enrolment.session, CallOffer(trainer=karim(), starts=starts, **fields), by="system", now=MORNING
    )


def answer(enrolment: Enrolment, questionnaire: str, now: datetime = EARLY) -> None:
    invitation = Invitation.objects.select_related("version").get(key=f"{questionnaire}/{enrolment.key}")
    given = {item.field: [item.choices[0].key if item.choices else "3"] for item in sheet_of(invitation).asked}
    save_draft(invitation, given, fields=list(given), now=now)
    submit(invitation, now=now)


def prepared(enrolment: Enrolment) -> None:
    """Questions asked early and answered, a synthesis, a kit on the morning of the seventh day."""
    sweep(now=EARLY)
    answer(enrolment, "needs_learner")
    analysis = Analysis(
        need="Un module", fit=4, sources=("learner",), decision="adapt", adaptations=("examples",), reason="Oui.",
        restated="Karim a ajouté un atelier « quiz ».",
    )  # fmt: skip
    synthesise(enrolment, analysis, author=Author("user/1", "Karim Haddad"), now=EARLY)
    sweep(now=MORNING)
    deliver(clock=lambda: MORNING)


def test_a_week_before_it_counts_down_and_names_one_next_step(ines: Enrolment, browser: Client) -> None:
    prepared(ines)
    acknowledge(WelcomeKit.objects.get(), by=ines.person.key, now=MORNING)
    offered(ines, 9, 17, minutes=15)
    page = seen(browser)
    assert "Bonjour Inès, votre formation commence dans sept jours." in page
    assert "J-7" in page
    for words in (
        "Préciser vos attentes",
        "Fait le lundi 2 novembre. Karim a ajouté un atelier « quiz ».",
        "Fait aujourd’hui.",
    ):
        assert words in page
    assert "2 étapes sur 5" in page


def test_the_hero_and_the_thread_agree_on_what_is_next(ines: Enrolment, browser: Client) -> None:
    prepared(ines)
    html = browser.get(HOME).content.decode()
    assert html.count("btn-sun") == 1
    hero = words_of(html[html.index("btn-sun") : html.index("</a>", html.index("btn-sun"))])
    thread = html[html.index('class="now" aria-current="step"', html.index('class="fil"')) :]
    assert "Me situer" in hero
    assert "Vous situer" in words_of(thread[:600])


def test_what_was_never_asked_nor_offered_is_not_promised(ines: Enrolment, browser: Client) -> None:
    page = seen(browser)
    for words in ("attentes", "Vous situer", "Appel de bienvenue", "Ouvrir une première leçon"):
        assert words not in page
    assert "Vos documents arriveront ici sept jours avant la formation, le lundi 30 novembre." in page


def test_a_call_is_booked_from_the_home_and_no_longer_offered(ines: Enrolment, browser: Client) -> None:
    first, second = offered(ines, 9, 17, minutes=15)
    page = seen(browser)
    assert "Quinze minutes avec Karim" in page or "15 minutes avec Karim" in page
    assert "Réserver mar. 1er, 9 h 30" in page
    response = browser.post(f"/appel/{ines.pk}/reserver/", {"slot": second.pk})
    assert response.status_code == 302
    assert Booking.objects.get().slot == second
    after = seen(browser)
    assert "Réserver mar." not in after
    assert "Appel de bienvenue, mardi 1er décembre, 17 h 30" in after
    assert first.pk != second.pk


def test_taken_slots_and_calls_said_no_to_are_not_offered(ines: Enrolment, browser: Client) -> None:
    (only,) = offered(ines, 9)
    other = enrolled("Malik", session=ines.session)
    browser.post(f"/appel/{ines.pk}/decliner/")
    assert "Réserver mar." not in seen(browser)
    client = Client()
    client.force_login(account_of(other))
    assert "Réserver mar. 1er, 9 h 30" in seen(client)
    client.post(f"/appel/{other.pk}/reserver/", {"slot": only.pk})
    third = enrolled("Chloé", session=ines.session)
    client.force_login(account_of(third))
    assert "Réserver mar." not in seen(client)
    decline_call(enrolment=third.pk, by=third.person.key, now=MORNING)
    assert "Appel de bienvenue" not in seen(client)


def test_a_group_call_leads_to_its_page(ines: Enrolment, browser: Client) -> None:
    offered(ines, 9, kind="group", capacity=6, minutes=30)
    html = browser.get(HOME).content.decode()
    assert f'href="/appel/{ines.pk}/"' in html
    assert "Un échange avec le groupe" in words_of(html)


def test_the_access_check_is_noted_once_and_crossed_off(ines: Enrolment, browser: Client) -> None:
    path = f"/portail/parcours/{ines.pk}/connexion/"
    for _ in range(2):
        assert browser.post(path).status_code == 302
    assert Entry.objects.filter(verb="access.checked", subject=ines.key).count() == 1
    assert "Tester votre connexion Fait aujourd’hui." in seen(browser)


def test_lessons_of_one_s_role_stand_where_they_were_left(ines: Enrolment, browser: Client) -> None:
    course = lessons.course()
    first, second = (lessons.lesson(course, lessons.check(), lessons.action(), title=name) for name in ("Un", "Deux"))
    browser.get(first.get_url())
    page = seen(browser)
    assert "En cours" in page
    assert f"leçon 1 sur {LessonPage.objects.child_of(course).count()}" in page
    assert second.title == "Deux"
    assert MicroCoursePage.objects.count() == 1


def test_without_a_place_it_says_why_and_what_to_do(client: Client) -> None:
    stopped = enrolled("Yann", state=EnrolmentState.CANCELLED)
    client.force_login(account_of(stopped))
    page = seen(client)
    assert "cette inscription est close" in page
    assert "Pourquoi vos micro-cours ne s’ouvrent pas" in page


def test_another_s_path_is_not_found(ines: Enrolment, browser: Client) -> None:
    other = enrolled("Malik")
    assert browser.get(f"/portail/parcours/{other.pk}/").status_code == 404
    assert browser.get(f"/portail/parcours/{ines.pk}/").status_code == 200
    assert browser.get(f"/portail/parcours/{other.pk}/connexion/").status_code == 404


def test_queries_do_not_follow_lessons_enrolments_nor_slots(ines: Enrolment, browser: Client) -> None:
    prepared(ines)
    course = lessons.course()
    lessons.lesson(course, lessons.check())
    offered(ines, 9)

    def count() -> int:
        browser.get(HOME)
        with CaptureQueriesContext(connection) as queries:
            browser.get(HOME)
        return len(queries)

    before = count()
    assert before <= 15
    for number in range(4):
        lessons.lesson(course, lessons.check(), title=f"Leçon {number}")
        offered(ines, 10 + number)
        later = SessionFactory(opened=True, starts=(MORNING + timedelta(days=40 + number)).date())
        EnrolmentFactory(session=later, person=ines.person, role="creator")
    assert count() == before
