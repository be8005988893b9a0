"""The words of the needs' mails, and whether they are still needed when they leave."""

from datetime import datetime

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused
from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.enums import InvitationState
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import link_markers
from lms_onboarding.welcome import keys
from lms_onboarding.welcome.composing import words
from lms_onboarding.welcome.content import Content
from lms_onboarding.welcome.services.outlook import House, look

from .rules import LEARNER, POSITIONING, ROOM_TO_ANSWER, asked_key, closing, invitation_key
from .selections import published
from .sweeping import OF_COMPANY


def compose_learner(mail: OutgoingMail, *, now: datetime) -> Composition:
    """The invitation and its reminder: one address for the needs, another to place oneself, while it is open."""
    enrolment = _enrolment(mail)
    asked = _asked(mail)
    if enrolment is None or LEARNER not in asked:
        raise CompositionRefused(_("le questionnaire de cette personne a disparu"))
    content = _content(enrolment.session_id, now)
    needs, placing = asked[LEARNER], asked.get(POSITIONING)
    links = link_markers(asked.values())
    open_placing = placing is not None and _is_waiting(placing, now)
    trainer = content.trainer.name if content.trainer else content.provider.name
    return Composition(
        variables={
            **words.identity(content),
            "learner_first_name": enrolment.person.first_name or enrolment.person.full_name,
            "course_title": content.course.title,
            "trainer_name": trainer,
            "answer_by": _day(needs, content),
            "answer_by_short": french.day(needs.closes_at.astimezone(content.tz).date(), weekday=False, year=False),
            "needs_url": links[needs.pk],
            "positioning_url": links[placing.pk] if placing and open_placing else "",
            "disability_contact_name": content.disability.name if content.disability else "",
        }
    )


def compose_partner(mail: OutgoingMail, *, now: datetime) -> Composition:
    """The company or the funder of a session: how many of its people come, never who."""
    session, organisation = _partner(mail)
    invitation = _partner_invitation(mail)
    if invitation is None or not Session.objects.filter(pk=session).exists():
        raise CompositionRefused(_("le questionnaire de cette organisation a disparu"))
    content = _content(session, now)
    links = link_markers([invitation])
    return Composition(
        variables={
            **words.identity(content),
            "recipient_name": mail.to_name,
            "course_title": content.course.title,
            "session_code": content.code,
            "session_start_date": french.day(content.start.date(), weekday=False),
            "participant_count_phrase": _count(session, organisation),
            "answer_by": _day(invitation, content),
            "needs_company_url": links[invitation.pk],
            "needs_funder_url": links[invitation.pk],
        }
    )


def learner_needed(mail: OutgoingMail, *, now: datetime) -> str:
    enrolment = _enrolment(mail)
    if enrolment is None or enrolment.state != EnrolmentState.CONFIRMED:
        return _("l’inscription n’est plus confirmée")
    if enrolment.session.cancelled_at:
        return _("la session est annulée")
    return _unanswered(_asked(mail).get(LEARNER), now)


def reminder_needed(mail: OutgoingMail, *, now: datetime) -> str:
    if reason := learner_needed(mail, now=now):
        return reason
    asked = OutgoingMail.objects.filter(key=asked_key(keys.target_of(mail.key).enrolment)).first()
    return _("l’invitation est revenue") if asked is None or asked.state == MailState.BOUNCED else ""


def partner_needed(mail: OutgoingMail, *, now: datetime) -> str:
    session, organisation = _partner(mail)
    if Session.objects.standing().filter(pk=session, starts_at__gt=now).first() is None:
        return _("la session est annulée ou a commencé")
    if not _staff_of(mail.message, session, organisation):
        return _("plus personne de cette organisation n’est inscrit")
    return _unanswered(_partner_invitation(mail), now)


def announced(enrolment: Enrolment, now: datetime) -> str:
    """What the confirmation says of the needs, when they will really be asked; nothing otherwise."""
    start, zone = enrolment.session.starts_at, provider().zone
    if start is None or now + ROOM_TO_ANSWER > closing(start, zone) or LEARNER not in published():
        return ""
    return _("Vos attentes, en quelques questions : elles arrivent par e-mail.")


def _unanswered(invitation: Invitation | None, now: datetime) -> str:
    if invitation is None or invitation.answered_on is not None:
        return _("le questionnaire est rempli")
    return "" if _is_waiting(invitation, now) else _("le questionnaire est clos")


def _is_waiting(invitation: Invitation, now: datetime) -> bool:
    return invitation.answered_on is None and invitation.state(now) == InvitationState.OPEN


def _enrolment(mail: OutgoingMail) -> Enrolment | None:
    found = Enrolment.objects.select_related("session", "person")
    return found.filter(pk=keys.target_of(mail.key).enrolment).first()


def _asked(mail: OutgoingMail) -> dict[str, Invitation]:
    """The learner's two questionnaires, by their key."""
    wanted = {invitation_key(one, mail.about): one for one in (LEARNER, POSITIONING)}
    return {wanted[found.key]: found for found in Invitation.objects.filter(key__in=wanted)}


def _partner(mail: OutgoingMail) -> tuple[int, int]:
    _room, session, organisation = mail.key.split("/")[:3]
    return int(session), int(organisation)


def _partner_invitation(mail: OutgoingMail) -> Invitation | None:
    room, session, organisation = mail.key.split("/")[:3]
    key = f"{invitation_key(room.replace('-', '_'), f'session/{session}')}/{organisation}"
    return Invitation.objects.filter(key=key).first()


def _staff_of(message: str, session: int, organisation: int) -> int:
    learners = Enrolment.objects.confirmed().filter(session_id=session)
    field = {"company_id": organisation} if message == OF_COMPANY else {"funder_id": organisation}
    return learners.filter(**field).count()


def _count(session: int, organisation: int) -> str:
    """« huit personnes de votre équipe »."""
    number = _staff_of(OF_COMPANY, session, organisation)
    return f"{french.counted(number, 'personne', feminine=True)} de votre équipe"


def _content(session: int, now: datetime) -> Content:
    return look(Session.objects.filter(pk=session), House.at(now))[session].content


def _day(invitation: Invitation, content: Content) -> str:
    return french.day(invitation.closes_at.astimezone(content.tz).date(), year=False)
