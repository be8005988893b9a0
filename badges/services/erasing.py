"""Forgetting a holder: what was public says « retiré », nothing says of whom, the counts stay right."""

from datetime import datetime

from django.db import transaction

from badges.addresses import HOLDER_SCOPE
from badges.enums import AwardState, Reason, Visibility
from badges.models import Award
from lms_onboarding.journal.services import Fact, record_many
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import revoke as close
from lms_onboarding.people.models import Person

from .revoking import publish


def erase_person(person: Person, *, by: str, now: datetime) -> int:
    """Erase this person from all their badges, whatever their state; returns how many.

    Identifiers, dates and state stay as a tombstone; address hash, salt, evidence, texts and journey go. A JWT the
    person downloaded keeps a signature that verifies: its identifier joins the revocation list, the only remedy left.
    Say so before, and offer the download (`badges.views`). Twice is once.
    """
    with transaction.atomic():
        held = list(Award.objects.select_for_update().filter(person=person).order_by("pk"))
        for one in held:
            _wipe(one, now)
        Award.objects.bulk_update(held, _WIPED, batch_size=200)
        publish(held, reason=Reason.ERASED, now=now)
        links = PersonalLink.objects.filter(scope=HOLDER_SCOPE, holder_key=person.key)
        close(links, now=now)
        facts = [Fact("badge.erased", one.subject_key, occurred_at=now, actor=by) for one in held]
        record_many(facts, now=now)
    return len(held)


_WIPED = (
    *("key", "person", "about", "salt", "identity", "evidence", "assertion", "credential", "state", "reason"),
    *("ended_at", "visibility", "consented_at"),
)


def _wipe(award: Award, now: datetime) -> None:
    award.key = f"erased/{award.uuid}"  # the natural key named the journey
    award.person = None
    award.about = award.salt = award.identity = award.assertion = award.credential = ""
    award.evidence = {}
    award.state, award.reason = AwardState.ERASED, Reason.ERASED
    award.ended_at = award.ended_at or now
    award.visibility, award.consented_at = Visibility.PRIVATE, None
