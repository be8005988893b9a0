"""Keeping an answer. Sent twice it is one; changed, it is told again to who must act on it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.enums import TO_A_CANCELLATION, TO_A_MOVE, ReplyChoice
from lms_onboarding.welcome.models import SessionReply
from lms_onboarding.welcome.models.reply import LONGEST

from .notices import tell_who_follows
from .refusals import ReplyClosed, ReplyOutdated, ReplyRefused

STANDING = (EnrolmentState.CONFIRMED, EnrolmentState.INVITED)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`schedule_no` and `cancelled` are what the page showed."""

    schedule_no: int
    cancelled: bool
    choice: str
    said: str = ""


def reply_to_change(*, enrolment: int, answer: Answer, by: str, now: datetime) -> SessionReply:
    """Raises ReplyClosed, ReplyOutdated, ReplyRefused."""
    said = " ".join(answer.said.split())
    with transaction.atomic():
        rows = Enrolment.objects.select_related("session", "person").select_for_update(of=("self",), no_key=True)
        learner = rows.filter(pk=enrolment).first()
        if learner is None or not may_reply(learner, now):
            raise ReplyClosed
        _refuse(answer, learner.session, said)
        about = {"enrolment": learner, "schedule_no": answer.schedule_no, "cancelled": answer.cancelled}
        known = SessionReply.objects.filter(**about).first()
        if known is not None and (known.choice, known.said) == (answer.choice, said):
            return known
        reply = known or SessionReply(**about, edition=0)
        reply.choice, reply.said, reply.replied_at = answer.choice, said, now
        reply.edition += 1
        reply.save()
        codes: dict[str, str | int | bool | None] = {
            "reply": reply.pk,
            "choice": reply.choice,
            "schedule": reply.schedule_no,
            "edition": reply.edition,
        }
        record(Fact("session.replied", learner.key, occurred_at=now, actor=by, codes=codes), now=now)
        tell_who_follows(reply, learner, now=now)
    return reply


def may_reply(enrolment: Enrolment, now: datetime) -> bool:
    """Something changed, and it is not over. `enrolment` comes with its session."""
    session = enrolment.session
    if enrolment.state not in STANDING or session.ends_at is None:
        return False
    changed = session.cancelled_at is not None or session.schedule_no > 1
    return changed and now < session.ends_at


def choices_for(*, cancelled: bool) -> tuple[ReplyChoice, ...]:
    return TO_A_CANCELLATION if cancelled else TO_A_MOVE


def _refuse(answer: Answer, session: Session, said: str) -> None:
    shown = (answer.schedule_no, answer.cancelled)
    if shown != (session.schedule_no, session.cancelled_at is not None):
        raise ReplyOutdated
    if answer.choice not in choices_for(cancelled=answer.cancelled):
        raise ReplyRefused(_("Choisissez une réponse. Si vous hésitez, prenez la plus proche."), field="choice")
    if len(said) > LONGEST:
        sentence = _("Votre texte compte %(count)d caractères, la limite est %(limit)d : abrégez-le un peu.")
        raise ReplyRefused(sentence % {"count": len(said), "limit": LONGEST}, field="said")
