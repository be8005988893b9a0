"""Taking a case in hand: locked, as its page showed it, with what is needed to undo."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from lms_onboarding.followup.enums import ActionKind
from lms_onboarding.followup.models import Action, Alert
from lms_onboarding.followup.refusals import CaseChanged, CaseClosed, FollowupRefused, UnknownCase
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider

LONGEST_NOTE: Final = 2_000
_MOMENTS: Final = (
    "due_at", "deferred_until", "contacted_at", "handled_at", "reply_unread_since", "proposed_at", "closed_at"
)  # fmt: skip
_WORDS: Final = ("state", "proposal", "outcome", "cause", "false_signal", "owner_id")


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts on which case. `seen`: the version their page showed; None when no page was read."""

    alert: int
    by: Person
    seen: int | None = None


@contextmanager
def taken(hand: Hand, *, closed_too: bool = False) -> Iterator[Alert]:
    """The case, locked; saved with its version raised when nothing was refused.

    Raises UnknownCase, CaseChanged, CaseClosed.
    """
    with transaction.atomic():
        rows = Alert.objects.select_for_update(of=("self",)).select_related("enrolment__session", "enrolment__person")
        alert = rows.filter(pk=hand.alert).first()
        if alert is None:
            raise UnknownCase
        if hand.seen is not None and hand.seen != alert.version:
            raise CaseChanged(_last(alert), zone=provider().zone)
        if alert.is_closed and not closed_too and alert.closed_at is not None:
            raise CaseClosed(alert.get_outcome_display(), alert.closed_at, zone=provider().zone)
        yield alert
        alert.version += 1
        alert.save()


def note(alert: Alert, kind: ActionKind, hand: Hand, *, now: datetime, before: dict[str, Any], **said: Any) -> Action:
    """One more line of the history, by somebody. `said`: note, codes, mail, undoes."""
    action = Action(alert=alert, kind=kind, at=now, by=hand.by, before=before, **said)
    action.save()
    told = {name: value for name, value in action.codes.items() if isinstance(value, str)}
    codes: dict[str, str | int | bool | None] = {"alert": alert.pk, **told}
    record(Fact(f"alert.{kind.value}", f"enrolment/{alert.enrolment_id}", now, hand.by.key, codes), now=now)
    return action


def snapshot(alert: Alert) -> dict[str, Any]:
    """The case as it stands, for whoever undoes what follows."""
    moments = {name: value.isoformat() if (value := getattr(alert, name)) else None for name in _MOMENTS}
    return {**{name: getattr(alert, name) for name in _WORDS}, **moments}


def restore(alert: Alert, before: dict[str, Any]) -> None:
    """Put a snapshot back."""
    for name in _WORDS:
        setattr(alert, name, before[name])
    for name in _MOMENTS:
        setattr(alert, name, parse_datetime(before[name]) if before[name] else None)


def worded(text: str, *, field: str = "note") -> str:
    """Raises FollowupRefused when it is too long."""
    words = text.strip()
    if len(words) > LONGEST_NOTE:
        raise FollowupRefused(
            _("Votre texte a %(count)s caractères ; gardez-en %(limit)s au plus. Il est resté dans le formulaire.")
            % {"count": len(words), "limit": LONGEST_NOTE},
            field=field,
        )
    return words


def _last(alert: Alert) -> Action | None:
    return alert.actions.select_related("by").order_by("-pk").first()
