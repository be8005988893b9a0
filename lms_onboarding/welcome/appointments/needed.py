"""Is this mail about an appointment still needed, now that it is about to leave?"""

from datetime import datetime

from django.utils.translation import gettext as _

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.welcome.enums import CallPurpose
from lms_onboarding.welcome.models import CallSlot

from . import keys
from .mails import find_booking
from .notices import CANCELLED_TRAINER
from .rules import may_change
from .selections import open_calls, without_answer


def offer_needed(mail: OutgoingMail, *, now: datetime) -> str:
    """No call is booked, held or declined, the session is still to come, and slots are open."""
    learner = _waiting(mail)
    if learner is None:
        return _("un appel est déjà réservé, tenu ou décliné, ou l’inscription n’est plus en cours")
    if keys.offer(learner.pk, learner.session.schedule_no) not in mail.key:
        return _("la session a été déplacée avant cet envoi")
    return "" if open_calls(learner.session_id, now).exists() else _("il n’y a plus de créneau")


def follow_up_needed(mail: OutgoingMail, *, now: datetime) -> str:
    """No follow-up is booked, held or declined, and slots are open."""
    learners = without_answer(CallPurpose.FOLLOW_UP).filter(pk=keys.first_number(mail.key))
    session = learners.values_list("session", flat=True).first()
    if session is None:
        return _("un point est déjà réservé, tenu ou décliné, ou l’inscription n’est plus suivie")
    return "" if open_calls(session, now, CallPurpose.FOLLOW_UP).exists() else _("il n’y a plus de créneau")


def invitation_needed(mail: OutgoingMail, *, now: datetime) -> str:
    """The meeting stands, there is time to answer, and the person has not."""
    slot = CallSlot.objects.standing().in_their_time().filter(pk=keys.slot_of(mail.key)).first()
    if slot is None or not may_change(now, slot.starts_at):
        return _("ce temps collectif est passé, retiré ou trop proche")
    learner = _waiting(mail)
    if learner is None or learner.call_declines.filter(slot=slot, taken_back_at__isnull=True).exists():
        return _("la personne a déjà répondu, ou son inscription n’est plus en cours")
    return ""


def confirmed_needed(mail: OutgoingMail, *, now: datetime) -> str:
    """The call is still the one that this mail tells."""
    booking = find_booking(mail)
    if booking is None or booking.cancelled_at:
        return _("le rendez-vous a été annulé depuis")
    if booking.sequence != keys.sequence_of(mail.key):
        return _("le rendez-vous a été déplacé depuis")
    return _past(booking.slot, now)


def cancelled_needed(mail: OutgoingMail, *, now: datetime) -> str:
    booking = find_booking(mail)
    if booking is None or not booking.cancelled_at:
        return _("le rendez-vous n’est pas annulé")
    return _past(booking.slot, now)


def trainer_needed(mail: OutgoingMail, *, now: datetime) -> str:
    """The same questions for who calls; of a meeting, its slot answers."""
    if pk := keys.slot_of(mail.key):
        slot = CallSlot.objects.filter(pk=pk).first()
        if slot is None or bool(slot.withdrawn_at) != (mail.message == CANCELLED_TRAINER):
            return _("ce temps collectif a changé depuis")
        return _past(slot, now)
    if "/left" in mail.key:
        booking = find_booking(mail)
        return "" if booking else _("le rendez-vous a disparu")
    return (cancelled_needed if mail.message == CANCELLED_TRAINER else confirmed_needed)(mail, now=now)


def _waiting(mail: OutgoingMail) -> Enrolment | None:
    return without_answer().select_related("session").filter(pk=keys.first_number(mail.key)).first()


def _past(slot: CallSlot, now: datetime) -> str:
    return _("l’heure de l’appel est passée") if slot.starts_at <= now else ""
