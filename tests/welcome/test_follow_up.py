"""Between the kit and the first day: one reminder, the day before, a kit that came back, what is missing."""

from collections.abc import Callable

import pytest

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.models import Entry
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import Holdable
from lms_onboarding.welcome.models import NoticedItem, WelcomeKit
from lms_onboarding.welcome.services import acknowledge, hold, note_opened, resend_kit
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory

from .conftest import at, bounce, kit_of, left, plain, work

pytestmark = pytest.mark.django_db
Make = Callable[..., Enrolment]

OPENS = at("2026-11-29 09:00")
THREE_DAYS = at("2026-12-04 09:00")
MID = at("2026-12-05 10:00")


@pytest.fixture
def midweek() -> Session:
    """Wednesday 9 December: three days before is a Sunday, the day before a Tuesday."""
    session: Session = SessionFactory(opened=True, starts=at("2026-12-09 09:00").date())
    return session


REMIND = at("2026-12-06 09:00")
EVE = at("2026-12-08 09:00")


def test_an_unopened_kit_is_reminded_once(midweek: Session) -> None:
    one = EnrolmentFactory(session=midweek)
    work(at("2026-12-01 09:00"))
    assert work(at("2026-12-06 08:59")).reminders == 0
    assert work(REMIND).reminders == 1
    assert work(at("2026-12-07 09:00")).reminders == 0
    assert left("welcome.kit_reminder") == [f"welcome/{one.pk}/1/reminder"]
    mail = OutgoingMail.objects.get(message="welcome.kit_reminder")
    assert "Votre kit est parti le mardi 1er décembre" in plain(mail.text)


@pytest.mark.parametrize("act", ["opened", "acknowledged", "bounced", "held"])
def test_whoever_has_read_it_or_cannot_is_not_reminded(midweek: Session, act: str) -> None:
    one = EnrolmentFactory(session=midweek)
    first = at("2026-12-01 09:00")
    work(first)
    kit = kit_of(one)
    if act == "opened":
        note_opened(kit, piece="programme", by="person/1", now=first)
    elif act == "acknowledged":
        acknowledge(kit, by="person/1", now=first)
    elif act == "bounced":
        bounce(one, now=first)
    else:
        hold(midweek, Holdable.REMINDER, enrolment=one, by="user/1", now=first)
    assert work(REMIND).reminders == 0


def test_the_day_before_leaves_at_nine_with_what_is_needed(midweek: Session) -> None:
    one = EnrolmentFactory(session=midweek)
    work(at("2026-12-01 09:00"))
    assert work(at("2026-12-08 08:59")).day_before == 0
    assert work(EVE).day_before == 1
    assert work(EVE).queued == 0
    mail = OutgoingMail.objects.get(key=f"day-before/{one.pk}/1")
    assert plain(mail.subject) == "Demain à 9 h : tout ce qu’il vous faut"
    assert "12, quai de la Fosse, 44000 Nantes, salle Loire" in mail.text


def test_before_a_monday_it_leaves_on_friday_and_names_the_day(learner: Make) -> None:
    learner()
    work(OPENS)
    assert work(THREE_DAYS).day_before == 1
    assert plain(OutgoingMail.objects.get(message="welcome.day_before").subject).startswith("Lundi 7 décembre à 9 h")


def test_who_has_just_received_the_kit_needs_no_other_message(midweek: Session) -> None:
    EnrolmentFactory(session=midweek, created_at=EVE)
    report = work(at("2026-12-08 10:00"))
    assert (report.kits, report.day_before) == (1, 0)
    assert work(at("2026-12-08 10:01")).queued == 0


def test_a_kit_that_came_back_is_told_to_the_referent_once(learner: Make) -> None:
    one = learner()
    work(OPENS)
    bounce(one, now=OPENS)
    assert work(MID).returned == 1
    assert work(MID).queued == 0
    notice = OutgoingMail.objects.get(key=f"welcome/{one.pk}/1/bounced")
    assert notice.to_email == "solene.legoff@passerelle.example.fr"
    assert one.person.full_name in notice.subject
    assert "boîte pleine" in notice.text
    assert f"/envois/retour/{kit_of(one).pk}/" in notice.text


