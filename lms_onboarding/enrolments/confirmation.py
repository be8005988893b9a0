"""« C’est noté : votre place est réservée »: what the message says, read when it is about to leave.

A session may have moved between the evening of the enrolment and the opening of the send window: only what is true at
that moment is written.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import Grant, make, marker
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import mail_identity, provider
from lms_onboarding.sessions.models import Session

from .enums import EnrolmentState
from .models import Enrolment
from .rules import announced_kit_day, place_sentence

MESSAGE: Final = "enrolment.confirmed"
AGENDA_SCOPE: Final = "agenda"
# Dates stay readable a little after the session: certificates and expenses refer to them.
AGENDA_LIFE: Final = timedelta(days=30)


NextStep = Callable[[Enrolment, datetime], str]
_next_steps: list[NextStep] = []


def say_next(step: NextStep) -> None:
    """A room above says what comes first after the confirmation, in a sentence, or nothing. Called in ready()."""
    if step not in _next_steps:
        _next_steps.append(step)


def key_of(enrolment: Enrolment) -> str:
    """Natural key of the message: one confirmation per enrolment, ever."""
    return f"enrolment-confirmed/{enrolment.pk}"


def compose(mail: OutgoingMail, *, now: datetime) -> Composition:
    """The values of the message, from what is true at `now`."""
    enrolment = _enrolment(mail)
    if enrolment is None or enrolment.session.starts_at is None:
        raise CompositionRefused(_("l’inscription ou les dates de sa session ont disparu"))
    organisation = provider()
    return Composition(
        variables={
            **mail_identity(organisation),
            **_session_values(enrolment.session, enrolment.session.starts_at, organisation, now=now),
            **_contact_values(enrolment.session, organisation),
            "learner_first_name": enrolment.person.first_name,
            "needs_sentence": next((said for step in _next_steps if (said := step(enrolment, now))), ""),
            "calendar_url": marker(_agenda_link(enrolment, enrolment.session.starts_at, now=now)),
        }
    )


def needed(mail: OutgoingMail, *, now: datetime) -> str:
    """ "" while the place is kept and the session to come, else why the message no longer makes sense."""
    enrolment = _enrolment(mail)
    if enrolment is None or enrolment.state != EnrolmentState.CONFIRMED:
        return _("l’inscription n’est plus confirmée")
    if enrolment.session.cancelled_at:
        return _("la session est annulée")
    if enrolment.session.starts_at is None or enrolment.session.starts_at <= now:
        return _("la session a commencé")
    return ""


def _enrolment(mail: OutgoingMail) -> Enrolment | None:
    _kind, _slash, pk = mail.about.partition("/")
    found = Enrolment.objects.select_related("person", "session__course", "session__referent")
    return found.filter(pk=pk).first() if pk.isdecimal() else None


def _session_values(
    session: Session, starts_at: datetime, organisation: ProviderSettings, *, now: datetime
) -> dict[str, str]:
    slot = session.slots.order_by("day", "start").first()
    trainer = session.trainers.select_related("person").order_by("position", "pk").first()
    kit_day = announced_kit_day(starts_at, days=organisation.kit_days, zone=organisation.zone, now=now)
    return {
        "course_title": session.programme.get("title") or session.course.title,
        "session_start_long": french.day_and_hour(french.local(starts_at, organisation.zone)),
        "place_sentence": place_sentence(
            session.modality, first_is_remote=bool(slot and slot.remote), venue=session.venue, room=session.room
        ),
        "kit_date": french.day(kit_day, year=False) if kit_day else "",
        "trainer_name": trainer.person.full_name if trainer else "",
    }


def _contact_values(session: Session, organisation: ProviderSettings) -> dict[str, str]:
    """Who answers: the session's referent, else the provider's, else the provider itself."""
    person = session.referent or organisation.pedagogical_referent or organisation.administrative_referent
    if person is None:
        return {
            "referent_name": organisation.name,
            "referent_phone": organisation.phone,
            "referent_email": organisation.email,
        }
    return {
        "referent_name": person.full_name,
        "referent_phone": person.phone or organisation.phone,
        "referent_email": person.email,
    }


def _agenda_link(enrolment: Enrolment, starts_at: datetime, *, now: datetime) -> PersonalLink:
    """The link to the dates: the living one when a first attempt already made it."""
    expires_at = max(enrolment.session.ends_at or starts_at, now) + AGENDA_LIFE
    with transaction.atomic():
        living = PersonalLink.objects.usable(now).filter(
            scope=AGENDA_SCOPE, object_key=enrolment.key, holder_key=enrolment.person.key
        )
        grant = Grant(
            scope=AGENDA_SCOPE, object_key=enrolment.key, holder_key=enrolment.person.key, expires_at=expires_at
        )
        return living.order_by("pk").first() or make([grant], now=now)[0]
