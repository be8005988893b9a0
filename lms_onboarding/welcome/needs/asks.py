"""What a questionnaire knows of the occasion: the objectives frozen at the opening, who reads, until when. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from courses.services import programme_of
from lms_onboarding.common import french
from lms_onboarding.surveys.services import Ask, Respondent
from lms_onboarding.welcome.content import Content
from lms_onboarding.welcome.services.drafting import Addressee
from lms_onboarding.welcome.services.outlook import Outlook

from .rules import COMPANY, ENTRY, LEARNER, POSITIONING, closing_once_asked, invitation_key
from .selections import Partner


def objectives_of(outlook: Outlook) -> list[dict[str, str]]:
    """[{ref, text, use_at_work}], the statements that the end of the session will use again."""
    programme = outlook.session.programme or programme_of(outlook.session.course)
    return list(programme.get("objectives", []))


def needs_ask(to: Addressee, outlook: Outlook, *, now: datetime) -> Ask:
    about = f"enrolment/{to.enrolment}"
    return Ask(
        key=invitation_key(LEARNER, about),
        questionnaire=LEARNER,
        about=about,
        respondent=_learner(to),
        opens_at=now,
        closes_at=closing_once_asked(now, _start(outlook), outlook.content.tz),
        group=f"session/{outlook.session.pk}",
        context={
            "facts": ["session.has_remote_slots"] if outlook.content.at_a_distance else [],
            "texts": {**_texts(to, outlook.content), **_disability_contact(outlook.content)},
            "objectives": objectives_of(outlook),
        },
    )


def positioning_ask(to: Addressee, outlook: Outlook, *, now: datetime) -> Ask:
    """The same statements before and after: here before, until the first slot."""
    about, prerequisites = f"enrolment/{to.enrolment}", outlook.content.course.prerequisites.strip()
    context: Mapping[str, Any] = {
        "facts": ["course.has_prerequisites"] if prerequisites else [],
        "texts": {**_texts(to, outlook.content), **({"prerequisites_text": prerequisites} if prerequisites else {})},
        "objectives": objectives_of(outlook),
    }
    return Ask(
        key=invitation_key(POSITIONING, about),
        questionnaire=POSITIONING,
        about=about,
        respondent=_learner(to),
        opens_at=now,
        closes_at=_start(outlook),
        group=f"session/{outlook.session.pk}",
        occasion=ENTRY,
        context=context,
    )


def partner_ask(one: Partner, outlook: Outlook, *, now: datetime) -> Ask:
    """No learner is named: the company describes work, not people."""
    about = f"session/{one.session}"
    return Ask(
        key=f"{invitation_key(one.questionnaire, about)}/{one.organisation}",
        questionnaire=one.questionnaire,
        about=about,
        respondent=Respondent(name=one.contact_name, email=one.contact_email, organisation=one.name),
        opens_at=now,
        closes_at=closing_once_asked(now, _start(outlook), outlook.content.tz),
        group=about,
        context={"texts": {"readers_sentence": _readers(outlook.content, employer=one.questionnaire == COMPANY)}},
    )


def _learner(to: Addressee) -> Respondent:
    return Respondent(f"person/{to.person}", to.full_name, to.email)


def _texts(to: Addressee, content: Content) -> dict[str, str]:
    return {"first_name": to.first_name or to.full_name, "readers_sentence": _readers(content)}


def _disability_contact(content: Content) -> dict[str, str]:
    """« notre référent handicap, Thomas Arnaud »; nothing, and so no question, when nobody would read the answer."""
    who = content.disability
    if who is None:
        return {}
    title = who.title.partition(",")[0].strip() or "référent handicap"
    return {"disability_contact": f"notre {title}, {who.name}"}


def _readers(content: Content, *, employer: bool = False) -> str:
    """« Karim Haddad et Solène Le Goff les lisent ; votre employeur n’en voit rien. »"""
    people = [*content.trainers, *([content.referent] if content.referent else [])]
    names = list(dict.fromkeys(one.name for one in people))
    if not names:
        return ""
    verb = "les lit" if len(names) == 1 else "les lisent"
    discreet = "les personnes formées n’en voient rien" if employer else "votre employeur n’en voit rien"
    return f"{french.listing(names)} {verb} ; {discreet}."


def _start(outlook: Outlook) -> datetime:
    if outlook.session.starts_at is None:
        raise ValueError(f"session {outlook.session.code} has no date")  # the selection is by date
    return outlook.session.starts_at