def test_resending_keeps_the_first_sending_and_its_bytes(learner: Make) -> None:
    one = learner()
    work(OPENS)
    bounce(one, now=OPENS)
    kit = kit_of(one)
    first = kit.mail
    resend_kit(kit, email="ines@exemple.fr", by="user/1", now=MID)
    work(MID)
    first.refresh_from_db()
    again = kit_of(one).mail
    assert (first.state, again.has_left, again.to_email) == ("bounced", True, "ines@exemple.fr")
    assert again.message_id != first.message_id
    assert list(again.parts.values_list("blob", flat=True)) == list(first.parts.values_list("blob", flat=True))
    assert Person.objects.get(pk=one.person_id).email == "ines@exemple.fr"
    assert work(MID).queued == 0


def test_a_corrected_address_silences_the_notice_and_receives_the_day_before(learner: Make) -> None:
    one = learner()
    work(OPENS)
    bounce(one, now=OPENS)
    Person.objects.filter(pk=one.person_id).update(email="ines@exemple.fr", email_key="ines@exemple.fr")
    report = work(THREE_DAYS)
    assert (report.returned, report.day_before) == (0, 1)


def test_opened_and_acknowledged_are_two_facts_each_noted_once(learner: Make) -> None:
    one = learner()
    work(OPENS)
    kit = kit_of(one)
    assert note_opened(kit, piece="programme", by="person/1", now=OPENS)
    assert not note_opened(kit, piece="agenda", by="person/1", now=MID)
    assert acknowledge(kit, by="person/1", now=MID)
    assert not acknowledge(kit, by="person/1", now=THREE_DAYS)
    kit.refresh_from_db()
    assert (kit.opened_at, kit.acknowledged_at) == (OPENS, MID)
    assert list(Entry.objects.filter(verb__startswith="kit.").values_list("verb", flat=True).order_by("pk")) == [
        "kit.opened",
        "kit.acknowledged",
    ]


FOURTEEN, TEN, EIGHT = at("2026-11-23 09:00"), at("2026-11-27 09:00"), at("2026-11-29 09:00")


def test_owners_are_asked_three_times_and_each_for_what_they_can_give(
    learner: Make, organisation: ProviderSettings
) -> None:
    ProviderSettings.objects.update(house_rules=None)
    one = learner(of={"venue": "", "trainer_word": ""})
    assert work(at("2026-11-23 08:59")).missing == 0
    assert work(FOURTEEN).missing == 3
    assert work(FOURTEEN).queued == 0
    asked = {row.owner_key: row.items for row in NoticedItem.objects.all()}
    assert sorted(map(tuple, asked.values())) == [("house_rules",), ("place",), ("trainer_word",)]
    assert work(TEN).missing == 3
    Session.objects.filter(pk=one.session_id).update(venue="Nantes", trainer_word="À bientôt.")
    assert work(EIGHT).missing == 1


def test_the_request_says_what_it_holds_back(learner: Make) -> None:
    learner(of={"venue": "", "equipment": ""})
    work(FOURTEEN)
    text = plain(OutgoingMail.objects.get(message="welcome.missing_item").text)
    assert "deux informations manquent" in text
    assert "SANS CELA, AUCUN KIT NE PART\n- Le lieu" in text
    assert "SANS CELA, LE KIT PART INCOMPLET\n- Le matériel à apporter" in text
    assert "lundi 30 novembre" in text


def test_nothing_is_asked_for_a_session_without_learners(midweek: Session) -> None:
    Session.objects.update(venue="")
    assert work(at("2026-12-01 09:00")).missing == 0


def test_what_was_given_before_the_request_leaves_is_not_asked_for(learner: Make) -> None:
    one = learner(of={"venue": ""})
    work(at("2026-11-27 21:00"))
    Session.objects.filter(pk=one.session_id).update(venue="Nantes")
    work(at("2026-11-28 08:00"))
    assert left("welcome.missing_item") == []
    assert WelcomeKit.objects.count() == 0
