"""What will be asked and recalled around the end: self-assessments, recalls, actions, the network after."""

from collections.abc import Iterator
from dataclasses import replace

from lms_onboarding.offboarding.afterwards.actions import MESSAGE as ACTION
from lms_onboarding.offboarding.afterwards.actions import due_actions
from lms_onboarding.offboarding.afterwards.recalls import MESSAGES, choose, due, shelves_by_role
from lms_onboarding.offboarding.afterwards.self_assessment import MESSAGE as SELF_ASSESSMENT
from lms_onboarding.offboarding.afterwards.self_assessment import sessions_to_ask, unasked
from lms_onboarding.offboarding.alumni.inviting import MESSAGE as ALUMNI
from lms_onboarding.offboarding.alumni.inviting import due_alumni
from lms_onboarding.offboarding.campaigns.setting import Campaigns
from lms_onboarding.offboarding.closing.gathering import POSITIONING
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import provider
from lms_onboarding.surveys.models import QuestionnaireVersion
from lms_onboarding.welcome.services import Span

from .sendings import Told, learner


def afterwards_coming(span: Span) -> Iterator[Told]:
    """Constant queries, whatever the sessions and the people."""
    organisation = provider()
    window = organisation.window
    for told in (*_self_assessments(organisation, span), *_recalls(organisation, span), *_actions(organisation, span)):
        yield replace(told, at=window.next_opening(max(told.at, span.now)))
    campaigns = Campaigns.read(now=span.now)
    window = campaigns.house.window
    for one, at in due_alumni(campaigns, now=span.now, until=span.until):
        yield Told(ALUMNI, window.next_opening(max(at, span.now)), learner(one), one.session, window)


def _self_assessments(organisation: ProviderSettings, span: Span) -> Iterator[Told]:
    due_at = sessions_to_ask(organisation, now=span.now, until=span.until)
    published = QuestionnaireVersion.objects.published().filter(questionnaire__key=POSITIONING)
    if not due_at or not published.exists():
        return
    waiting = unasked(due_at)
    for session, at in due_at.items():
        for one in waiting.get(session.pk, ()):
            yield Told(SELF_ASSESSMENT, at, learner(one), session, organisation.window)


def _recalls(organisation: ProviderSettings, span: Span) -> Iterator[Told]:
    """Who has something to recall in their path; which lessons were hard changes the questions, not the sending."""
    found = list(due(organisation, now=span.now, until=span.until))
    shelves = shelves_by_role() if found else {}
    for days, one, at in found:
        if choose(shelves.get(one.role, ()), (), days=days):
            yield Told(MESSAGES[days], at, learner(one), one.session, organisation.window)


def _actions(organisation: ProviderSettings, span: Span) -> Iterator[Told]:
    for plan, at in due_actions(organisation, now=span.now, until=span.until):
        yield Told(ACTION, at, learner(plan.enrolment), plan.enrolment.session, organisation.window)
