"""The learner’s own assessment is asked first: the statements of the start, again as the last half-day begins."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.calendar import wall_clock
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused, Draft, Recipient, queue
from lms_onboarding.offboarding import keys
from lms_onboarding.offboarding.closing.gathering import POSITIONING
from lms_onboarding.offboarding.closing.telling import trainer_of
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import mail_identity, provider
from lms_onboarding.sessions.models import Session, Slot
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import Ask, NothingPublished, NothingToAsk, Respondent, invite_many, link_markers

OPEN_FOR: Final = timedelta(days=7)
NEAR: Final = timedelta(days=2)
EXIT: Final = "exit"
MESSAGE: Final = "offboarding.self_assessment"


def ask_self_assessments(*, now: datetime) -> int:
    """Ask who is in their last half-day, or has just ended. Returns how many mails were queued."""
    due = sessions_to_ask(provider(), now=now)
    waiting = unasked(due)
    return sum(_ask(session, waiting[session.pk], now=now) for session in due if session.pk in waiting)


def sessions_to_ask(
    organisation: ProviderSettings, *, now: datetime, until: datetime | None = None
) -> dict[Session, datetime]:
    """Sessions whose last half-day has begun at `now`, or will have by `until`, and when it does. Two queries."""
    near = Session.objects.standing().filter(
        ends_at__gt=now - OPEN_FOR, ends_at__lt=(until or now) + NEAR, released_at__isnull=True
    )
    slots = Prefetch("slots", Slot.objects.order_by("day", "start"))
    found: dict[Session, datetime] = {}
    for session in near.select_related("course").prefetch_related(slots).order_by("pk"):
        last = next(reversed(session.slots.all()), None)
        at = wall_clock(last.day, last.start, organisation.zone) if last else None
        if at and at <= (until or now) and session.programme.get("objectives"):
            found[session] = at
    return found


def unasked(sessions: Iterable[Session]) -> dict[int, list[Enrolment]]:
    """Confirmed learners of these sessions who were not asked at their end, by session. Two queries."""
    wanted = [session.pk for session in sessions]
    rows = Enrolment.objects.confirmed().filter(session__in=wanted).select_related("person", "session").order_by("pk")
    groups = [f"session/{pk}" for pk in wanted]
    asked = Invitation.objects.filter(group__in=groups, occasion=EXIT).values_list("about", flat=True)
    known = set(asked) if wanted else set()
    found: dict[int, list[Enrolment]] = {}
    for one in rows if wanted else ():
        if one.key not in known:
            found.setdefault(one.session_id, []).append(one)
    return found


def _ask(session: Session, learners: Sequence[Enrolment], *, now: datetime) -> int:
    if session.ends_at is None:
        return 0
    try:
        invite_many([_ask_of(one, session, session.ends_at, now=now) for one in learners], now=now)
    except (NothingPublished, NothingToAsk):
        return 0
    for one in learners:
        queue(_draft(one, now), now=now)
    return len(learners)


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
        message=MESSAGE,
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
    if found.answered_on:
        return _("la personne y a déjà répondu")
    released = Session.objects.filter(enrolments=keys.number_in(mail.key), released_at__isnull=False)
    return _("le bilan est déjà remis") if released.exists() else ""


def _invitation(mail: OutgoingMail) -> Invitation | None:
    about = f"enrolment/{keys.number_in(mail.key)}"
    return Invitation.objects.filter(key=f"{POSITIONING}/{about}/{EXIT}").first()
