"""The words of the survey mails, and whether they are still needed when they leave."""

from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import Composition, CompositionRefused
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.people.services import mail_identity
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.enums import InvitationState
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import link_markers

from . import asks
from .rules import ids_of, invitation_mail, invitation_of, party_of
from .selections import session_of, year_of
from .setting import Campaigns

MONTH: Final = 30.4
IN_MONTHS_FROM: Final = 45
Words = dict[str, str]


def compose(mail: OutgoingMail, *, now: datetime) -> Composition:
    """The values of an invitation or of a reminder, from what is true at `now`."""
    one = _invitation(mail)
    links = link_markers([one]) if one else {}
    if one is None or one.pk not in links:
        raise CompositionRefused(_("le questionnaire ou son lien a disparu"))
    campaigns = Campaigns.read(now=now)
    closing = one.closes_at.astimezone(campaigns.house.zone).date()
    return Composition(
        variables={
            **mail_identity(campaigns.provider),
            "survey_url": links[one.pk],
            "answer_by": french.day(closing, year=False),
            "answer_by_short": french.day(closing, weekday=False, year=False),
            **_greeting(one),
            **_of_party(one, campaigns, now=now),
        }
    )


def _greeting(one: Invitation) -> Words:
    """« Inès », or the mailbox of a company without a name."""
    texts = one.context.get("texts", {})
    said = texts.get("first_name") or one.respondent_name or one.organisation
    return {"learner_first_name": said, "recipient_first_name": said}


def _of_party(one: Invitation, campaigns: Campaigns, *, now: datetime) -> Words:
    if party_of(one.key) is Party.FUNDER:
        return _funded(one)
    session = asks.sessions_of([session_of(one) or 0]).get(session_of(one) or 0)
    if session is None or session.starts_at is None or session.ends_at is None:
        raise CompositionRefused(_("la session ou ses dates ont disparu"))
    first, last = (moment.astimezone(campaigns.house.zone).date() for moment in (session.starts_at, session.ends_at))
    return {
        "course_title": asks.title_of(session),
        "session_end_date": french.day(last, weekday=False),
        "session_end_day": _ended(last, local_date(now, campaigns.house.zone)),
        "session_dates": french.period(first, last),
        "elapsed_phrase": elapsed(local_date(now, campaigns.house.zone) - last),
        "survey_readers_sentence": asks.readers(session, campaigns),
        "participants_followed_phrase": _followed(session, one) if party_of(one.key) is Party.COMPANY else "",
    }


def _ended(last: date, today: date) -> str:
    """« aujourd’hui », « hier », « vendredi 14 mars »."""
    return {0: "aujourd’hui", 1: "hier"}.get((today - last).days) or french.day(last, year=False)


def elapsed(since: timedelta) -> str:
    """« Deux mois après », « Trente jours après » under six weeks: a sentence begins with it."""
    if since.days >= IN_MONTHS_FROM:
        return f"{french.in_words(round(since.days / MONTH)).capitalize()} mois après"
    return f"{french.counted(since.days, 'jour')} après".capitalize()


def _followed(session: Session, one: Invitation) -> str:
    """« Huit personnes de votre équipe ont suivi »."""
    count = _staff(session.pk, ids_of(one.key)[1])
    people = french.counted(count, "personne", feminine=True)
    verb = "ont" if count > 1 else "a"
    return f"{people[:1].upper()}{people[1:]} de votre équipe {verb} suivi"


def _staff(session: int, company: int) -> int:
    return Enrolment.objects.placed().filter(session_id=session, company_id=company).count()


def _funded(one: Invitation) -> Words:
    funder, year = ids_of(one.key)
    start, end = year_of(year)
    paid = Enrolment.objects.placed().filter(
        funder_id=funder, session__starts_at__gte=start, session__starts_at__lt=end
    )
    paid = paid.in_standing_sessions()
    actions = paid.values("session_id").distinct().count()
    people = paid.values("person_id").distinct().count()
    said = (
        f"{french.counted(actions, 'action', feminine=True)} pour {french.counted(people, 'personne', feminine=True)}"
    )
    return {"survey_year": str(year), "funded_actions_phrase": said}


def needed(mail: OutgoingMail, *, now: datetime) -> str:
    """ "" while the answer is awaited from somebody who is still concerned."""
    one = _invitation(mail)
    if one is None:
        return _("le questionnaire a disparu")
    if one.answered_on is not None:
        return _("le questionnaire est rempli")
    if one.state(now) is not InvitationState.OPEN:
        return _("le questionnaire est clos")
    return _gone(one)


def reminder_needed(mail: OutgoingMail, *, now: datetime) -> str:
    if reason := needed(mail, now=now):
        return reason
    asked = OutgoingMail.objects.filter(key=invitation_mail(invitation_of(mail.key))).first()
    return _("l’invitation est revenue") if asked is None or asked.state == MailState.BOUNCED else ""


def _gone(one: Invitation) -> str:
    """Why this respondent is not concerned any more, or nothing."""
    session = session_of(one)
    if session is not None and not Session.objects.standing().filter(pk=session).exists():
        return _("la session est annulée")
    match party_of(one.key):
        case Party.HOT | Party.COLD:
            left = Enrolment.objects.filter(pk=ids_of(one.key)[0])
            gone = left.exists() and not left.placed().exists()
            return _("cette personne n’a pas suivi la formation jusqu’au bout") if gone else ""
        case Party.COMPANY:
            return "" if _staff(*ids_of(one.key)) else _("plus personne de cette entreprise n’a suivi la formation")
    return ""


def _invitation(mail: OutgoingMail) -> Invitation | None:
    return Invitation.objects.filter(key=invitation_of(mail.key)).first()
