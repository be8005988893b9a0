"""Where a case goes: later, to somebody, to its end; and back."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from lms_onboarding.enrolments.enums import AbandonCause, EnrolmentState
from lms_onboarding.enrolments.services import EnrolmentRefused, abandon
from lms_onboarding.followup.enums import UNDOABLE, ActionKind, CaseOutcome, CaseState, SignalKind
from lms_onboarding.followup.models import Action, Alert
from lms_onboarding.followup.refusals import FollowupRefused, NothingToUndo
from lms_onboarding.mailing.services import suppress

from .hands import Hand, note, restore, snapshot, taken, worded


@dataclass(frozen=True, slots=True)
class Ending:
    """`cause` goes with an abandonment, `signal` with a false positive."""

    outcome: CaseOutcome
    cause: str = ""
    signal: str = ""
    words: str = ""


def defer(hand: Hand, *, until: datetime, now: datetime) -> Action:
    """Until then it waits apart. Raises FollowupRefused for a moment that is past."""
    if until <= now:
        raise FollowupRefused(_("Choisissez un moment à venir pour reprendre cette alerte."), field="until")
    with taken(hand) as alert:
        before = snapshot(alert)
        alert.state, alert.deferred_until = CaseState.DEFERRED, until
        return note(alert, ActionKind.DEFERRED, hand, now=now, before=before, codes={"until": until.isoformat()})


def take(hand: Hand, *, now: datetime) -> Action:
    """« Je m’en occupe » : the case is theirs."""
    with taken(hand) as alert:
        before = snapshot(alert)
        alert.owner = hand.by
        return note(alert, ActionKind.TAKEN, hand, now=now, before=before)


def close(hand: Hand, *, ending: Ending, now: datetime) -> Action:
    """Say how it ended. An abandonment also ends the enrolment, and its learner is told: it cannot be undone.

    Raises FollowupRefused.
    """
    text = worded(ending.words)
    _refuse_incomplete(ending)
    with taken(hand) as alert:
        before = snapshot(alert)
        if ending.outcome == CaseOutcome.ABANDONED:
            _abandon(alert, ending, hand, now)
        alert.state, alert.deferred_until = CaseState.HANDLED, None
        alert.outcome, alert.closed_at = ending.outcome, now
        alert.cause = ending.cause if ending.outcome == CaseOutcome.ABANDONED else ""
        alert.false_signal = ending.signal if ending.outcome == CaseOutcome.FALSE_POSITIVE else ""
        alert.reply_unread_since = None
        alert.proposal, alert.proposed_at = "", None
        codes = {"outcome": ending.outcome.value, "cause": alert.cause, "signal": alert.false_signal}
        kept = {name: value for name, value in codes.items() if value}
        return note(alert, ActionKind.CLOSED, hand, now=now, before=before, note=text, codes=kept)


def read_reply(hand: Hand, *, now: datetime) -> Action | None:
    """Somebody of the team read what the learner answered. None when it was read already."""
    with taken(hand, closed_too=True) as alert:
        if alert.reply_unread_since is None:
            return None
        alert.reply_unread_since = None
        return note(alert, ActionKind.READ, hand, now=now, before={})


def undo(hand: Hand, *, now: datetime) -> Action:
    """Take back the last thing that somebody did. Raises NothingToUndo, with the reason."""
    with taken(hand, closed_too=True) as alert:
        last = alert.actions.filter(by__isnull=False).exclude(kind=ActionKind.READ).order_by("-pk").first()
        if last is None or last.kind not in UNDOABLE or last.at < alert.opened_at:
            raise NothingToUndo(_("Il n’y a rien à annuler sur cette alerte."))
        if last.codes.get("outcome") == CaseOutcome.ABANDONED:
            raise NothingToUndo(
                _("L’abandon est enregistré et la personne en est prévenue. Pour qu’elle revienne, réinscrivez-la.")
            )
        if last.mail is not None and not suppress(
            last.mail, reason=_("annulé par la personne qui l’a écrit"), now=now, by=hand.by.key
        ):
            raise NothingToUndo(_("Le message est déjà parti. Écrivez-en un autre s’il faut le corriger."))
        restore(alert, last.before)
        return note(alert, ActionKind.UNDONE, hand, now=now, before={}, codes={"kind": last.kind}, undoes=last)


def _refuse_incomplete(ending: Ending) -> None:
    if ending.outcome == CaseOutcome.ABANDONED and ending.cause not in AbandonCause.values:
        raise FollowupRefused(_("Choisissez la cause du départ : elle sert à en éviter d’autres."), field="cause")
    if ending.outcome == CaseOutcome.FALSE_POSITIVE and ending.signal not in SignalKind.values:
        raise FollowupRefused(_("Dites quel signal vous a alerté à tort : il sera compté."), field="signal")


def _abandon(alert: Alert, ending: Ending, hand: Hand, now: datetime) -> None:
    if alert.enrolment.state == EnrolmentState.ABANDONED:
        return
    try:
        abandon(alert.enrolment, cause=AbandonCause(ending.cause), by=hand.by.key, now=now)
    except EnrolmentRefused as refusal:
        raise FollowupRefused(refusal.sentence) from refusal
