"""A report nobody reads is worse than no channel, and a promised answer that nobody writes is worse than none."""

from datetime import date, datetime
from typing import Final

from lms_onboarding.common.calendar import BusinessCalendar, local_date
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import provider
from qualiopi.registers import mails
from qualiopi.registers.models import Complaint, Report

WARNED_DAYS: Final = 2  # business days before the answer is due
STEP: Final = "/notice/due"


def remind(*, now: datetime) -> int:
    """Tell recipients, each business day, of what they have not read since an earlier day; tell handlers, once, of an
    answer that is due. Returns how many mails were queued.

    Nothing on a day that is not worked, nor outside the hours of sending.
    """
    organisation = provider()
    today = local_date(now, organisation.zone)
    if not BusinessCalendar(organisation.holiday_region).is_business_day(today) or not organisation.window.is_open(
        now
    ):
        return 0
    return _tell_handlers(today, organisation, now=now) + _tell_recipients(today, organisation, now=now)


def _tell_handlers(today: date, organisation: ProviderSettings, *, now: datetime) -> int:
    """Two business days before the answer was promised: once for each fact that waits."""
    soon = BusinessCalendar(organisation.holiday_region).add_business_days(today, WARNED_DAYS)
    waiting = Complaint.objects.filter(answered_at__isnull=True, due_on__lte=soon).select_related("handler")
    told = set(
        OutgoingMail.objects.filter(key__startswith="complaint/", key__endswith=STEP).values_list("key", flat=True)
    )
    late = [entry for entry in waiting if f"{entry.key}{STEP}" not in told]
    return sum(mails.notify_handler(entry, organisation, step="due", now=now) is not None for entry in late)


def _tell_recipients(today: date, organisation: ProviderSettings, *, now: datetime) -> int:
    unread = Report.objects.filter(read_at__isnull=True).select_related("recipient")
    late = [report for report in unread if local_date(report.received_at, organisation.zone) < today]
    return sum(mails.notify_recipient(report, now=now) for report in late)
