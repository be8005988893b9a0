"""The learner's own side: reading what concerns them, and answering."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import BusinessCalendar
from lms_onboarding.followup.enums import ActionKind, CaseState
from lms_onboarding.followup.models import Action, Alert
from lms_onboarding.followup.refusals import FollowupRefused, UnknownCase
from lms_onboarding.followup.watching.exceptions import business_days_after
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider

from .hands import worded


def a_business_day_after(now: datetime) -> datetime:
    """The time that a team has to take up what has just come."""
    organisation = provider()
    calendar = BusinessCalendar(organisation.holiday_region or None)
    return business_days_after(now, 1, zone=organisation.zone, calendar=calendar)


def reply(*, alert: int, learner: Person, words: str, now: datetime) -> Action:
    """A word for the team; the case comes back to them until it is read. Raises UnknownCase, FollowupRefused."""
    text = worded(words, field="words")
    if not text:
        raise FollowupRefused(_("Écrivez votre réponse avant de l’envoyer."), field="words")
    with transaction.atomic():
        rows = Alert.objects.select_for_update(of=("self",)).select_related("enrolment")
        case = rows.filter(pk=alert, enrolment__person=learner).first()
        if case is None:
            raise UnknownCase
        case.reply_unread_since = case.reply_unread_since or now
        case.version += 1
        if not case.is_closed:
            case.state, case.deferred_until = CaseState.TODO, None
            case.due_at = max(case.due_at, a_business_day_after(now))  # time to read it before anybody is told
        case.save()
        action = Action(alert=case, kind=ActionKind.REPLIED, at=now, by=learner, note=text)
        action.save()
        fact = Fact("alert.replied", case.enrolment.key, now, learner.key, {"alert": case.pk})
        record(fact, now=now)
    return action
