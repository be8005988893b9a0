"""« Votre départ est enregistré »: told once to whoever leaves, with one question that they may leave aside."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused, Draft, Recipient, queue
from lms_onboarding.people.services import mail_identity, provider

from .enums import EnrolmentState
from .models import Enrolment

MESSAGE: Final = "enrolment.withdrawal_recorded"

Asker = Callable[[Enrolment, datetime], str]
_askers: list[Asker] = []


def ask_why(asker: Asker) -> None:
    """A room above says where the question is answered: an address, or nothing. Called in ready()."""
    if asker not in _askers:
        _askers.append(asker)


def tell(enrolment: Enrolment, *, now: datetime) -> None:
    """Queue the message; asked twice, it leaves once."""
    organisation, person = provider(), enrolment.person
    referent = enrolment.session.referent or organisation.pedagogical_referent
    queue(
        Draft(
            key=f"withdrawal/{enrolment.pk}",
            message=MESSAGE,
            recipient=Recipient(person.email, person.full_name, person.key),
            about=enrolment.key,
            due_at=now,
            window=organisation.window,
            from_name=organisation.name,
            reply_to=referent.email if referent else organisation.email,
        ),
        now=now,
    )


def compose(mail: OutgoingMail, *, now: datetime) -> Composition:
    enrolment = _enrolment(mail)
    if enrolment is None or enrolment.ended_at is None:
        raise CompositionRefused(_("l’inscription de ce message a disparu"))
    organisation, session = provider(), enrolment.session
    referent = session.referent or organisation.pedagogical_referent
    return Composition(
        variables={
            **mail_identity(organisation),
            "learner_first_name": enrolment.person.first_name or enrolment.person.full_name,
            "course_title": str(session.programme.get("title") or session.course.title),
            "withdrawal_date": french.day(french.local(enrolment.ended_at, organisation.zone).date(), year=False),
            "referent_name": referent.full_name if referent else organisation.name,
            "referent_phone": (referent.phone if referent else "") or organisation.phone,
            "withdrawal_reason_url": next((url for asker in _askers if (url := asker(enrolment, now))), ""),
        }
    )


def needed(mail: OutgoingMail, *, now: datetime) -> str:
    enrolment = _enrolment(mail)
    if enrolment is None or enrolment.state != EnrolmentState.ABANDONED:
        return _("l’inscription n’est plus à l’état d’abandon")
    return ""


def _enrolment(mail: OutgoingMail) -> Enrolment | None:
    rows = Enrolment.objects.select_related("person", "session__course", "session__referent")
    return rows.filter(pk=mail.about.partition("/")[2]).first()
