"""A learner's own view: facts and notes, in the words that the team wrote. No tag, no points."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from lms_onboarding.followup.enums import CONTACTS, ActionKind
from lms_onboarding.followup.models import Action, Alert, Signal
from lms_onboarding.followup.services import Reason, reasons_of

SHOWN = (*CONTACTS, ActionKind.REPLIED, ActionKind.CLOSED)


@dataclass(frozen=True)
class OwnLine:
    at: datetime
    title: str
    note: str
    who: str


@dataclass(frozen=True)
class OwnCase:
    alert: Alert
    reasons: list[Reason]
    lines: list[OwnLine]


def own_cases(cases: QuerySet[Alert], *, zone: ZoneInfo) -> list[OwnCase]:
    """Three queries, whatever the number of cases."""
    shown = Action.objects.filter(kind__in=SHOWN, undone_by__isnull=True).select_related("by")
    rows = (
        cases.select_related("enrolment__session__course")
        .prefetch_related(
            Prefetch("signals", queryset=Signal.objects.order_by("pk"), to_attr="all_signals"),
            Prefetch("actions", queryset=shown, to_attr="shown"),
        )
        .order_by("-opened_at", "-pk")
    )
    return [_own(alert, zone) for alert in rows]


def _own(alert: Alert, zone: ZoneInfo) -> OwnCase:
    signals: list[Signal] = getattr(alert, "all_signals", [])
    actions: list[Action] = getattr(alert, "shown", [])
    return OwnCase(
        alert=alert,
        reasons=reasons_of(signals, zone=zone),
        lines=[
            OwnLine(one.at, str(one.get_kind_display()), one.note, one.by.full_name if one.by else "")
            for one in actions
        ],
    )
