"""The first sentence of the home: the state, not the name of the screen. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.sessions.enums import Modality

from .steps import Phase

PLACES: Final = {
    Modality.ONSITE: gettext_lazy("sur place"),
    Modality.REMOTE: gettext_lazy("en classe virtuelle"),
    Modality.BLENDED: gettext_lazy("à distance et sur place"),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """« Bonjour Inès, votre formation commence *dans sept jours*. » and what follows it. `countdown` is « J-7 » for
    the eye, `spoken` the same for the ear; both empty once the first day is past."""

    before: str
    emphasis: str
    lead: str
    countdown: str = ""
    spoken: str = ""
    today: date | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the sentences need. Moments are aware."""

    course: str
    modality: str
    starts_at: datetime | None
    ends_at: datetime | None
    tasks: str


def heading(phase: Phase, told: Told, *, now: datetime, zone: ZoneInfo) -> Heading:
    """The sentence of this phase."""
    if phase is Phase.WAITING:
        return Heading(
            _("votre inscription attend sa"), _("confirmation"), _("« %(course)s ».") % {"course": told.course}
        )
    if phase is Phase.STOPPED:
        return Heading(_("cette inscription est"), _("close"), _("« %(course)s ».") % {"course": told.course})
    if told.starts_at is None or told.ends_at is None:
        lead = _("« %(course)s » : la date vous sera annoncée par e-mail.") % {"course": told.course}
        return Heading(_("votre formation est"), _("en préparation"), lead)
    if phase is Phase.BEFORE:
        return _coming(told, french.local(told.starts_at, zone), now=now, zone=zone)
    last = french.day(french.local(told.ends_at, zone).date())
    if phase is Phase.RUNNING:
        lead = _("« %(course)s » se poursuit jusqu’au %(day)s.") % {"course": told.course, "day": last}
        return Heading(_("votre formation est"), _("en cours"), lead)
    lead = _("« %(course)s » s’est achevée le %(day)s. Vos leçons et vos documents restent ici.") % {
        "course": told.course,
        "day": last,
    }
    return Heading(_("votre formation est"), _("terminée"), lead)


def _coming(told: Told, start: datetime, *, now: datetime, zone: ZoneInfo) -> Heading:
    today = local_date(now, zone)
    days = (start.date() - today).days
    lead = _("« %(course)s » débute le %(start)s, %(place)s. %(tasks)s") % {
        "course": told.course,
        "start": french.day_and_hour(start),
        "place": str(PLACES[Modality(told.modality)]),
        "tasks": told.tasks,
    }
    if days == 0:
        emphasis = _("aujourd’hui à %(hour)s") % {"hour": french.hour(start.time())}
        return Heading(_("votre formation commence"), emphasis, lead, "J", _("C’est aujourd’hui"), today)
    spoken = _("Jour J moins %(days)d") % {"days": days}
    return Heading(_("votre formation commence"), french.in_days_phrase(days), lead, f"J-{days}", spoken, today)
