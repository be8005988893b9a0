"""Opening cases and following them, a thousand learners at a time. Twice is once: one case per learner and session."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final

from django.db import transaction

from lms_onboarding.common.calendar import local_date
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.enums import SUFFICIENT, ActionKind, CaseState, Proposal, SignalKind
from lms_onboarding.followup.models import Action, Alert, Signal
from lms_onboarding.followup.rules import RULES_VERSION, Found
from lms_onboarding.journal.services import Fact, record_many

from .exceptions import business_days_after
from .facts import Watched
from .frames import Setting

BATCH: Final = 1_000
_KEPT: Final = ("state", "version", "rules_version", "points", "first", "owner", "opened_at", "due_at")
_CHANGED: Final = [
    *_KEPT,
    *("deferred_until", "escalated_at", "contacted_at", "handled_at", "proposal", "proposed_at"),
    *("outcome", "cause", "false_signal", "closed_at"),
]
# Facts that still stand between a learner who is back and the end of the case.
_PENDING: Final = (
    SignalKind.STUCK,
    SignalKind.REPLY_UNREAD,
    SignalKind.ACCESS_MISSING,
    SignalKind.ACCESS_BOUNCED,
)


@dataclass(slots=True)
class Tally:
    """How many cases were opened, opened again, changed, and proposed for closing."""

    opened: int = 0
    reopened: int = 0
    changed: int = 0
    proposed: int = 0


def batches(watched: Iterable[Watched]) -> Iterator[list[Watched]]:
    rows = iter(watched)
    while batch := list(islice(rows, BATCH)):
        yield batch


def keep(batch: Sequence[Watched], setting: Setting, tally: Tally, *, now: datetime) -> None:
    """Write what one batch asks for, in one transaction, in as many queries for one as for a thousand."""
    with transaction.atomic():
        pks = [one.row.enrolment for one in batch]
        # two sweeps at once meet here: the second finds the cases of the first
        held = set(
            Enrolment.objects.confirmed()
            .filter(pk__in=pks)
            .select_for_update(of=("self",), skip_locked=True)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        # a case that somebody is writing on is left to the next sweep: nobody waits, and no two locks cross
        cases = Alert.objects.filter(enrolment__in=pks)
        known = {alert.enrolment_id: alert for alert in cases.select_for_update(skip_locked=True)}
        existing = set(cases.values_list("enrolment_id", flat=True))
        new = held - existing
        pages = _Pages(setting, tally, now, _standing(known.values()))
        for one in batch:
            alert = known.get(one.row.enrolment)
            if alert is not None:
                pages.follow(alert, one)
            elif one.row.enrolment in new and one.assessment.opens:
                pages.open(one)
        pages.write()


def _standing(alerts: Iterable[Alert]) -> dict[int, dict[str, Signal]]:
    found: dict[int, dict[str, Signal]] = {}
    for signal in Signal.objects.standing().filter(alert__in=[alert.pk for alert in alerts]):
        found.setdefault(signal.alert_id, {})[signal.kind] = signal
    return found


@dataclass
class _Pages:
    """What one batch writes: new cases, changed ones, their signals and their history."""

    setting: Setting
    tally: Tally
    now: datetime
    standing: dict[int, dict[str, Signal]]
    opened: list[Alert] = field(default_factory=list)
    changed: list[Alert] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    observed: list[Signal] = field(default_factory=list)
    ended: list[Signal] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    facts: list[tuple[str, Alert]] = field(default_factory=list)

    def open(self, one: Watched) -> None:
        """A case for somebody who had none."""
        frame = self.setting.frames[one.row.session]
        said = one.assessment
        alert = Alert(
            enrolment_id=one.row.enrolment,
            rules_version=RULES_VERSION,
            points=said.points,
            first=said.first,
            owner_id=frame.owner,
            opened_at=self.now,
            due_at=self._due(frame.thresholds.delay_days),
        )
        self.opened.append(alert)
        self.signals += [self._signal(alert, found, one) for found in said.signals]
        self.actions.append(self._action(alert, ActionKind.OPENED, **_said(said.signals)))
        self.facts.append(("alert.opened", alert))
        self.tally.opened += 1

    def follow(self, alert: Alert, one: Watched) -> None:
        """A case that stands, or one that was closed and to which something new happened."""
        new = [found for found in one.assessment.signals if self._is_new(alert, found, one)]
        if alert.is_closed:
            if new:
                self._reopen(alert, one, new)
            return
        before = (alert.first, alert.state, alert.proposal, alert.points)
        touched = self._compare(alert, one, new)
        alert.points, alert.first = one.assessment.points, one.assessment.first
        self._propose(alert, one)
        if touched or before != (alert.first, alert.state, alert.proposal, alert.points):
            alert.version += bool(touched)
            self.changed.append(alert)
            self.tally.changed += 1

    def _is_new(self, alert: Alert, found: Found, one: Watched) -> bool:
        """A signal that the case does not know, or a fact that happened again since somebody last dealt with it."""
        happened = one.since.get(found.kind)
        if alert.is_closed:
            return found.kind in SUFFICIENT and happened is not None and happened > (alert.closed_at or self.now)
        known = self.standing.get(alert.pk, {}).get(found.kind)
        if known is None:
            return True
        return found.kind in SUFFICIENT and happened is not None and happened > known.since

    def _reopen(self, alert: Alert, one: Watched, new: list[Found]) -> None:
        frame = self.setting.frames[one.row.session]
        for signal in self.standing.get(alert.pk, {}).values():
            self._end(signal)
        alert.state, alert.outcome, alert.cause, alert.false_signal = CaseState.TODO, "", "", ""
        alert.closed_at = alert.deferred_until = alert.escalated_at = alert.handled_at = None
        alert.proposal, alert.proposed_at = "", None
        alert.opened_at, alert.due_at = self.now, self._due(frame.thresholds.delay_days)
        alert.contacted_at = None  # the first exchange is that of this opening; the history keeps the others
        alert.owner_id = frame.owner
        alert.rules_version, alert.points = RULES_VERSION, one.assessment.points
        alert.first, alert.version = one.assessment.first, alert.version + 1
        self.changed.append(alert)
        self.signals += [self._signal(alert, found, one) for found in new]
        self.actions.append(self._action(alert, ActionKind.OPENED, **_said(new), again=True))
        self.facts.append(("alert.reopened", alert))
        self.tally.reopened += 1

    def _compare(self, alert: Alert, one: Watched, new: list[Found]) -> bool:
        """Signals that came, changed or went. True when a reader of the page should know."""
        known = self.standing.get(alert.pk, {})
        found = {signal.kind: signal for signal in one.assessment.signals}
        for kind, signal in known.items():
            if kind not in found:
                self._end(signal)
                self.actions.append(self._action(alert, ActionKind.SIGNAL_ENDED, signal=kind))
            elif signal.observed != found[SignalKind(kind)].observed or found[SignalKind(kind)] in new:
                signal.observed = found[SignalKind(kind)].observed
                signal.since = one.since.get(SignalKind(kind), signal.since)
                self.observed.append(signal)
        for added in new:
            if added.kind not in known:
                self.signals.append(self._signal(alert, added, one))
            self.actions.append(self._action(alert, ActionKind.SIGNAL_ADDED, **_said([added])))
        if any(added.kind in SUFFICIENT for added in new) and alert.state != CaseState.TODO:
            self._back(alert, one)
        return bool(new) or any(kind not in found for kind in known)

    def _back(self, alert: Alert, one: Watched) -> None:
        """Something new happened to somebody who had been dealt with."""
        frame = self.setting.frames[one.row.session]
        alert.state, alert.deferred_until = CaseState.TODO, None
        alert.due_at, alert.escalated_at = self._due(frame.thresholds.delay_days), None
        alert.handled_at = None

    def _propose(self, alert: Alert, one: Watched) -> None:
        """« La personne est de retour », or nothing is left of what opened the case."""
        reason = self._reason_to_close(alert, one)
        if reason == alert.proposal:
            return
        alert.proposal = reason
        alert.proposed_at = self.now if reason else None
        if reason:
            alert.state, alert.deferred_until = CaseState.TODO, None
            alert.version += 1
            self.actions.append(self._action(alert, ActionKind.CLOSURE_PROPOSED, proposal=reason))
            self.tally.proposed += 1

    def _reason_to_close(self, alert: Alert, one: Watched) -> str:
        kinds = {found.kind for found in one.assessment.signals}
        if kinds & set(_PENDING):
            return ""
        last_day = one.last_seen
        if last_day is not None and last_day > local_date(alert.opened_at, self.setting.zone):
            return Proposal.BACK
        if not kinds:
            back = last_day is not None and last_day >= local_date(alert.opened_at, self.setting.zone)
            return Proposal.BACK if back and _was_silent(self.standing.get(alert.pk, {})) else Proposal.EXPLAINED
        return ""

    def _due(self, delay: int) -> datetime:
        return business_days_after(self.now, delay, zone=self.setting.zone, calendar=self.setting.calendar)

    def _signal(self, alert: Alert, found: Found, one: Watched) -> Signal:
        return Signal(
            alert=alert,
            kind=found.kind,
            observed=found.observed,
            threshold=found.threshold,
            rules_version=RULES_VERSION,
            since=one.since.get(found.kind, self.now),
            raised_at=self.now,
        )

    def _action(self, alert: Alert, kind: ActionKind, **codes: object) -> Action:
        return Action(alert=alert, kind=kind, at=self.now, codes=codes)

    def _end(self, signal: Signal) -> None:
        signal.ended_at = self.now
        self.ended.append(signal)

    def write(self) -> None:
        """New cases first: their signals and their history carry their keys."""
        Alert.objects.bulk_create(self.opened, batch_size=BATCH)
        for signal in self.signals:
            signal.alert_id = signal.alert.pk
        for action in self.actions:
            action.alert_id = action.alert.pk
        Alert.objects.bulk_update(self.changed, _CHANGED, batch_size=200)
        Signal.objects.bulk_update(self.ended, ["ended_at"], batch_size=200)
        Signal.objects.bulk_update(self.observed, ["observed", "since"], batch_size=200)
        Signal.objects.bulk_create(self.signals, batch_size=BATCH)
        Action.objects.bulk_create(self.actions, batch_size=BATCH)
        record_many(
            [
                Fact(verb, f"enrolment/{one.enrolment_id}", self.now, codes={"alert": one.pk})
                for verb, one in self.facts
            ],
            now=self.now,
        )


def _said(signals: Sequence[Found]) -> dict[str, object]:
    return {"signals": [[found.kind, found.observed, found.threshold] for found in signals]}


def _was_silent(known: dict[str, Signal]) -> bool:
    return SignalKind.FEW_ACTIVE_DAYS in known
