"""« Est-ce que ça marche ? »: what became of the cases that each signal opened. Counts, and no cause."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from django.db.models import OuterRef, Subquery
from django.db.models.functions import TruncDate

from lms_onboarding.followup.enums import CONTACTS, CaseOutcome, SignalKind
from lms_onboarding.followup.models import Action, Signal
from lms_onboarding.people.services import provider
from lms_onboarding.progress.models import DailyActivity

SOON: Final = timedelta(days=7)
COLUMNS: Final = (
    *("kind", "rules_version", "alert_id", "alert__outcome", "alert__false_signal"),
    *("raised_at", "contacted_at", "contacted_on", "seen_on"),
)


@dataclass(slots=True)
class Worth:
    """`raised`: cases with this signal. `useful`: closed otherwise than as a false positive. `false`: it was
    wrong. `hours`: from the signal to the first exchange that followed it. `returned` of `contacted`: a trace within
    seven days."""

    kind: SignalKind
    version: int
    raised: int = 0
    closed: int = 0
    useful: int = 0
    false: int = 0
    contacted: int = 0
    returned: int = 0
    delays: list[float] = field(default_factory=list)

    @property
    def hours(self) -> float | None:
        return median(self.delays) if self.delays else None


def worth_of_signals(*, now: datetime) -> list[Worth]:
    """By signal and version of the rules, in the order of the list of signals. Two queries."""
    zone = provider().zone
    exchanges = Action.objects.filter(
        alert=OuterRef("alert"), kind__in=CONTACTS, undone_by__isnull=True, at__gte=OuterRef("raised_at")
    )
    since = DailyActivity.objects.filter(enrolment=OuterRef("alert__enrolment"), day__gt=OuterRef("contacted_on"))
    rows = (
        Signal.objects.filter(raised_at__lte=now)
        .annotate(contacted_at=Subquery(exchanges.order_by("at").values("at")[:1]))
        .annotate(contacted_on=TruncDate("contacted_at", tzinfo=zone))
        .annotate(seen_on=Subquery(since.order_by("day").values("day")[:1]))
        .order_by("pk")
        .values_list(*COLUMNS)
    )
    found: dict[tuple[str, int], Worth] = {}
    seen: set[tuple[str, int]] = set()
    for kind, version, alert, outcome, wrong, raised_at, contacted_at, contacted_on, seen_on in rows.iterator():
        if (kind, alert) in seen:  # raised again on the same case: one case is counted once
            continue
        seen.add((kind, alert))
        worth = found.setdefault((kind, version), Worth(SignalKind(kind), version))
        worth.raised += 1
        if outcome:
            worth.closed += 1
            worth.useful += outcome != CaseOutcome.FALSE_POSITIVE
            worth.false += outcome == CaseOutcome.FALSE_POSITIVE and wrong == kind
        if contacted_at is not None:
            worth.contacted += 1
            worth.returned += bool(contacted_on and seen_on and seen_on - contacted_on <= SOON)
            worth.delays.append((contacted_at - raised_at).total_seconds() / 3600)
    order = list(SignalKind)
    return sorted(found.values(), key=lambda one: (order.index(one.kind), one.version))
