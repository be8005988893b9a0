"""Saying what changed to those who had said what was wrong: the people behind the facts that an action rests on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.services import provider
from qualiopi.coverage.reviewing import Reviewer
from qualiopi.registers.mails import changed_key, tell_what_changed
from qualiopi.registers.models import Complaint

from .models import Action


@dataclass(frozen=True)
class Heard:
    """Who said it and left an address: those still to be told, and the mails of those who were."""

    waiting: tuple[Complaint, ...]
    told: tuple[OutgoingMail, ...]


def heard(action: Action, user: Any) -> Heard:
    """Among the facts that this person may read. Two queries."""
    cited = [one.source.partition("/")[2] for one in action.sources.all() if one.source.startswith("complaint/")]
    facts = Complaint.objects.visible_to(user).filter(pk__in=cited, answered_at__isnull=False).exclude(email="")
    found = {changed_key(one, action.pk): one for one in facts.order_by("pk")}
    told = OutgoingMail.objects.filter(key__in=list(found)).order_by("queued_at", "pk")
    known = {one.key for one in told}
    return Heard(tuple(one for key, one in found.items() if key not in known), tuple(told))


def tell_back(action: Action, words: str, *, user: Any, by: Reviewer, now: datetime) -> int:
    """Write these words to each of those who wait for them; how many. Twice is once. Raises Refused."""
    if action.done_on is None:
        raise Refused(_("Dites d’abord ce qui a été fait : on n’annonce pas un changement à venir."), field="words")
    waiting, organisation = heard(action, user).waiting, provider()
    with transaction.atomic():
        for complaint in waiting:
            tell_what_changed(complaint, words, organisation, action=action.pk, now=now)
        if waiting:
            record(Fact("action.told", action.key, now, by.key, {"people": len(waiting)}), now=now)
    return len(waiting)
