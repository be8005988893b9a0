"""Telling people that their place is kept: each once, when it makes sense, with what is true when the mail leaves."""

from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes

import pytest
from django.core import mail as django_mail
from pytest_django import DjangoAssertNumQueries

from lms_onboarding.enrolments import tasks
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import cancel, sweep, telling
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import deliver
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.sessions.enums import Modality
from lms_onboarding.sessions.services import SlotPlan, reschedule
from lms_onboarding.sessions.services import cancel as cancel_session
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.people import PersonFactory
from tests.factories.sessions import SessionFactory

from .conftest import plain

pytestmark = pytest.mark.usefixtures("provider")

MORNING = datetime(2026, 11, 2, 9, tzinfo=UTC)  # 10 h in Paris
NIGHT = datetime(2026, 11, 2, 21, tzinfo=UTC)


def _left() -> list[str]:
    return [plain(str(message.body)) for message in django_mail.outbox]


def _deliver(now: datetime) -> None:
    deliver(clock=lambda: now)


def test_each_confirmed_person_is_told_once() -> None:
    enrolment = EnrolmentFactory(person=PersonFactory(first_name="Inès", email="ines@exemple.fr"))
    assert sweep(now=MORNING) == 1
    assert sweep(now=MORNING + timedelta(days=1)) == 0

    (queued,) = OutgoingMail.objects.all()
    enrolment.refresh_from_db()
    assert enrolment.confirmation_mail == queued
    assert (queued.key, queued.about, queued.message) == (
        f"enrolment-confirmed/{enrolment.pk}",
        enrolment.key,
        "enrolment.confirmed",
    )
    _deliver(MORNING)
    _deliver(MORNING)
    assert len(django_mail.outbox) == 1


def test_the_message_says_when_where_and_with_whom() -> None:
    enrolment = EnrolmentFactory(person=PersonFactory(first_name="Inès", email="ines@exemple.fr"))
    sweep(now=MORNING)
    _deliver(MORNING)

    (message,) = django_mail.outbox
    (text,) = _left()
    assert message.to == ["ines@exemple.fr"] or "ines@exemple.fr" in message.to[0]
    assert "Passerelle Formation" in message.from_email
    for words in (
        "Bonjour Inès",
        "lundi 7 décembre 2026 à 9 h",
        "12, quai de la Fosse",
        "lundi 30 novembre",
        "Karim Haddad",
        enrolment.session.course.title,
    ):
        assert words in text
    parsed = message_from_bytes(message.message().as_bytes())
    assert parsed["Reply-To"]
    link = PersonalLink.objects.get(object_key=enrolment.key)
    assert (link.scope, link.holder_key) == ("agenda", enrolment.person.key)
    assert f"/l/{link.pk}-" in text
    assert "⟦" not in text
    stored = OutgoingMail.objects.get()
    assert f"⟦link:{link.pk}⟧" in stored.text


def test_a_mail_queued_at_night_leaves_in_the_morning() -> None:
    EnrolmentFactory()
    sweep(now=NIGHT)
    _deliver(NIGHT)
    assert django_mail.outbox == []
    assert OutgoingMail.objects.get().due_at == datetime(2026, 11, 3, 7, tzinfo=UTC)
    _deliver(datetime(2026, 11, 3, 7, tzinfo=UTC))
    assert len(django_mail.outbox) == 1


def test_what_is_true_at_the_hour_of_leaving_is_what_is_said() -> None:
    enrolment = EnrolmentFactory()
    sweep(now=NIGHT)
    slots = [SlotPlan(date(2026, 12, 14), time(14), time(17))]
    reschedule(enrolment.session, slots=slots, reason="Salle indisponible", by="user/1", now=NIGHT)
    _deliver(datetime(2026, 11, 3, 7, tzinfo=UTC))
    assert "lundi 14 décembre 2026 à 14 h" in _left()[0]


@pytest.mark.parametrize(
    ("state", "told"),
    [(EnrolmentState.INVITED, 0), (EnrolmentState.CONFIRMED, 1), (EnrolmentState.CANCELLED, 0)],
)
def test_only_confirmed_places_are_told(state: EnrolmentState, told: int) -> None:
    EnrolmentFactory(state=state)
    assert sweep(now=MORNING) == told


def test_nothing_is_said_of_a_session_cancelled_started_or_without_half_days() -> None:
    cancelled = EnrolmentFactory()
    cancel_session(cancelled.session, reason="Trop peu d’inscrits", options="", by="user/1", now=MORNING)
    EnrolmentFactory(session=SessionFactory(starts=date(2026, 10, 5), opened=True))
    unplanned = EnrolmentFactory()
    unplanned.session.slots.all().delete()
    assert sweep(now=MORNING) == 0
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("gone", ["cancelled", "session", "started"])
def test_a_message_that_no_longer_makes_sense_is_held_back(gone: str) -> None:
    enrolment = EnrolmentFactory()
    sweep(now=NIGHT)
    leaves_at = datetime(2026, 11, 3, 7, tzinfo=UTC)
    if gone == "cancelled":
        cancel(enrolment, by="user/1", now=NIGHT)
    elif gone == "session":
        cancel_session(enrolment.session, reason="Salle", options="", by="user/1", now=NIGHT)
    else:
        leaves_at = datetime(2026, 12, 7, 9, tzinfo=UTC)
    _deliver(leaves_at)
    assert django_mail.outbox == []
    queued = OutgoingMail.objects.get()
    assert queued.state == MailState.SUPPRESSED
    assert queued.reason


def test_a_late_enrolment_is_not_promised_a_past_date() -> None:
    EnrolmentFactory()
    late = datetime(2026, 12, 3, 9, tzinfo=UTC)
    sweep(now=late)
    _deliver(late)
    assert "novembre" not in _left()[0]
    assert "kit de bienvenue" not in _left()[0]


@pytest.mark.parametrize(
    ("modality", "words"),
    [
        (Modality.REMOTE, "classe virtuelle"),
        (Modality.BLENDED, "classe virtuelle"),
        (Modality.ONSITE, "sur place : 12, quai"),
    ],
)
def test_where_the_first_half_day_is_held(modality: Modality, words: str) -> None:
    EnrolmentFactory(session=SessionFactory(modality=modality, opened=True))
    sweep(now=MORNING)
    _deliver(MORNING)
    assert words in _left()[0]


def test_nothing_leaves_before_the_provider_has_a_name() -> None:
    ProviderSettings.objects.update(name="")
    EnrolmentFactory()
    assert sweep(now=MORNING) == 0


def test_queries_of_a_batch_do_not_follow_its_size(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    session = SessionFactory(opened=True)
    EnrolmentFactory(session=session)
    with django_assert_num_queries(9):
        assert sweep(now=MORNING) == 1
    EnrolmentFactory.create_batch(30, session=session)
    with django_assert_num_queries(9):
        assert sweep(now=MORNING) == 30
    monkeypatch.setattr(telling, "BATCH", 2)
    EnrolmentFactory.create_batch(5, session=session)
    assert sweep(now=MORNING) == 5
    assert Enrolment.objects.not_yet_told().count() == 0


@pytest.mark.usefixtures("fixed_clock")
def test_the_task_reads_the_clock(now: datetime) -> None:
    EnrolmentFactory()
    tasks.sweep()
    assert OutgoingMail.objects.get().queued_at == now
