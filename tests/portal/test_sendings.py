"""« Quoi part, à qui, quand »: what the sender will do, before it does it, and what the team may decide."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import note_bounced
from lms_onboarding.portal import teams
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.models import SendingHold, WelcomeKit
from lms_onboarding.welcome.services import PlannedSending, Standing, planned
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import provider, with_documents
from tests.factories.sessions import SessionFactory
from tests.welcome.conftest import at, plain, work

pytestmark = pytest.mark.django_db
EARLY = at("2026-11-23 14:00")  # two weeks before the session of Monday 7 December
OPENS = at("2026-11-29 09:00")
URL = "/envois/"


@pytest.fixture(autouse=True)
def organisation() -> Any:
    return with_documents(provider())


@pytest.fixture
def staff() -> Callable[[str], Client]:
    def sign_in(team: str) -> Client:
        teams.keep()
        user = get_user_model().objects.create_user(email=f"{team[:3].lower()}@exemple.fr")
        user.groups.add(Group.objects.get(name=team))
        client = Client()
        with travel(EARLY, tick=False):
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def referent(staff: Callable[[str], Client]) -> Client:
    return staff(teams.REFERENT)


def place(count: int = 1, **fields: Any) -> Session:
    session: Session = SessionFactory(opened=True, **fields)
    for _ in range(count):
        EnrolmentFactory(session=session)
    return session


def page(client: Client, now: datetime = EARLY, **query: str) -> str:
    with travel(now, tick=False):
        answer = client.get(URL, query)
    assert answer.status_code == 200
    return plain(answer.content.decode())


def post(client: Client, path: str, now: datetime = EARLY, **fields: Any) -> str:
    with travel(now, tick=False):
        return plain(client.post(path, fields, follow=True).content.decode())


def of(sendings: list[PlannedSending], message: str) -> list[PlannedSending]:
    return [one for one in sendings if one.message == message]


def test_the_preview_says_what_the_sender_then_does() -> None:
    """Day by day, each message announced is a message sent, at that hour, to those people."""
    place(3)
    place(2, modality="remote", starts=at("2026-12-02 09:00").date())
    announced = {
        (one.message, one.session, person.enrolment, one.at)
        for one in planned(now=EARLY)
        for person in one.people
        if person.enrolment and not one.condition
    }
    steps = sorted({moment for *_rest, moment in announced})
    for moment in steps:
        work(moment)
    done = {
        (_family(mail), Enrolment.objects.get(pk=int(mail.about.partition("/")[2])).session_id, mail.sent_at)
        for mail in OutgoingMail.objects.left().filter(about__startswith="enrolment/")
        if mail.message != "welcome.kit_reminder"
    }
    assert {(message, session, moment) for message, session, _, moment in announced} == done
    assert len(announced) == 10


def _family(mail: OutgoingMail) -> str:
    return mail.message if mail.message == "welcome.day_before" else "welcome.kit"


def test_a_blocked_kit_names_what_is_missing_and_since_when_it_will_be_late() -> None:
    place(2, modality="remote", join_url="")
    (kit,) = of(planned(now=EARLY), "welcome.kit")
    assert (kit.standing, [str(item) for item in kit.missing], len(kit.people)) == (Standing.BLOCKED, ["join_url"], 2)
    assert kit.deadline == at("2026-11-30 09:00")


def test_what_left_came_back_and_waits_are_told_apart() -> None:
    place(3)
    work(OPENS)
    mail = OutgoingMail.objects.filter(message="welcome.kit_onsite").first()
    assert mail
    note_bounced(mail, reason="boîte pleine", at=OPENS, now=OPENS)
    kits = of(planned(now=at("2026-11-29 10:00")), "welcome.kit")
    assert [one.standing for one in kits] == [Standing.RETURNED]
    assert [person.standing for person in kits[0].people] == [Standing.RETURNED, Standing.UNKNOWN, Standing.UNKNOWN]


@pytest.mark.parametrize("sessions", [1, 5])
def test_the_number_of_queries_does_not_follow_the_number_of_sessions(sessions: int, referent: Client) -> None:
    place()
    page(referent)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            page(referent)
        counts.append(len(captured))
        for _ in range(sessions):
            place(3)
    assert counts[0] == counts[1]


def test_the_page_reads_like_a_calendar(referent: Client) -> None:
    place(8)
    place(2, modality="remote", join_url="", starts=at("2026-12-02 09:00").date())
    place(4, starts=at("2026-12-03 09:00").date())
    text = page(referent)
    for said in (
        "Quatorze jours, du 23 novembre au 6 décembre 2026.",
        "Kit de bienvenue",
        "huit apprenants",
        "deux personnes, ",
        "Il manque le lien de la classe virtuelle.",
        "avec la mention « hors délai » après le mercredi 25 novembre 2026 à 9 h",
        "Une information manque",
        "Compléter",
        "Retient 2 kits",
        "Relance du kit non ouvert",
        "Si le kit n’est pas ouvert",
        "Dernier message avant le premier jour",
        "Aperçu calculé à 14 h",
    ):
        assert said in text, said


def test_filters_show_one_standing_and_count(referent: Client) -> None:
    place(1)
    place(1, venue="", starts=at("2026-12-02 09:00").date())
    everything, blocked = page(referent), page(referent, etat="bloques")
    assert "Bloqués (" in everything
    assert blocked.count("Bloqué</span>") >= 1
    assert "Prévu</span>" not in blocked
    assert page(referent, etat="nimporte").count("<time") == everything.count("<time")


def test_suspending_and_resuming_a_message_of_a_session(referent: Client) -> None:
    session = place(2)
    text = post(referent, f"{URL}{session.pk}/welcome.kit/suspendre/")
    assert "C’est suspendu" in text
    assert "Suspendu</span>" in text
    assert work(OPENS).kits == 0
    text = post(referent, f"{URL}{session.pk}/welcome.kit/reprendre/")
    assert "Suspendu</span>" not in text
    assert work(OPENS).kits == 2
    assert [hold.actor.split("/")[0] for hold in SendingHold.objects.all()] == ["user"]


def test_setting_one_person_aside_and_back(referent: Client) -> None:
    session = place(2)
    first, second = Enrolment.objects.order_by("pk")
    path = f"{URL}{session.pk}/welcome.kit"
    text = post(referent, f"{path}/suspendre/", enrolment=first.pk)
    assert "Exclu</span>" in text
    assert f"moins <b>{first.person.full_name}</b>" in page(referent)
    work(OPENS)
    assert list(WelcomeKit.objects.values_list("enrolment", flat=True)) == [second.pk]
    post(referent, f"{path}/reprendre/", enrolment=first.pk)
    assert work(OPENS).kits == 1


def test_sending_before_the_date_is_confirmed_on_a_page_that_names_the_people(referent: Client) -> None:
    session = place(2)
    first, second = Enrolment.objects.order_by("pk")
    with travel(EARLY, tick=False):
        asked = plain(referent.get(f"{URL}{session.pk}/maintenant/").content.decode())
    assert f"Le kit part à {first.person.full_name} et {second.person.full_name}" in asked
    assert not WelcomeKit.objects.exists()
    text = post(referent, f"{URL}{session.pk}/maintenant/", enrolment=[first.pk])
    assert "C’est parti : un kit" in text
    assert list(WelcomeKit.objects.values_list("enrolment", flat=True)) == [first.pk]


def test_nothing_is_sent_by_hand_without_its_place(referent: Client) -> None:
    session = place(1, venue="")
    enrolment = Enrolment.objects.get()
    assert "Il manque le lieu" in post(referent, f"{URL}{session.pk}/maintenant/", enrolment=[enrolment.pk])
    assert not WelcomeKit.objects.exists()


def test_a_kit_that_came_back_leaves_again_to_the_corrected_address(referent: Client) -> None:
    place(1)
    work(OPENS)
    kit = WelcomeKit.objects.select_related("mail").get()
    note_bounced(kit.mail, reason="boîte pleine", at=OPENS, now=OPENS)
    later = at("2026-11-29 11:00")
    with travel(later, tick=False):
        referent.force_login(get_user_model().objects.get())
    assert f"/envois/retour/{kit.pk}/" in page(referent, later)
    wrong = post(referent, f"/envois/retour/{kit.pk}/", later, email="pas une adresse")
    assert 'aria-invalid="true"' in wrong
    text = post(referent, f"/envois/retour/{kit.pk}/", later, email="ines@exemple.fr")
    assert "repart à ines@exemple.fr" in text
    work(later)
    kit.refresh_from_db()
    assert (kit.mail.to_email, kit.mail.has_left) == ("ines@exemple.fr", True)
    assert f"/envois/retour/{kit.pk}/" not in page(referent, later)


def test_who_may_see_and_who_may_decide(staff: Callable[[str], Client]) -> None:
    session = place(1)
    reader, stranger = staff(teams.QUALITY), staff(teams.TRAINER)
    assert "Suspendre" not in page(reader)
    paths = [
        f"{URL}{session.pk}/welcome.kit/suspendre/",
        f"{URL}{session.pk}/welcome.kit/reprendre/",
        f"{URL}{session.pk}/maintenant/",
    ]
    with travel(EARLY, tick=False):
        assert [reader.post(path).status_code for path in paths] == [403, 403, 403]
        assert stranger.get(URL).status_code == 403
        assert Client().get(URL)["Location"].startswith("/compte/")
    assert not SendingHold.objects.exists()


def test_unknown_messages_and_foreign_learners_are_not_found(referent: Client) -> None:
    session, other = place(1), place(1)
    foreign = Enrolment.objects.get(session=other)
    with travel(EARLY, tick=False):
        assert referent.post(f"{URL}{session.pk}/sessions.moved/suspendre/").status_code == 404
        path = f"{URL}{session.pk}/welcome.kit/suspendre/"
        assert referent.post(path, {"enrolment": foreign.pk}).status_code == 404
        assert referent.get(path).status_code == 405


def test_an_empty_fortnight_says_so(referent: Client) -> None:
    assert "Aucune session n’approche" in page(referent)
