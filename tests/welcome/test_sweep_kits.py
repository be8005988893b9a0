"""The kit: once, on time or honestly late, complete or held back."""

from collections.abc import Callable
from typing import Any

import pytest

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.enums import Modality
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import Holdable, Item, LateReason
from lms_onboarding.welcome.models import KitEdition, WelcomeKit
from lms_onboarding.welcome.services import KitIncomplete, SessionClosed, hold, lift, send_now, sweep
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory
from tests.factories.sessions import SessionFactory

from .conftest import at, kit_of, left, plain, work

pytestmark = pytest.mark.django_db
Make = Callable[..., Enrolment]

BEFORE, OPENS, DEADLINE = at("2026-11-29 08:59"), at("2026-11-29 09:00"), at("2026-11-30 09:00")


def test_a_kit_leaves_once_when_sends_open(learner: Make) -> None:
    one = learner()
    assert work(BEFORE).kits == 0
    assert work(OPENS).kits == 1
    assert work(OPENS).queued == 0
    assert left() == [f"welcome/{one.pk}/1"]
    assert kit_of(one).mail.sent_at == OPENS


@pytest.mark.parametrize(
    ("modality", "message"),
    [
        (Modality.ONSITE, "welcome.kit_onsite"),
        (Modality.REMOTE, "welcome.kit_remote"),
        (Modality.BLENDED, "welcome.kit_blended"),
    ],
)
def test_each_modality_has_its_words(learner: Make, modality: Modality, message: str) -> None:
    one = learner(of={"modality": modality})
    work(OPENS)
    kit = kit_of(one)
    assert (kit.mail.message, kit.mail.reason, kit.late_reason) == (message, "", "")


def test_only_confirmed_places_have_a_kit(learner: Make) -> None:
    invited = learner(state="invited")
    EnrolmentFactory(session=invited.session, state="cancelled")
    assert work(OPENS).kits == 0


def test_the_deadline_is_on_time_and_the_next_minute_is_not(learner: Make) -> None:
    one = learner()
    work(DEADLINE)
    assert kit_of(one).late_reason == ""
    other = learner(session=one.session)
    work(at("2026-11-30 09:01"))
    assert kit_of(other).late_reason == LateReason.SENT_LATE


def test_a_late_enrolment_is_told_at_once_even_at_night(learner: Make) -> None:
    night = at("2026-12-02 22:30")
    one = learner(created_at=night)
    work(night)
    kit = kit_of(one)
    assert (kit.mail.sent_at, kit.late_reason, kit.mail.message) == (
        night,
        LateReason.ENROLLED_LATE,
        "welcome.kit_late",
    )
    assert "Votre inscription date du mercredi 2 décembre" in plain(kit.mail.text)
    assert "moins de sept jours avant" in plain(kit.mail.text)


def test_who_joins_a_session_under_way_begins_at_the_next_half_day(learner: Make) -> None:
    during = at("2026-12-07 18:00")
    one = learner(of={"modality": Modality.REMOTE}, created_at=during)
    work(during)
    assert "commence pour vous demain, le mardi 8 décembre 2026 à 9 h" in plain(kit_of(one).mail.text)


def test_a_session_over_has_no_kit(learner: Make) -> None:
    learner(created_at=at("2026-12-07 17:00"))
    assert work(at("2026-12-07 17:00")).kits == 0


def test_an_on_time_kit_waits_for_the_hours_of_sending(learner: Make) -> None:
    one = learner()
    work(at("2026-11-29 21:00"))
    assert left() == []
    assert work(at("2026-11-30 08:00")).kits == 0
    assert kit_of(one).mail.sent_at == at("2026-11-30 08:00")


