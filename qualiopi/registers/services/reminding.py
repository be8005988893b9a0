"""A report nobody reads is worse than no channel: the recipient is told again each business day."""

from datetime import datetime

from lms_onboarding.common.calendar import BusinessCalendar, local_date
from lms_onboarding.people.services import provider
from qualiopi.registers import mails
from qualiopi.registers.models import Report


def remind(*, now: datetime) -> int:
    """Tell recipients of what they have not read since an earlier day. Returns how many mails were queued.

    Nothing on a day that is not worked, nor outside the hours of sending.
    """
    organisation = provider()
    today = local_date(now, organisation.zone)
    if not BusinessCalendar(organisation.holiday_region).is_business_day(today) or not organisation.window.is_open(
        now
    ):
        return 0
    unread = Report.objects.filter(read_at__isnull=True).select_related("recipient")
    late = [report for report in unread if local_date(report.received_at, organisation.zone) < today]
    return sum(mails.notify_recipient(report, now=now) for report in late)
