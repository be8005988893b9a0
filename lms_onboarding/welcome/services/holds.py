"""What a person of the team may do about a coming message: hold it back, let it go, send a kit now, send one again."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.refusals import Refused
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import resend
from lms_onboarding.people.services import correct_email
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import Holdable
from lms_onboarding.welcome.models import SendingHold, WelcomeKit

from .kits import prepare_now
from .outlook import House, look


class KitIncomplete(Refused):
    """Nobody can send a kit without what holds it back, whatever the hurry."""


class SessionClosed(Refused):
    """The session is cancelled or over: nothing leaves any more."""


def hold(
    session: Session, message: Holdable, *, enrolment: Enrolment | None = None, by: str, now: datetime
) -> SendingHold:
    """Keep `message` from leaving, for the whole session or for one learner of it. Twice is once."""
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=session.pk)
        standing = _standing(session, message, enrolment).first()
        if standing is not None:
            return standing
        placed = SendingHold.objects.create(
            message=message, session=session, enrolment=enrolment, actor=by, held_at=now
        )
        _record("sending.held", session, enrolment, message, by=by, now=now)
    return placed


def lift(session: Session, message: Holdable, *, enrolment: Enrolment | None = None, by: str, now: datetime) -> bool:
    """Let `message` go again: what is overdue leaves at the next sweep. False when nothing held it."""
    with transaction.atomic():
        lifted = _standing(session, message, enrolment).update(lifted_at=now, lifted_by=by)
        if lifted:
            _record("sending.resumed", session, enrolment, message, by=by, now=now)
    return bool(lifted)


def send_now(session: Session, *, enrolments: Collection[int], by: str, now: datetime) -> int:
    """Queue kits before their date, or at once after it. Those already prepared are left alone. Returns how many.

    Raises KitIncomplete, naming what is missing, and SessionClosed.
    """
    house = House.at(now)
    outlook = look(Session.objects.filter(pk=session.pk), house)[session.pk]
    if outlook.session.cancelled_at or outlook.session.ends_at is None or outlook.session.ends_at <= now:
        raise SessionClosed(_("Cette session est annulée ou terminée : plus aucun kit ne part."))
    if outlook.holding:
        labels = french.listing([str(item.label) for item in outlook.holding])
        raise KitIncomplete(_("Il manque %(items)s : complétez la session, puis envoyez le kit.") % {"items": labels})
    sent = prepare_now(outlook, enrolments, house, now=now)
    if sent:
        codes = {"kits": sent}
        record(Fact("kits.sent_by_hand", f"session/{session.pk}", occurred_at=now, actor=by, codes=codes), now=now)
    return sent


def resend_kit(kit: WelcomeKit, *, email: str, by: str, now: datetime) -> OutgoingMail:
    """Send a kit again, byte for byte, to `email`, which becomes the learner's address. The first sending stays noted.

    Raises AddressTaken and AddressUnusable (people), NothingToResend.
    """
    person = kit.enrolment.person
    with transaction.atomic():
        if person.email != email.strip():
            correct_email(person, email=email, by=by, now=now)
        mail = resend(kit.mail, to_email=person.email, due_at=now, now=now)
        WelcomeKit.objects.filter(pk=kit.pk).update(mail=mail)
        about = f"enrolment/{kit.enrolment_id}"
        codes = {"kit": kit.pk, "mail": mail.pk}
        record(Fact("kit.resent", about, occurred_at=now, actor=by, codes=codes), now=now)
    kit.mail = mail
    return mail


def _standing(session: Session, message: Holdable, enrolment: Enrolment | None) -> QuerySet[SendingHold]:
    held = SendingHold.objects.filter(session=session, message=message, lifted_at__isnull=True)
    return held.filter(enrolment=enrolment) if enrolment else held.filter(enrolment__isnull=True)


def _record(verb: str, session: Session, enrolment: Enrolment | None, message: str, *, by: str, now: datetime) -> None:
    subject = enrolment.key if enrolment else f"session/{session.pk}"
    record(Fact(verb, subject, occurred_at=now, actor=by, codes={"message": message}), now=now)
