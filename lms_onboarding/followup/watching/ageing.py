"""What time alone does to a case: it comes back from a postponement, or because nothing changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.followup.enums import ActionKind, CaseState, Proposal, SignalKind
from lms_onboarding.followup.models import Action, Alert, Signal
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.progress.models import DailyActivity

from .exceptions import business_days_after
from .frames import Setting

ANSWER_DAYS: Final = 5  # after an exchange, days without anything new: time for a second sign
BATCH: Final = 1_000
_PENDING: Final = (
    SignalKind.STUCK,
    SignalKind.REPLY_UNREAD,
    SignalKind.ACCESS_MISSING,
    SignalKind.ACCESS_BOUNCED,
)


@dataclass(frozen=True, slots=True)
class Aged:
    due_again: int
    unchanged: int
    left: int
    back: int


def age(setting: Setting, organisation: ProviderSettings, *, now: datetime) -> Aged:
    """Each count is of cases moved; run again at once, all are nought."""
    open_cases = Alert.objects.open()
    deferred = open_cases.filter(state=CaseState.DEFERRED, deferred_until__lte=now)
    quiet = open_cases.filter(state=CaseState.HANDLED, proposal="", handled_at__lte=now - timedelta(days=ANSWER_DAYS))
    gone = open_cases.exclude(proposal=Proposal.LEFT).exclude(enrolment__state=EnrolmentState.CONFIRMED)
    opened_on = TruncDate("opened_at", tzinfo=setting.zone)
    seen_since = DailyActivity.objects.filter(
        enrolment=OuterRef("enrolment"), day__gt=OuterRef("opened_on"), day__lte=setting.today
    )
    pending = Signal.objects.standing().filter(alert=OuterRef("pk"), kind__in=_PENDING)
    back = (
        open_cases.filter(proposal="", enrolment__state=EnrolmentState.CONFIRMED)
        .annotate(opened_on=opened_on)
        .filter(Exists(seen_since), ~Exists(pending))
    )
    return Aged(
        due_again=_move(deferred, setting, now=now, reason="postponed"),
        unchanged=_move(quiet, setting, now=now, reason="unchanged"),
        left=_propose(gone, Proposal.LEFT, now=now),
        back=_propose(back, Proposal.BACK, now=now),
    )


def _move(cases: QuerySet[Alert], setting: Setting, *, now: datetime, reason: str) -> int:
    """Back to the trainer, with the usual time to take it up."""
    with transaction.atomic():
        found = _locked(cases)
        for alert in found:
            alert.state, alert.deferred_until, alert.version = CaseState.TODO, None, alert.version + 1
            alert.due_at = max(
                alert.opened_at, business_days_after(now, 1, zone=setting.zone, calendar=setting.calendar)
            )
        Alert.objects.bulk_update(found, ["state", "deferred_until", "version", "due_at"], batch_size=200)
        _tell(found, ActionKind.RETURNED, now, reason=reason)
    return len(found)


def _propose(cases: QuerySet[Alert], proposal: Proposal, *, now: datetime) -> int:
    with transaction.atomic():
        found = _locked(cases)
        for alert in found:
            alert.proposal, alert.proposed_at, alert.version = proposal, now, alert.version + 1
            alert.state, alert.deferred_until = CaseState.TODO, None
        fields = ["proposal", "proposed_at", "version", "state", "deferred_until"]
        Alert.objects.bulk_update(found, fields, batch_size=200)
        _tell(found, ActionKind.CLOSURE_PROPOSED, now, proposal=proposal.value)
    return len(found)


def _locked(cases: QuerySet[Alert]) -> list[Alert]:
    """One sweep after the other: what another one holds is left to it."""
    return list(cases.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:BATCH])


def _tell(alerts: Iterable[Alert], kind: ActionKind, now: datetime, **codes: str) -> None:
    Action.objects.bulk_create([Action(alert=alert, kind=kind, at=now, codes=codes) for alert in alerts])
