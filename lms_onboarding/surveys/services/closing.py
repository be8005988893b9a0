"""Close what is due. The page already refuses answers by the clock; this keeps the fact and clears what must go."""

from datetime import datetime
from typing import Final

from django.db import transaction

from lms_onboarding.journal.services import SYSTEM, Fact, record_many
from lms_onboarding.surveys.enums import Naming
from lms_onboarding.surveys.models import Draft, Invitation, RestrictedAnswer

BATCH: Final = 500


def close_due(*, now: datetime) -> int:
    """Mark the invitations whose day has passed, and journal whether they were answered; returns how many.

    A draft meant to stay without a name is erased: it was never sent, and it still led to somebody. The others stay,
    for a day that would be moved.
    """
    closed = 0
    while batch := _close(now):
        closed += batch
    return closed


def _close(now: datetime) -> int:
    with transaction.atomic():
        due = list(Invitation.objects.select_for_update().due_to_close(now).order_by("pk")[:BATCH])
        pks = [invitation.pk for invitation in due]
        Invitation.objects.filter(pk__in=pks).update(closed_at=now)
        unnamed = Draft.objects.filter(invitation__in=pks).exclude(naming=Naming.NAMED)
        RestrictedAnswer.objects.filter(invitation__in=unnamed.values("invitation"), value="").delete()
        unnamed.delete()
        record_many([_fact(invitation) for invitation in due], now=now)
    return len(due)


def _fact(invitation: Invitation) -> Fact:
    codes = {"invitation": invitation.pk, "answered": invitation.answered_on is not None}
    return Fact("survey.closed", invitation.about, invitation.closes_at, SYSTEM, codes)
