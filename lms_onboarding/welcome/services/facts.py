"""What a learner does with a kit: separate facts, noted once, each with its entry in the journal."""

from datetime import datetime

from django.db import transaction

from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.services import provider
from lms_onboarding.progress.services import touch_places
from lms_onboarding.welcome.models import WelcomeKit


def note_opened(kit: WelcomeKit, *, piece: str, by: str, now: datetime) -> bool:
    """A document of the kit was downloaded, or a button pressed; the first time is the fact. True when this is it.

    Reading the page is not enough: a mail scanner that follows the link reads it too. Each day of opening is a
    visit.
    """
    touch_places([kit.enrolment_id], now=now, zone=provider().zone)
    with transaction.atomic():
        if not WelcomeKit.objects.filter(pk=kit.pk, opened_at__isnull=True).update(opened_at=now):
            return False
        _record(kit, "kit.opened", by=by, now=now, piece=piece)
    return True


def acknowledge(kit: WelcomeKit, *, by: str, now: datetime) -> bool:
    """« Bien reçu »: said once, and kept with its date. Pressing the button is opening too. True the first time."""
    with transaction.atomic():
        if not WelcomeKit.objects.filter(pk=kit.pk, acknowledged_at__isnull=True).update(acknowledged_at=now):
            return False
        note_opened(kit, piece="button", by=by, now=now)
        _record(kit, "kit.acknowledged", by=by, now=now)
    return True


def _record(kit: WelcomeKit, verb: str, *, by: str, now: datetime, **codes: str) -> None:
    about = f"enrolment/{kit.enrolment_id}"
    record(Fact(verb, about, occurred_at=now, actor=by, codes={"kit": kit.pk, **codes}), now=now)
