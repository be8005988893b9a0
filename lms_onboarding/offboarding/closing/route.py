"""The way behind, at the head of the learner's page of the end: what was lived, by its dates, up to the bilan."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.thread import Line, line_through
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.enums import LEFT
from lms_onboarding.welcome.enums import HELD_OUTCOMES, CallPurpose
from lms_onboarding.welcome.models import Booking, WelcomeKit


@dataclass(frozen=True, slots=True)
class Stage:
    """One point of the way. The bilan is the present one."""

    name: str
    on: date
    is_done: bool = True


@dataclass(frozen=True)
class Route:
    stages: tuple[Stage, ...]
    line: Line


def route_of(enrolment: Enrolment, *, zone: ZoneInfo) -> Route:
    """What did not happen is not drawn. Two queries."""
    session = enrolment.session
    kits = WelcomeKit.objects.filter(enrolment=enrolment, mail__state__in=LEFT).order_by("mail__sent_at")
    calls = Booking.objects.filter(enrolment=enrolment, purpose=CallPurpose.WELCOME, outcome__in=HELD_OUTCOMES)
    lived: list[tuple[str, datetime | None]] = [
        (_("Inscription"), enrolment.confirmed_at),
        (_("Kit de bienvenue"), kits.values_list("mail__sent_at", flat=True).first()),
        (_("Appel de bienvenue"), calls.values_list("slot__starts_at", flat=True).first()),
        (_("Premier jour"), session.starts_at),
        (_("Dernier jour"), session.ends_at),
    ]
    stages = [Stage(name, local_date(moment, zone)) for name, moment in lived if moment]
    if len(stages) > 1 and stages[-1].on == stages[-2].on:  # a session of one day has one
        stages.pop()
    if session.released_at:
        stages.append(Stage(_("Bilan"), local_date(session.released_at, zone), is_done=False))
    return Route(tuple(stages), line_through(stages))
