"""What the demonstration prints: for each day, what left, to how many, about what, and why."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Final

from lms_onboarding.common.calendar import PARIS, wall_clock
from lms_onboarding.common.french import day_short, hour
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.rendering import catalogue

STATES: Final[dict[str, str]] = {MailState.BOUNCED: "rejeté", MailState.FAILED: "échec"}


def lines(day: date) -> list[str]:
    """The table of one day: « 9 h   6  Kit de bienvenue   LMS-ADMIN-2026-12   la session commence… »."""
    rows = [_row(moment, list(mails)) for (moment, _message, _state), mails in groupby(_mails(day), key=_order)]
    return [f"{day_short(day) if index == 0 else '':>9}  {row}" for index, row in enumerate(rows)]


def _mails(day: date) -> Iterable[OutgoingMail]:
    start, end = (wall_clock(one, time.min, PARIS) for one in (day, day + timedelta(days=1)))
    left = OutgoingMail.objects.filter(sent_at__gte=start, sent_at__lt=end)
    returned = OutgoingMail.objects.filter(sent_at__isnull=True, bounced_at__gte=start, bounced_at__lt=end)
    return sorted([*left, *returned], key=_order)


def _order(mail: OutgoingMail) -> tuple[datetime, str, str]:
    return mail.sent_at or mail.bounced_at or mail.queued_at, mail.message, mail.state


def _row(moment: datetime, mails: list[OutgoingMail]) -> str:
    first = mails[0]
    state = f" ({STATES[first.state]})" if first.state in STATES else ""
    why = catalogue().messages[first.message].header["needed_because"]
    at = hour(moment.astimezone(PARIS).time())
    return f"{at:>7}  {len(mails):>3}  {first.message + state:<34}  {_sessions(mails)}\n{'':>25}{why}"


def _sessions(mails: list[OutgoingMail]) -> str:
    pks = [int(mail.about.partition("/")[2]) for mail in mails if mail.about.startswith("enrolment/")]
    codes = Enrolment.objects.filter(pk__in=pks).order_by("session__code").values_list("session__code", flat=True)
    return ", ".join(codes.distinct())
