"""Who may see a badge with its holder's name: the holder decides, and may change their mind."""

from datetime import datetime
from typing import Final

from django.db import transaction

from badges.enums import AwardState, Visibility
from badges.models import Award
from badges.refusals import NotStanding
from lms_onboarding.journal.services import Fact, record

WORDING: Final = 1  # of what the pages say that showing a badge means; a test asks for another when they change


def show(award: Award, *, visibility: Visibility, by: str, now: datetime) -> Award:
    """Public shows the name, which is a consent with its date; anything else withdraws it at once."""
    with transaction.atomic():
        locked = Award.objects.select_for_update().get(pk=award.pk)
        if locked.state == AwardState.ERASED:
            raise NotStanding("Ce badge a été effacé.")
        if locked.visibility == visibility:
            return locked
        locked.visibility = visibility
        locked.consented_at = now if visibility == Visibility.PUBLIC else None
        locked.save(update_fields=["visibility", "consented_at"])
        codes: dict[str, str | int | bool | None] = {"visibility": visibility.value, "wording": WORDING}
        record(Fact("badge.shown", locked.subject_key, occurred_at=now, actor=by, codes=codes), now=now)
    return locked
