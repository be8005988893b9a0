"""Surveys to come: who will be asked, and who will be reminded if nothing is answered."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from lms_onboarding.offboarding.campaigns.rules import (
    closes_at,
    funders_asked_at,
    is_due,
    party_of,
    reminded_at,
)
from lms_onboarding.offboarding.campaigns.selections import (
    due_sessions,
    published,
    session_of,
    silent,
    unasked_companies,
    unasked_funders,
    unasked_learners,
    unasked_trainers,
)
from lms_onboarding.offboarding.campaigns.setting import Campaigns
from lms_onboarding.offboarding.campaigns.sweeping import INVITATIONS, REMINDERS
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.welcome.services import Somebody, Span

from .sendings import Told, learner

IF_SILENT: Final = "Si pas de réponse"


def campaigns_coming(span: Span) -> Iterator[Told]:
    """Constant queries, whatever the sessions and the people."""
    campaigns, ready = Campaigns.read(now=span.now), published()
    due, _known = due_sessions(ready, campaigns, span.now, span.until)
    waiting = list(silent(span.now).order_by("pk"))
    wanted = {pk for some in due.values() for pk in some} | {pk for one in waiting if (pk := session_of(one))}
    sessions = Session.objects.select_related("course").in_bulk(wanted)
    known = campaigns.with_changes(wanted)
    for party, moments in due.items():
        for pk, who in _asked(party, list(moments)):
            yield from _both(party, moments[pk], who, sessions[pk], known, span)
    if Party.FUNDER in ready:
        yield from _funders(known, span)
    for one in waiting:
        yield from _reminder(one, sessions, known, span)


def _asked(party: Party, sessions: list[int]) -> Iterator[tuple[int, Somebody]]:
    """(session, who) of those whom the sweep would ask."""
    if not sessions:
        return
    if party is Party.TRAINER:
        for one in unasked_trainers(sessions):
            yield one.session_id, Somebody(one.person.full_name, one.person.email)
    elif party is Party.COMPANY:
        for session, company in unasked_companies(sessions):
            yield session, Somebody(company.name, company.contact_email)
    else:
        for row in unasked_learners(party, sessions).select_related("person").order_by("pk"):
            yield row.session_id, learner(row)


def _both(
    party: Party, moment: datetime, who: Somebody, session: Session | None, campaigns: Campaigns, span: Span
) -> Iterator[Told]:
    """The question, then its reminder, which only who stays silent receives."""
    house = campaigns.house
    at = house.window.next_opening(max(moment, span.now))
    timing = campaigns.timing(party, session.pk if session else None)
    if timing is None or not who.email:
        return
    if span.is_ahead(at):
        yield Told(INVITATIONS[party], at, who, session, house.window)
    again = reminded_at(at, closes_at(at, timing, house), timing, house)
    if again and span.is_ahead(again):
        yield Told(REMINDERS[party], again, who, session, house.window, IF_SILENT)


def _funders(campaigns: Campaigns, span: Span) -> Iterator[Told]:
    settings = campaigns.settings
    moment, year = funders_asked_at(
        span.until, month=settings.funder_month, day=settings.funder_day, hour=settings.hour, house=campaigns.house
    )
    for one in unasked_funders(year) if is_due(moment, span.now, span.until) else ():
        yield from _both(Party.FUNDER, moment, Somebody(one.name, one.contact_email), None, campaigns, span)


def _reminder(one: Invitation, sessions: dict[int, Session], campaigns: Campaigns, span: Span) -> Iterator[Told]:
    """Of a question that left and is not answered."""
    party, pk = party_of(one.key), session_of(one)
    timing = campaigns.timing(party, pk)
    sent_at: datetime = one.sent_at  # type: ignore[attr-defined]  # annotated by `silent`
    moment = reminded_at(sent_at, one.closes_at, timing, campaigns.house) if timing else None
    at = campaigns.house.window.next_opening(max(moment, span.now)) if moment else None
    if at and at < one.closes_at and span.is_ahead(at):
        number = one.about.partition("/")[2]
        enrolment = int(number) if one.about.startswith("enrolment/") else 0
        name = one.respondent_name or one.organisation
        who = Somebody(name, one.respondent_email, enrolment, key=one.respondent_key)
        session = sessions.get(pk) if pk else None
        yield Told(REMINDERS[party], at, who, session, campaigns.house.window, IF_SILENT)