@pytest.mark.parametrize(
    ("start", "deadline", "next_minute"),
    [
        ("2027-03-30 09:00", "2027-03-23 09:00", "2027-03-23 09:01"),  # clocks go forward on the 28th
        ("2026-10-26 09:00", "2026-10-19 09:00", "2026-10-19 09:01"),  # and back on the 25th
    ],
)
def test_both_changes_of_the_clocks(learner: Make, start: str, deadline: str, next_minute: str) -> None:
    one = learner(of={"starts": at(start).date()}, created_at=at("2026-09-01 09:00"))
    work(at(deadline))
    assert kit_of(one).late_reason == ""
    assert kit_of(one).deadline == at(deadline)
    assert at(start) - at(deadline) != at(start).astimezone(OPENS.tzinfo) - at(next_minute)


def lacking(**fields: Any) -> Session:
    session: Session = SessionFactory(opened=True, **fields)
    return session


@pytest.mark.parametrize(
    ("fields", "item"),
    [
        ({"modality": Modality.ONSITE, "venue": ""}, Item.PLACE),
        ({"modality": Modality.REMOTE, "join_url": ""}, Item.JOIN_URL),
        ({"modality": Modality.BLENDED, "venue": ""}, Item.PLACE),
    ],
)
def test_without_place_or_link_the_kit_does_not_leave(learner: Make, fields: dict[str, Any], item: Item) -> None:
    one = learner(session=lacking(**fields))
    assert work(OPENS).kits == 0
    Session.objects.update(venue="4, quai des Tanneurs, Nantes", join_url="https://classe.exemple.fr/a")
    work(at("2026-12-01 10:00"))
    kit = kit_of(one)
    assert kit.mail.sent_at == at("2026-12-01 10:00")
    assert kit.late_reason == LateReason.COMPLETED_LATE
    assert item in {"place", "join_url"}


def test_without_a_contact_the_kit_does_not_leave(learner: Make, organisation: ProviderSettings) -> None:
    learner()
    ProviderSettings.objects.update(pedagogical_referent=None, administrative_referent=None)
    assert work(OPENS).kits == 0


def test_a_nameless_learner_is_left_out_and_the_others_are_not(learner: Make) -> None:
    nameless = learner(person=PersonFactory(first_name="", last_name=""))
    other = learner(session=nameless.session)
    work(OPENS)
    assert left("welcome.kit_o") == [f"welcome/{other.pk}/1"]


def test_what_is_merely_missing_is_recorded_and_the_kit_leaves(learner: Make, organisation: ProviderSettings) -> None:
    ProviderSettings.objects.update(house_rules=None, disability_referent=None)
    one = learner(of={"trainer_word": ""})
    work(OPENS)
    kit = kit_of(one)
    assert kit.mail.has_left
    assert set(kit.missing) == {Item.HOUSE_RULES, Item.DISABILITY_REFERENT, Item.TRAINER_WORD}


def test_a_bare_kit_still_leaves(learner: Make, organisation: ProviderSettings) -> None:
    """Name, dates, place and a contact: every other rubric vanishes, and nothing breaks."""
    ProviderSettings.objects.update(
        house_rules=None,
        welcome_booklet=None,
        disability_referent=None,
        absence_instructions="",
        support_channel="",
        siret="",
    )
    bare = dict.fromkeys(("room", "access", "lunch", "technical", "equipment", "trainer_word"), "")
    one = learner(of={**bare, "doors_open": None, "trainers": [], "weekly_remote_time": ""})
    work(OPENS)
    assert kit_of(one).mail.reason == ""
    assert kit_of(one).mail.has_left


def test_a_name_the_font_cannot_print_is_said_and_nobody_else_waits(learner: Make) -> None:
    odd = learner(person=PersonFactory(first_name="李", last_name="娜"))
    other = learner(session=odd.session)
    work(OPENS)
    assert kit_of(odd).mail.state == "failed"
    assert "police" in kit_of(odd).mail.reason
    assert kit_of(other).mail.has_left


