"""Is this mail still needed, now that it is about to leave? Two queries at most; for kits, one for a handful."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.sessions.enums import Modality
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome import keys
from lms_onboarding.welcome.enums import Holdable
from lms_onboarding.welcome.models import SendingHold, WelcomeKit


def kits_needed(mails: Sequence[OutgoingMail], *, now: datetime) -> dict[int, str]:
    """By primary key of the mails: `kit_needed` of each, at the price of one."""
    rows = _enrolments(Holdable.KIT).in_bulk({keys.target_of(mail.key).enrolment for mail in mails})
    return {mail.pk: _kit(mail, rows.get(keys.target_of(mail.key).enrolment), now) for mail in mails}


def kit_needed(mail: OutgoingMail, *, now: datetime) -> str:
    """A kit, or its copy for a guardian: the enrolment and its schedule stand, and what it says is still complete."""
    return _kit(mail, _enrolment(mail, Holdable.KIT), now)


def _kit(mail: OutgoingMail, enrolment: Enrolment | None, now: datetime) -> str:
    return _standing(mail, enrolment, now) or _complete(enrolment) or _held(enrolment)


def reminder_needed(mail: OutgoingMail, *, now: datetime) -> str:
    """The kit has still been neither opened nor acknowledged, and did not come back."""
    enrolment = _enrolment(mail, Holdable.REMINDER)
    if reason := _standing(mail, enrolment, now) or _begun(enrolment, now) or _held(enrolment):
        return reason
    kit = WelcomeKit.objects.filter(enrolment=enrolment, superseded_at__isnull=True).select_related("mail").first()
    if kit is None or kit.opened_at or kit.acknowledged_at:
        return _("le kit a été ouvert ou remplacé")
    return _("le kit est revenu") if kit.mail.state == MailState.BOUNCED else ""


def day_before_needed(mail: OutgoingMail, *, now: datetime) -> str:
    enrolment = _enrolment(mail, Holdable.DAY_BEFORE)
    return _standing(mail, enrolment, now) or _begun(enrolment, now) or _complete(enrolment) or _held(enrolment)


def moved_needed(mail: OutgoingMail, *, now: datetime) -> str:
    """The move it tells is the last one, and the session still stands."""
    return _standing(mail, _enrolment(mail), now)


def cancelled_needed(mail: OutgoingMail, *, now: datetime) -> str:
    enrolment = _enrolment(mail)
    if enrolment is None or enrolment.state != EnrolmentState.CONFIRMED:
        return _("l’inscription n’est plus confirmée")
    return "" if enrolment.session.cancelled_at else _("la session n’est pas annulée")


def returned_needed(mail: OutgoingMail, *, now: datetime) -> str:
    """The kit is still the one that came back, from an address nobody corrected."""
    enrolment = _enrolment(mail)
    if reason := _standing(mail, enrolment, now) or _begun(enrolment, now):
        return reason
    kit = WelcomeKit.objects.filter(enrolment=enrolment, mail__state=MailState.BOUNCED).select_related("mail").first()
    if enrolment is None or kit is None or kit.mail.to_email != enrolment.person.email:
        return _("l’adresse a été corrigée ou le kit renvoyé")
    return ""


def missing_needed(mail: OutgoingMail, *, now: datetime) -> str:
    """The cheap part of the question; the composer sees whether everything was given since."""
    _room, session, schedule_no, *_rest = mail.key.split("/")
    found = Session.objects.filter(pk=session).first()
    if found is None or found.cancelled_at or found.schedule_no != int(schedule_no):
        return _("la session est annulée ou a été déplacée")
    return _("la session a commencé") if found.starts_at is None or found.starts_at <= now else ""


# The rows these come from hold programmes and texts that the question does not need.
READ: Final = (
    *("state", "session_id", "person_id", "person__first_name", "person__last_name", "person__email"),
    *("session__starts_at", "session__ends_at", "session__schedule_no", "session__cancelled_at"),
    *("session__modality", "session__venue", "session__join_url"),
)


def _enrolment(mail: OutgoingMail, message: Holdable | None = None) -> Enrolment | None:
    """The enrolment of a mail; with `message`, whether somebody holds that message back comes in the same query."""
    return _enrolments(message).filter(pk=keys.target_of(mail.key).enrolment).first()


def _enrolments(message: Holdable | None) -> QuerySet[Enrolment]:
    found = Enrolment.objects.select_related("session", "person").only(*READ)
    return found.annotate(held=Exists(_standing_holds(message))) if message else found


def _standing_holds(message: Holdable) -> QuerySet[SendingHold]:
    holds = SendingHold.objects.filter(message=message, lifted_at__isnull=True, session=OuterRef("session_id"))
    return holds.filter(Q(enrolment__isnull=True) | Q(enrolment=OuterRef("pk")))


def _standing(mail: OutgoingMail, enrolment: Enrolment | None, now: datetime) -> str:
    if enrolment is None or enrolment.state != EnrolmentState.CONFIRMED:
        return _("l’inscription n’est plus confirmée")
    session = enrolment.session
    if session.cancelled_at:
        return _("la session est annulée")
    if session.schedule_no != keys.target_of(mail.key).schedule_no:
        return _("la session a été déplacée avant cet envoi")
    return _("la session est terminée") if session.ends_at is None or session.ends_at <= now else ""


def _begun(enrolment: Enrolment | None, now: datetime) -> str:
    starts_at = enrolment.session.starts_at if enrolment else None
    return _("la session a commencé") if starts_at is None or starts_at <= now else ""


def _complete(enrolment: Enrolment | None) -> str:
    """What could have been taken away since the kit was frozen."""
    if enrolment is None:
        return ""
    session = enrolment.session
    if not enrolment.person.full_name:
        return _("il manque le nom de l’apprenant")
    if session.modality != Modality.REMOTE and not session.venue.strip():
        return _("il manque le lieu")
    if session.modality != Modality.ONSITE and not session.join_url.strip():
        return _("il manque le lien de la classe virtuelle")
    return ""


def _held(enrolment: Enrolment | None) -> str:
    return _("l’envoi a été suspendu par l’équipe") if getattr(enrolment, "held", False) else ""
