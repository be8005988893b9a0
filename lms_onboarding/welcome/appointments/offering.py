"""What the team does with slots: offer, move, withdraw. Each act twice is once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import CallPurpose, Channel, SlotKind
from lms_onboarding.welcome.models import CallSlot

from .booking import cancel_locked
from .locks import bookings_of, slots_under_lock
from .notices import Act, tell_cancelled, tell_meeting_cancelled, tell_rescheduled
from .refusals import OfferRefused, SlotGone
from .rules import is_in_time, overlap

SHORTEST: Final = 5
LONGEST: Final = 240
MOST: Final = 20  # slots in one offer
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class HowHeld:
    """How a call is held; `where` is what the channel needs: a number (else the trainer's own), a link, an address."""

    channel: Channel = Channel.PHONE
    where: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CallOffer:
    """Slots of one person, of `minutes` each, for one purpose.

    A group's slot takes `capacity` learners, an individual one a single.
    """

    trainer: Person
    starts: Sequence[datetime]
    minutes: int = 10
    purpose: CallPurpose = CallPurpose.WELCOME
    kind: SlotKind = SlotKind.INDIVIDUAL
    capacity: int = 1
    held: HowHeld = HowHeld()


def offer_slots(session: Session, offer: CallOffer, *, by: str, now: datetime) -> list[CallSlot]:
    """The slots of `offer`, made if they were not; a start offered already to this session is given back as it is.

    Raises OfferRefused: past, on the wrong side of the session, over another slot of the same person, or impossible.
    """
    _refuse_impossible(offer)
    _refuse_unreachable(offer.held, offer.trainer)
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(pk=session.pk)
        _lock_diary(offer.trainer)
        return [_one(locked, offer, starts_at, by=by, now=now) for starts_at in offer.starts]


def move_slot(slot: int, *, starts_at: datetime, held: HowHeld, reason: str = "", by: str, now: datetime) -> CallSlot:
    """Move a slot, or hold it another way: who booked it follows and is told. Nothing new, nothing told.

    Raises SlotGone, OfferRefused.
    """
    with transaction.atomic():
        row = _standing_slot(slot, now)
        _refuse_unreachable(held, row.trainer)
        previous, already = row.starts_at, HowHeld(channel=Channel(row.channel), where=row.where, note=row.note)
        if previous == starts_at and already == held:
            return row
        _refuse_moment(row.session, row.purpose, starts_at, now)
        _lock_diary(row.trainer)
        _refuse_overlap(row.trainer, starts_at, row.minutes, but=row.pk)
        row.starts_at, row.channel, row.where, row.note = (
            starts_at,
            held.channel,
            held.where.strip(),
            held.note.strip(),
        )
        row.sequence, row.moved_at = row.sequence + 1, now
        row.save()
        bookings = bookings_of(row)
        for booking in bookings:
            booking.sequence, booking.moved_at = booking.sequence + 1, now
            booking.save(update_fields=["sequence", "moved_at"])
        _record("call.slot_moved", row, by=by, now=now)
        tell_rescheduled(row, bookings, previous, Act(by=by, now=now, reason=reason))
    return row


def withdraw_slot(slot: int, *, reason: str = "", by: str, now: datetime) -> int:
    """Offer it no more, and cancel what was booked in it. Returns how many learners are told. Raises SlotGone."""
    with transaction.atomic():
        if CallSlot.objects.filter(pk=slot, withdrawn_at__isnull=False).exists():
            return 0
        row = _standing_slot(slot, now)
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        bookings, act = bookings_of(row), Act(by=by, now=now, reason=reason)
        for booking in bookings:
            cancel_locked(booking, by=by, now=now)
            tell_cancelled(booking, act)
        if bookings and row.is_group:
            tell_meeting_cancelled(bookings[0], act)
        _record("call.slot_withdrawn", row, by=by, now=now)
    return len(bookings)


def _one(session: Session, offer: CallOffer, starts_at: datetime, *, by: str, now: datetime) -> CallSlot:
    same = CallSlot.objects.standing().filter(trainer=offer.trainer, starts_at=starts_at, session=session).first()
    if same is not None and (same.kind, same.purpose) == (offer.kind, offer.purpose):
        return same
    _refuse_moment(session, offer.purpose, starts_at, now)
    _refuse_overlap(offer.trainer, starts_at, offer.minutes)
    slot = CallSlot.objects.create(
        session=session,
        trainer=offer.trainer,
        starts_at=starts_at,
        minutes=offer.minutes,
        purpose=offer.purpose,
        kind=offer.kind,
        capacity=offer.capacity if offer.kind == SlotKind.GROUP else 1,
        channel=offer.held.channel,
        where=offer.held.where.strip(),
        note=offer.held.note.strip(),
        offered_at=now,
        offered_by=by,
    )
    _record("call.offered", slot, by=by, now=now)
    return slot


def _standing_slot(pk: int, now: datetime) -> CallSlot:
    row = slots_under_lock(pk).get(pk)
    if row is None or row.withdrawn_at or row.starts_at <= now:
        raise SlotGone
    return row


def _lock_diary(trainer: Person) -> None:
    """Two sessions may offer the same person's hours at once: one after the other."""
    list(Person.objects.select_for_update(no_key=True).filter(pk=trainer.pk).values_list("pk"))


def _refuse_impossible(offer: CallOffer) -> None:
    if not offer.starts or len(offer.starts) > MOST:
        raise OfferRefused(_("Proposez entre un et %(most)d créneaux à la fois.") % {"most": MOST}, field="count")
    if not SHORTEST <= offer.minutes <= LONGEST:
        raise OfferRefused(_("Un échange dure entre cinq minutes et quatre heures."), field="minutes")
    if offer.kind == SlotKind.GROUP and offer.purpose != CallPurpose.WELCOME:
        raise OfferRefused(
            _("Seul l’accueil réunit le groupe : proposez des créneaux individuels pour cet échange."), field="kind"
        )
    if offer.kind == SlotKind.GROUP and offer.capacity < 2:
        raise OfferRefused(_("Un accueil de groupe reçoit au moins deux personnes."), field="capacity")


def _refuse_unreachable(held: HowHeld, trainer: Person) -> None:
    """A learner must know how to come, or be called."""
    if held.channel == Channel.VIDEO:
        try:
            URLValidator(schemes=["https", "http"])(held.where.strip())
        except ValidationError as error:
            sentence = _("Donnez l’adresse complète de la visio, par exemple https://visio.exemple.fr/accueil.")
            raise OfferRefused(sentence, field="where") from error
    if held.channel == Channel.PLACE and not held.where.strip():
        raise OfferRefused(_("Dites où se retrouver : l’adresse et la salle."), field="where")
    if held.channel == Channel.PHONE and not (held.where.strip() or trainer.phone):
        sentence = _("Indiquez un numéro : la fiche de %(name)s n’en donne pas.") % {"name": trainer.full_name}
        raise OfferRefused(sentence, field="where")


def _refuse_moment(session: Session, purpose: str, starts_at: datetime, now: datetime) -> None:
    if session.cancelled_at or session.starts_at is None:
        raise OfferRefused(_("Cette session est annulée ou n’a pas encore de date : planifiez-la d’abord."))
    if starts_at <= now:
        raise OfferRefused(_("Ce moment est passé. Choisissez une heure à venir."), field="day")
    if is_in_time(purpose, starts_at, (session.starts_at, session.ends_at)):
        return
    if purpose == CallPurpose.WELCOME:
        sentence = _(
            "Un appel de bienvenue se tient avant le premier jour de la session. Choisissez un jour plus tôt."
        )
    else:
        sentence = _("Un point à trente jours se tient après la fin de la session. Choisissez un jour plus tard.")
    raise OfferRefused(sentence, field="day")


def _refuse_overlap(trainer: Person, starts_at: datetime, minutes: int, *, but: int = 0) -> None:
    span = (starts_at, starts_at + timedelta(minutes=minutes))
    near = CallSlot.objects.standing().filter(
        trainer=trainer, starts_at__gt=starts_at - A_DAY, starts_at__lt=starts_at + A_DAY
    )
    if any(overlap(span, (slot.starts_at, slot.ends_at)) for slot in near.exclude(pk=but)):
        raise OfferRefused(
            _("%(name)s propose déjà un créneau à cette heure-là. Choisissez-en une autre.")
            % {"name": trainer.full_name},
            field="start",
        )


def _record(verb: str, slot: CallSlot, *, by: str, now: datetime) -> None:
    codes: dict[str, str | int | bool | None] = {"slot": slot.pk, "kind": slot.kind, "purpose": slot.purpose}
    record(Fact(verb, f"session/{slot.session_id}", occurred_at=now, actor=by, codes=codes), now=now)
