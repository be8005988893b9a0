"""The learner’s own assessment is asked first: the statements of the start, again as the last half-day begins."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.calendar import wall_clock
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused, Draft, Recipient, queue
from lms_onboarding.offboarding import keys
from lms_onboarding.offboarding.closing.gathering import POSITIONING
from lms_onboarding.offboarding.closing.telling import trainer_of
from lms_onboarding.people.services import mail_identity, provider
from lms_onboarding.sessions.models import Session, Slot
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import Ask, NothingPublished, NothingToAsk, Respondent, invite_many, link_markers

OPEN_FOR: Final = timedelta(days=7)
NEAR: Final = timedelta(days=2)
EXIT: Final = "exit"


def ask_self_assessments(*, now: datetime) -> int:
    """Ask who is in their last half-day, or has just ended. Returns how many mails were queued."""
    organisation, asked = provider(), 0
    near = Session.objects.standing().filter(
        ends_at__gt=now - OPEN_FOR, ends_at__lt=now + NEAR, released_at__isnull=True
    )
    for session in near.order_by("pk"):
        last = Slot.objects.filter(session=session).order_by("-day", "-start").first()
        if last is not None and wall_clock(last.day, last.start, organisation.zone) <= now:
            asked += _ask(session, now=now)
    return asked


def _ask(session: Session, *, now: datetime) -> int:
    learners = _unasked(session)
    if not learners or session.ends_at is None or not session.programme.get("objectives"):
        return 0
    try:
        invite_many([_ask_of(one, session, session.ends_at, now=now) for one in learners], now=now)
    except (NothingPublished, NothingToAsk):
        return 0
    for one in learners:
        queue(_draft(one, now), now=now)
    return len(learners)


def _unasked(session: Session) -> Sequence[Enrolment]:
    """Confirmed learners who were not asked at the end of this session."""
    rows = Enrolment.objects.confirmed().filter(session=session).select_related("person", "session").order_by("pk")
    known = set(
        Invitation.objects.filter(group=f"session/{session.pk}", occasion=EXIT).values_list("about", flat=True)
    )
    return [one for one in rows if one.key not in known]


def _ask_of(one: Enrolment, session: Session, ends_at: datetime, *, now: datetime) -> Ask:
    name = one.person.first_name or one.person.full_name
    readers = _("Votre formateur et vous les lirez : elles entrent dans votre bilan.")
    return Ask(
        key=f"{POSITIONING}/{one.key}/{EXIT}",
        questionnaire=POSITIONING,
        about=one.key,
        respondent=Respondent(one.person.key, one.person.full_name, one.person.email),
        opens_at=now,
        closes_at=max(ends_at, now) + OPEN_FOR,
        group=f"session/{session.pk}",
        occasion=EXIT,
        context={
            "facts": ["closing"],
            "texts": {"first_name": name, "readers_sentence": readers},
            "objectives": session.programme["objectives"],
        },
    )


def _draft(one: Enrolment, now: datetime) -> Draft:
    name, _title, address = trainer_of(one)
    return Draft(
        key=keys.self_assessment(one.pk),
        message="offboarding.self_assessment",
        recipient=Recipient(one.person.email, one.person.full_name, one.person.key),
        about=one.key,
        due_at=now,
        window=provider().window,
        from_name=name,
        reply_to=address,
    )


def compose_self_assessment(mail: OutgoingMail, *, now: datetime) -> Composition:
    found = _invitation(mail)
    if found is None:
        raise CompositionRefused(_("la question a été retirée"))
    one = Enrolment.objects.select_related("person", "session").get(pk=keys.number_in(mail.key))
    organisation = provider()
    by = french.day(french.local(found.closes_at, organisation.zone).date(), year=False)
    return Composition(
        variables={
            **mail_identity(organisation),
            "learner_first_name": one.person.first_name or one.person.full_name,
            "positioning_url": link_markers([found])[found.pk],
            "answer_by": by,
            "trainer_name": trainer_of(one)[0],
        }
    )


def self_assessment_needed(mail: OutgoingMail, *, now: datetime) -> str:
    found = _invitation(mail)
    if found is None or found.withdrawn_at or found.closes_at <= now:
        return _("la question n’est plus ouverte")
    return _("la personne y a déjà répondu") if found.answered_on else ""


def _invitation(mail: OutgoingMail) -> Invitation | None:
    about = f"enrolment/{keys.number_in(mail.key)}"
    return Invitation.objects.filter(key=f"{POSITIONING}/{about}/{EXIT}").first()
