"""How a call ended: codes that count, and words that stay in the tool. The person may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.journal.services import Fact, record
from lms_onboarding.welcome.enums import HELD_OUTCOMES, CallBlocker, CallNext, CallOutcome
from lms_onboarding.welcome.models import Booking

from .locks import booking_under_lock
from .refusals import AlreadyBooked, NoteRefused

LONGEST: Final = 400


@dataclass(frozen=True, kw_only=True)
class CallNote:
    """What the trainer notes. `blockers`, and the words, are asked of a call that was held."""

    outcome: str
    next_step: str
    blockers: Sequence[str] = ()
    expectation: str = ""
    agreed: str = ""


def note_outcome(*, booking: int, note: CallNote, by: str, now: datetime) -> Booking:
    """Keep the outcome of a call that has begun; a later note corrects it, the same one changes nothing.

    Raises NoteRefused, NotBooked; AlreadyBooked when the learner booked another call since, which this one would hide.
    """
    _refuse_unknown(note)
    held = note.outcome in HELD_OUTCOMES
    values = {
        "outcome": note.outcome,
        "next_step": note.next_step,
        "blockers": sorted(set(note.blockers)) if held else [],
        "expectation": note.expectation.strip() if held else "",
        "agreed": note.agreed.strip() if held else "",
    }
    with transaction.atomic():
        row = booking_under_lock(booking)
        if now < row.slot.starts_at:
            raise NoteRefused(_("L’appel n’a pas commencé : notez son issue ensuite, ou annulez-le."), field="outcome")
        if values == {name: getattr(row, name) for name in values}:
            return row
        others = Booking.objects.standing().filter(enrolment=row.enrolment_id, purpose=row.purpose).exclude(pk=row.pk)
        if held and others.exists():
            raise AlreadyBooked
        for name, value in values.items():
            setattr(row, name, value)
        row.outcome_at, row.outcome_by = now, by
        row.save(update_fields=[*values, "outcome_at", "outcome_by"])
        _record(row, by=by, now=now)
    return row


def _refuse_unknown(note: CallNote) -> None:
    if note.outcome not in CallOutcome.values:
        raise NoteRefused(_("Dites comment l’échange s’est conclu : choisissez une réponse."), field="outcome")
    if note.next_step not in CallNext.values:
        raise NoteRefused(_("Dites quelle suite vous donnez, même si c’est « aucune »."), field="next_step")
    unknown = set(note.blockers) - set(CallBlocker.values)
    if unknown or (CallBlocker.NOTHING in note.blockers and len(set(note.blockers)) > 1):
        raise NoteRefused(
            _("« Rien de signalé » ne va avec aucune autre réponse : gardez l’une ou les autres."), field="blockers"
        )
    for field in ("expectation", "agreed"):
        if len(getattr(note, field).strip()) > LONGEST:
            raise NoteRefused(
                _("Tenez en %(longest)d caractères : une note utile tient en trois lignes.") % {"longest": LONGEST},
                field=field,
            )


def _record(row: Booking, *, by: str, now: datetime) -> None:
    codes: dict[str, str | int | bool | None] = {"booking": row.pk, "outcome": row.outcome, "next": row.next_step}
    record(Fact("call.noted", row.enrolment.key, occurred_at=now, actor=by, codes=codes), now=now)
