"""The words of the information pack's mail, and whether it is still needed when it leaves."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.links.services import marker
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused
from lms_onboarding.welcome import keys
from lms_onboarding.welcome.composing import pieces, words
from lms_onboarding.welcome.content import Content
from lms_onboarding.welcome.documents import trainers_line
from lms_onboarding.welcome.models import InformationPack
from lms_onboarding.welcome.services.links import link_for

from .terms import Terms, contact_of, programme_version, rules_of, timetable

SCOPE: Final = "information"


def pack_key(pk: int) -> str:
    return f"information/{pk}"


def compose(mail: OutgoingMail, *, now: datetime) -> Composition:
    """Draws the programme of the edition, which the page gives; nothing travels with the mail itself."""
    pack = _pack(mail)
    if pack is None:
        raise CompositionRefused(_("le dossier préparé pour ce message a disparu"))
    content, terms = pieces.content_of(pack.edition), Terms(**pack.personal)
    pieces.programme_for(pack.edition, content, now=now)
    link = link_for(
        scope=SCOPE,
        object_key=pack_key(pack.pk),
        holder_key=mail.recipient_key,
        session_ends_at=content.end,
        now=now,
    )
    return Composition(
        variables={
            **words.identity(content),
            **_listed(content),
            "learner_first_name": terms.greeting,
            "course_title": content.course.title,
            "hold_until": french.day(pack.hold_until, year=False),
            "price_terms": terms.price_terms,
            "early_stop_terms": terms.early_stop_terms,
            "information_url": marker(link),
        }
    )


def needed(mail: OutgoingMail, *, now: datetime) -> str:
    """The person is still to decide, on the dates that the pack says."""
    pack = _pack(mail)
    if pack is None or pack.enrolment.state != EnrolmentState.INVITED:
        return _("l’inscription n’attend plus de confirmation")
    session = pack.enrolment.session
    if session.cancelled_at:
        return _("la session est annulée")
    if session.schedule_no != pack.schedule_no:
        return _("la session a été déplacée avant cet envoi")
    return _("la session a commencé") if session.starts_at is None or session.starts_at <= now else ""


def _listed(content: Content) -> dict[str, str]:
    rules, contact = rules_of(content), contact_of(content)
    assessment = content.course.assessment.strip().rstrip(".")
    return {
        "programme_version": programme_version(content),
        "trainers_with_titles": trainers_line(content),
        "timetable_summary": timetable(content),
        "assessment_summary": assessment[:1].lower() + assessment[1:],
        "contact_name": contact.name if contact else content.provider.name,
        "contact_phone": contact.phone if contact else content.provider.phone,
        "contact_email": contact.email if contact else content.provider.email,
        "rules_version_date": french.day(rules.version, weekday=False) if rules and rules.version else "",
    }


def _pack(mail: OutgoingMail) -> InformationPack | None:
    target = keys.target_of(mail.key)
    packs = InformationPack.objects.select_related("enrolment__session", "edition__programme__blob")
    return packs.filter(enrolment=target.enrolment, schedule_no=target.schedule_no).first()
