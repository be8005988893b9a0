"""What learners leave behind in the days of a first week, and what is found of them."""

import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.models import Alert
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.progress.enums import Presence, Source
from lms_onboarding.progress.models import AttendanceMark, DailyActivity, StuckReport
from lms_onboarding.welcome.models import KitEdition, WelcomeKit
from tests.factories.sessions import karim

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 12, 7)


def at(text: str) -> datetime:
    """« 2026-12-10 08:00 » on the wall clock of Paris."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)


def day(number: int) -> date:
    """Day J+number of the session."""
    return MONDAY + timedelta(days=number)


def morning(number: int) -> datetime:
    """Eight o’clock on day J+number."""
    return datetime.combine(day(number), time(8), tzinfo=PARIS)


def active(enrolment: Enrolment, *days: int, lessons: int = 1, source: str = Source.PORTAL) -> None:
    """Traces on these days of the session; negative ones are visits before the start."""
    DailyActivity.objects.bulk_create(
        DailyActivity(
            enrolment=enrolment,
            day=day(number),
            source=source,
            visits=1,
            lessons=lessons if number >= 0 else 0,
            events=1,
        )
        for number in days
    )


def kit(enrolment: Enrolment, *, state: str = MailState.SENT, sent: datetime | None = None) -> WelcomeKit:
    """The kit of this learner, as it left on 30 November; `bounced` came back the next day."""
    sent = sent or at("2026-11-30 09:00")
    mail = OutgoingMail.objects.create(
        key=f"welcome/{enrolment.pk}/1",
        message="welcome.kit_onsite",
        message_id=f"<kit{enrolment.pk}@tests>",
        about=enrolment.key,
        recipient_key=enrolment.person.key,
        to_email=enrolment.person.email,
        to_name=enrolment.person.full_name,
        state=state,
        queued_at=sent,
        due_at=sent,
        sent_at=sent,
        bounced_at=sent + timedelta(days=1) if state == MailState.BOUNCED else None,
    )
    edition, _made = KitEdition.objects.get_or_create(
        session=enrolment.session, schedule_no=1, fingerprint="x", defaults={"content": {}, "frozen_at": sent}
    )
    made: WelcomeKit = WelcomeKit.objects.create(
        enrolment=enrolment, schedule_no=1, edition=edition, mail=mail, deadline=sent, queued_at=sent
    )
    return made


def marked(enrolment: Enrolment, slot: int = 0, presence: str = Presence.ABSENT, **fields: Any) -> AttendanceMark:
    """What Karim found at a half-day of the session, in the evening unless `when` says otherwise."""
    half = enrolment.session.slots.order_by("day", "start")[slot]
    when = fields.pop("when", datetime.combine(half.day, time(18), tzinfo=PARIS))
    standing = AttendanceMark.objects.filter(enrolment=enrolment, slot=half, superseded_at__isnull=True)
    standing.update(superseded_at=when)
    excuse = {"excuse": "work"} if presence == Presence.EXCUSED else {}
    made: AttendanceMark = AttendanceMark.objects.create(
        slot=half, enrolment=enrolment, presence=presence, marked_at=when, marked_by=karim(), **excuse, **fields
    )
    return made


def stuck(enrolment: Enrolment, when: datetime, **fields: Any) -> StuckReport:
    made: StuckReport = StuckReport.objects.create(
        person=enrolment.person,
        enrolment=enrolment,
        page_id=1,
        title="Paramétrer les droits",
        motive="unclear",
        reported_at=when,
        answer_due_at=when + timedelta(days=1),
        **fields,
    )
    return made


def case(enrolment: Enrolment) -> Alert:
    found: Alert = Alert.objects.get(enrolment=enrolment)
    return found


def kinds(alert: Alert) -> set[str]:
    """Signals that stand."""
    return set(alert.signals.filter(ended_at__isnull=True).values_list("kind", flat=True))


def history(alert: Alert) -> list[str]:
    return list(alert.actions.order_by("pk").values_list("kind", flat=True))


def plain(name: str) -> str:
    """« Chloé » in an address."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return folded.lower()
