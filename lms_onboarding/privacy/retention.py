"""Until when things are kept. Periods count from the end of a year: what is due is due on the first of January."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, F, Q
from django.db.models.functions import Coalesce

from lms_onboarding.common.calendar import local_date, wall_clock
from lms_onboarding.people.services import provider

from .models import RetentionSettings


def retention() -> RetentionSettings:
    """The settings, or what an installation starts with: reading never writes."""
    return RetentionSettings.objects.order_by("pk").first() or RetentionSettings()


def months_later(day: date, months: int) -> date:
    """The same day of the month, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    return date(year, month + 1, day.day)


def kept_until(ended: date, months: int) -> date:
    """The last day on which something of a session that ended on `ended` is kept."""
    first_gone = months_later(date(ended.year + 1, 1, 1), months)
    return date.fromordinal(first_gone.toordinal() - 1)


@dataclass(frozen=True)
class Calendar:
    """What is due at `now`, for the periods and the time zone of the house."""

    settings: RetentionSettings
    now: datetime
    zone: ZoneInfo

    def years_before(self, months: int) -> datetime:
        """What ended before this instant, kept `months` after the end of its year, is due."""
        since = months_later(local_date(self.now, self.zone), -months)
        return wall_clock(date(since.year, 1, 1), time.min, self.zone)

    def before(self, months: int) -> datetime:
        """What happened before this instant, kept `months` after it, is due."""
        return wall_clock(months_later(local_date(self.now, self.zone), -months), time.min, self.zone)

    def proof_is_due(self, session: str) -> Q:
        """Rows whose proof is kept no longer; `session` is the path to the session, "" from itself. The rows are
        annotated with `ended` (see `with_end`)."""
        cofunded = f"{session}__cofunded" if session else "cofunded"
        plain = Q(**{cofunded: False}, ended__lt=self.years_before(self.settings.proof))
        return plain | Q(**{cofunded: True}, ended__lt=self.years_before(self.settings.proof_cofunded))

    def proof_months(self, *, cofunded: bool) -> int:
        return self.settings.proof_cofunded if cofunded else self.settings.proof


def calendar(now: datetime) -> Calendar:
    """Two queries."""
    return Calendar(retention(), now, provider().zone)


def end_of(session: str) -> Coalesce:
    """When a session ended, in a query; the day it was written down for one that never had dates."""
    before = f"{session}__" if session else ""
    return Coalesce(F(f"{before}ends_at"), F(f"{before}created_at"), output_field=DateTimeField())