def test_kits_of_a_session_share_one_edition_and_a_correction_makes_another(learner: Make) -> None:
    first = learner()
    second = learner(session=first.session)
    work(OPENS)
    Session.objects.update(trainer_word="Changement de programme : apportez un vélo.")
    third = learner(session=first.session)
    work(at("2026-11-29 10:00"))
    one, two, three = kit_of(first), kit_of(second), kit_of(third)
    assert one.edition == two.edition != three.edition
    assert KitEdition.objects.count() == 2
    assert "vélo" in three.mail.text
    assert "vélo" not in one.mail.text


def test_a_suspended_kit_leaves_when_it_is_resumed_and_says_it_is_late(learner: Make) -> None:
    one = learner()
    hold(one.session, Holdable.KIT, by="user/1", now=BEFORE)
    assert work(OPENS).kits == 0
    lift(one.session, Holdable.KIT, by="user/1", now=at("2026-12-01 10:00"))
    work(at("2026-12-01 10:00"))
    assert kit_of(one).late_reason == LateReason.RESUMED_LATE


def test_one_learner_set_aside_does_not_hold_the_others(learner: Make) -> None:
    one = learner()
    other = learner(session=one.session)
    hold(one.session, Holdable.KIT, enrolment=one, by="user/1", now=BEFORE)
    work(OPENS)
    assert left() == [f"welcome/{other.pk}/1"]


def test_a_kit_held_between_preparation_and_sending_comes_back_afresh(learner: Make) -> None:
    one = learner()
    sweep(now=OPENS)
    hold(one.session, Holdable.KIT, by="user/1", now=OPENS)
    work(OPENS)
    assert kit_of(one).mail.state == "suppressed"
    lift(one.session, Holdable.KIT, by="user/1", now=at("2026-11-29 11:00"))
    assert work(at("2026-11-29 11:00")).forgotten == 1
    assert kit_of(one).mail.sent_at == at("2026-11-29 11:00")
    assert WelcomeKit.objects.count() == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: Enrolment.objects.update(state="cancelled"),
        lambda one: Session.objects.update(cancelled_at=OPENS),
        lambda one: Session.objects.update(schedule_no=2),
        lambda one: Session.objects.update(venue=""),
    ],
)
def test_conditions_are_looked_at_again_when_the_mail_is_about_to_leave(
    learner: Make, spoil: Callable[[Enrolment], None]
) -> None:
    one = learner()
    sweep(now=OPENS)
    spoil(one)
    work(OPENS)
    assert f"welcome/{one.pk}/1" not in left()


def test_a_minor_s_guardian_receives_the_convocation_in_a_mail_of_their_own(learner: Make) -> None:
    guardian = PersonFactory(first_name="Anne", last_name="Berthier", email="anne@exemple.fr")
    minor = learner(person=PersonFactory(guardian=guardian))
    assert work(OPENS).kits == 1
    copy = OutgoingMail.objects.get(key=f"welcome/{minor.pk}/1/guardian")
    assert (copy.to_email, copy.has_left) == ("anne@exemple.fr", True)
    names = list(copy.parts.values_list("filename", flat=True))
    assert [name.split("-")[0] for name in names] == ["convocation", "rendez"]
    assert "⟦link" not in copy.text
    assert work(OPENS).queued == 0


def test_a_kit_sent_by_hand_before_its_date_does_not_leave_again(learner: Make) -> None:
    one = learner()
    early = at("2026-11-10 21:00")
    assert send_now(one.session, enrolments=[one.pk], by="user/1", now=early) == 1
    assert send_now(one.session, enrolments=[one.pk], by="user/1", now=early) == 0
    work(early)
    assert kit_of(one).mail.sent_at == early
    assert work(OPENS).kits == 0


def test_nothing_is_sent_by_hand_without_what_holds_it_back(learner: Make) -> None:
    one = learner(session=lacking(venue=""))
    with pytest.raises(KitIncomplete, match="Il manque le lieu"):
        send_now(one.session, enrolments=[one.pk], by="user/1", now=BEFORE)
    Session.objects.update(cancelled_at=BEFORE)
    with pytest.raises(SessionClosed):
        send_now(one.session, enrolments=[one.pk], by="user/1", now=BEFORE)
