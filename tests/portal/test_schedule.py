"""Moving and cancelling a session: names first, effects after."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from time_machine import Traveller, travel

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.sessions.enums import SessionState
from lms_onboarding.sessions.models import ScheduleChange, Session
from tests.factories.enrolments import EnrolmentFactory
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session() -> Session:
    opened: Session = SessionFactory(opened=True)
    return opened


def typed(**changes: Any) -> dict[str, Any]:
    slots = changes.pop("slots", [("2026-12-14", "09:00", "12:30"), ("2026-12-14", "13:30", "17:00")])
    rows = {
        f"slots-{rank}-{name}": value
        for rank, slot in enumerate(slots)
        for name, value in zip(("day", "start", "end"), slot, strict=True)
    }
    return {
        "slots-TOTAL_FORMS": str(len(slots)),
        "slots-INITIAL_FORMS": "0",
        "modality": "onsite",
        "venue": "12, quai de la Fosse, 44000 Nantes",
        "room": "salle Loire, 2e étage",
        "join_url": "",
        "reason": "La salle n’est plus disponible.",
        **rows,
        **changes,
    }


def told_by_mail(enrolment: Enrolment, state: MailState = MailState.UNKNOWN) -> OutgoingMail:
    return OutgoingMail.objects.create(
        key=f"enrolment-confirmed/{enrolment.pk}",
        message="enrolment.confirmed",
        message_id=f"<{enrolment.pk}@test>",
        state=state,
        about=enrolment.key,
        recipient_key=enrolment.person.key,
        to_email=enrolment.person.email,
        queued_at=NOW,
        due_at=NOW,
        sent_at=NOW,
        bounced_at=NOW if state == MailState.BOUNCED else None,
    )


def test_the_form_starts_from_what_was_announced(admin_client: Client, session: Session) -> None:
    page = admin_client.get(reverse("lmso_portal:session_move", args=[session.pk])).content.decode()

    assert 'value="2026-12-07"' in page
    assert 'value="09:00"' in page
    assert "Ajouter une demi-journée" in page
    assert "style=" not in page


def test_a_row_is_added_without_losing_what_was_typed(admin_client: Client, session: Session) -> None:
    url = reverse("lmso_portal:session_move", args=[session.pk])

    page = admin_client.post(url, typed(reason="", add="1")).content.decode()

    assert 'name="slots-2-day"' in page
    assert 'value="2026-12-14"' in page
    assert "Donnez la raison" not in page, "nothing is wrong yet"


def test_before_anything_is_written_the_page_names_who_will_be_told(admin_client: Client, session: Session) -> None:
    told, untold = EnrolmentFactory(session=session), EnrolmentFactory(session=session)
    told_by_mail(told)
    told_by_mail(untold, MailState.BOUNCED)

    page = admin_client.post(reverse("lmso_portal:session_move", args=[session.pk]), typed()).content.decode()

    assert "Une personne sera prévenue par e-mail" in page
    assert f"{told.person.full_name}, {told.person.email}" in page
    assert f"rien ne leur a encore été annoncé : {untold.person.full_name}" in page
    assert not ScheduleChange.objects.exists()


def test_confirming_moves_the_session(admin_client: Client, session: Session) -> None:
    told_by_mail(EnrolmentFactory(session=session))

    page = admin_client.post(
        reverse("lmso_portal:session_move", args=[session.pk]), typed(confirm="1"), follow=True
    ).content.decode()

    session.refresh_from_db()
    assert session.schedule_no == 2
    assert {slot.day for slot in session.slots.all()} == {date(2026, 12, 14)}
    assert ScheduleChange.objects.get().reason == "La salle n’est plus disponible."
    assert "Le message part à une personne" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": ""}, "Donnez la raison en une phrase"),
        ({"slots": [("2026-12-14", "12:30", "09:00")]}, "avant d’avoir commencé"),
        ({"slots": [("2026-12-14", "09:00", "10:00"), ("2026-12-14", "10:30", "12:00")]}, "même demi-journée"),
        ({"slots": [("", "", "")], "confirm": "1"}, "Gardez au moins une demi-journée"),
        (
            {"slots": [("2026-12-07", "09:00", "12:30"), ("2026-12-07", "13:30", "17:00")], "confirm": "1"},
            "sont inchangés",
        ),
    ],
)
def test_a_refused_move_says_why_and_keeps_what_was_typed(
    admin_client: Client, session: Session, changes: dict[str, Any], said: str
) -> None:
    page = admin_client.post(reverse("lmso_portal:session_move", args=[session.pk]), typed(**changes)).content.decode()

    assert said in page.replace("\xa0", " ")
    assert "salle Loire" in page
    session.refresh_from_db()
    assert session.schedule_no == 1


def test_cancelling_takes_two_steps_and_names_people(admin_client: Client, session: Session) -> None:
    told = EnrolmentFactory(session=session)
    told_by_mail(told)
    url = reverse("lmso_portal:session_cancel", args=[session.pk])
    reasons = {"reason": "Trop peu d’inscrits.", "options": "Choisissez une autre date."}

    assert "Donnez la raison" in admin_client.post(url, {"reason": "", "options": ""}).content.decode()
    page = admin_client.post(url, reasons).content.decode()
    session.refresh_from_db()
    assert told.person.email in page
    assert session.cancelled_at is None

    admin_client.post(url, reasons | {"confirm": "1"})
    session.refresh_from_db()
    assert session.state(NOW) == SessionState.CANCELLED
    assert session.cancel_options == "Choisissez une autre date."


def test_a_cancelled_or_ended_session_sends_back_with_a_sentence(admin_client: Client) -> None:
    ended = SessionFactory(starts=date(2026, 11, 2))

    for name in ("session_move", "session_cancel"):
        page = admin_client.get(reverse(f"lmso_portal:{name}", args=[ended.pk]), follow=True).content.decode()
        assert "est terminée" in page


def test_only_those_who_may_change_sessions_come_in(client: Client, session: Session) -> None:
    url = reverse("lmso_portal:session_move", args=[session.pk])
    assert client.get(url).status_code == 302

    client.force_login(get_user_model().objects.create_user("paul@exemple.fr"))
    assert client.get(url).status_code == 403
