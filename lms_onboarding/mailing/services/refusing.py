"""A person refuses the messages that may be refused, or changes her mind."""

from datetime import datetime

from django.db import transaction

from lms_onboarding.journal.services import Fact, record
from lms_onboarding.mailing.models import OptOut


def opt_out(recipient_key: str, *, by: str = "", now: datetime) -> None:
    """No more optional messages for this person (`person/12`). Twice is once: the first date stays."""
    with transaction.atomic():
        if OptOut.objects.filter(recipient_key=recipient_key).exists():
            return
        OptOut.objects.bulk_create([OptOut(recipient_key=recipient_key, since=now)], ignore_conflicts=True)
        record(Fact(verb="optout.added", subject=recipient_key, actor=by or recipient_key, occurred_at=now), now=now)


def opt_in(recipient_key: str, *, by: str = "", now: datetime) -> None:
    """The person accepts optional messages again."""
    with transaction.atomic():
        if OptOut.objects.filter(recipient_key=recipient_key).delete()[0]:
            fact = Fact(verb="optout.lifted", subject=recipient_key, actor=by or recipient_key, occurred_at=now)
            record(fact, now=now)
