"""Telling who follows the learner what they answered. What they wrote stays in the tool."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Draft, Recipient, queue
from lms_onboarding.people.services import mail_identity, provider
from lms_onboarding.welcome.enums import ReplyChoice
from lms_onboarding.welcome.models import SessionReply

MESSAGE: Final = "sessions.replied"
WRITTEN: Final = "Un mot accompagne sa réponse : il se lit sur la page."
PHRASES: Final = {
    ReplyChoice.MISFIT: "ce changement ne lui convient pas",
    ReplyChoice.ANOTHER: "souhaite une autre session",
    ReplyChoice.TALK: "souhaite en parler avec vous",
    ReplyChoice.GIVE_UP: "renonce à cette formation",
}


def tell_who_follows(reply: SessionReply, enrolment: Enrolment, *, now: datetime) -> OutgoingMail | None:
    """One mail per answer that asks for something; « cela me convient » is only kept."""
    phrase = PHRASES.get(ReplyChoice(reply.choice))
    organisation, session, learner = provider(), enrolment.session, enrolment.person
    referent = session.referent or organisation.pedagogical_referent
    to = (
        Recipient(referent.email, referent.full_name, referent.key)
        if referent is not None and referent.email
        else Recipient(organisation.email, organisation.name, "")
    )
    if phrase is None or not to.email:
        return None
    starts_at = session.starts_at
    return queue(
        Draft(
            key=f"session-reply/{reply.pk}/{reply.edition}",
            message=MESSAGE,
            recipient=to,
            about=enrolment.key,
            due_at=now,
            window=organisation.window,
            from_name=organisation.name,
            reply_to=learner.email,
            variables={
                "organisation_name": mail_identity(organisation)["organisation_name"],
                "recipient_first_name": (referent.first_name or referent.full_name) if referent else organisation.name,
                "learner_full_name": learner.full_name,
                "learner_phone": learner.phone,
                "reply_phrase": phrase,
                "reply_written_sentence": "Un mot accompagne sa réponse : il se lit sur la page."
                if reply.said
                else "",
                "course_title": str(session.programme.get("title") or session.course.title),
                "session_code": session.code,
                "session_start_long": (
                    french.day_and_hour(french.local(starts_at, organisation.zone)) if starts_at else ""
                ),
                "session_replies_url": settings.LMSO_BASE_URL
                + reverse("lmso_portal:session_replies", args=[session.pk]),
            },
        ),
        now=now,
    )


def _page_of(session: int) -> str:
    return reverse("lmso_portal:session_replies", args=[session])


def still_true(mail: OutgoingMail, *, now: datetime) -> str:
    """Asked again when it is about to leave: the reason to hold it back, or an empty string."""
    _room, pk, edition = mail.key.split("/")[:3]
    latest = SessionReply.objects.filter(pk=pk).values_list("edition", flat=True).first()
    return "" if latest == int(edition) else _("la personne a répondu autrement depuis")
