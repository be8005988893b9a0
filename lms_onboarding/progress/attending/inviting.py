"""« Envoyer trois liens »: who has not signed yet is sent the way to sign, once per half-day."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.links.services import Grant, keep, marker
from lms_onboarding.mailing.enums import Lane
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused, Draft, Recipient, queue
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import mail_identity, provider
from lms_onboarding.progress.models import AttendanceMark, AttendanceSheet, AttendanceSignature
from lms_onboarding.sessions.models import Slot

from .marking import AWAY
from .reading import Line, lines_of
from .refusals import NotTheirSession, OutsideWindow
from .roster import leads, trainer_name
from .windows import Window, window_of

SCOPE = "attendance"
MESSAGE = "progress.attendance_link"


def mail_key(slot: int, enrolment: int) -> str:
    return f"attendance/{slot}/{enrolment}/link"


def to_invite(lines: list[Line]) -> list[Line]:
    """Those who have not signed and whom nobody found absent."""
    return [line for line in lines if line.signature is None and (line.mark is None or line.mark.presence not in AWAY)]


def invite_to_sign(*, slot: int, author: Person, now: datetime) -> list[str]:
    """Queue the links that were not sent yet; returns the names. Raises NotTheirSession, OutsideWindow (too late)."""
    row = Slot.objects.select_related("session__referent").get(pk=slot)
    if not leads(author, row.session):
        raise NotTheirSession
    window = window_of(row, provider().zone)
    if now > window.closes:
        raise OutsideWindow(window, now=now, contact=trainer_name(row.session))
    missing = to_invite(lines_of(row, window))
    keys = {mail_key(slot, line.enrolment.pk): line for line in missing}
    known = set(OutgoingMail.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = [line for key, line in keys.items() if key not in known]
    with transaction.atomic():
        for line in fresh:
            queue(_draft(row, line.enrolment, author, now), now=now)
    return [line.name for line in fresh]


def _draft(slot: Slot, enrolment: Enrolment, author: Person, now: datetime) -> Draft:
    person = enrolment.person
    return Draft(
        key=mail_key(slot.pk, enrolment.pk),
        message=MESSAGE,
        recipient=Recipient(person.email, person.full_name, person.key),
        about=enrolment.key,
        due_at=now,
        from_name=author.full_name,
        reply_to=author.email,
        lane=Lane.FAST,
    )


def compose_link(mail: OutgoingMail, *, now: datetime) -> Composition:
    """Which half-day, until when, and the way to sign for oneself."""
    found = _concerned(mail)
    if found is None:
        raise CompositionRefused(_("la demi-journée ou l’inscription a disparu"))
    slot, enrolment, window = found
    session, organisation = slot.session, provider()
    half = f"{french.day(slot.day, year=False)} {slot.get_half_display()}"
    grant = Grant(scope=SCOPE, object_key=str(enrolment.pk), holder_key=enrolment.person.key, expires_at=window.closes)
    return Composition(
        variables={
            **mail_identity(organisation),
            "learner_first_name": enrolment.person.first_name or enrolment.person.full_name,
            "course_title": str(session.programme.get("title") or session.course.title),
            "trainer_name": mail.from_name or organisation.name,
            "half_day_short": half,
            "half_day_words": f"{half}, de {french.hours_between(slot.start, slot.end)}",
            "signing_closes": french.hour(window.closes.time()),
            "signing_url": marker(keep(grant, now=now)),
        }
    )


def needed_link(mail: OutgoingMail, *, now: datetime) -> str:
    """The signature still lacks, and can still be given."""
    found = _concerned(mail)
    if found is None:
        return _("la demi-journée ou l’inscription a disparu")
    slot, enrolment, window = found
    own = {"slot": slot, "enrolment": enrolment}
    if AttendanceSignature.objects.filter(**own).exists():
        return _("la signature est arrivée")
    if AttendanceMark.objects.current().filter(**own, presence__in=AWAY).exists():
        return _("la personne est notée absente")
    if AttendanceSheet.objects.filter(slot=slot).exists():
        return _("la demi-journée est contresignée")
    return _("la signature est fermée") if now > window.closes else ""


def _concerned(mail: OutgoingMail) -> tuple[Slot, Enrolment, Window] | None:
    slot_pk, enrolment_pk = (int(part) for part in mail.key.split("/")[1:3])
    slot = Slot.objects.select_related("session__course").filter(pk=slot_pk).first()
    enrolment = Enrolment.objects.select_related("person").filter(pk=enrolment_pk).first()
    if slot is None or enrolment is None:
        return None
    return slot, enrolment, window_of(slot, provider().zone)
