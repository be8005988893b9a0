"""Taking a badge back: the 2.0 assertion and the 3.0 credential in one transaction, and its holder told."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from badges import mails
from badges.enums import REVOKING, AwardState, Reason
from badges.models import Award, RevokedCredential
from badges.refusals import NotStanding
from lms_onboarding.journal.services import Fact, record_many


def revoke(award: Award, *, reason: Reason, by: str, now: datetime) -> Award:
    """Raises NotStanding when it was withdrawn, replaced or erased already."""
    if not revoke_many([award], reason=reason, by=by, now=now):
        raise NotStanding(_("Ce badge n’est déjà plus valable : il n’y a rien à retirer."))
    award.refresh_from_db()
    return award


def revoke_many(awards: Iterable[Award], *, reason: Reason, by: str, now: datetime) -> list[Award]:
    """Those that were still standing, now revoked; the others are left as they are. A fixed number of queries."""
    if reason not in REVOKING:
        msg = f"{reason} is no reason to revoke"
        raise ValueError(msg)
    with transaction.atomic():
        standing = list(
            Award.objects.select_for_update(of=("self",))
            .select_related("badge_class", "person")
            .filter(pk__in=[one.pk for one in awards], state=AwardState.VALID)
            .order_by("pk")
        )
        for one in standing:
            one.state, one.reason, one.ended_at = AwardState.REVOKED, reason, now
        Award.objects.bulk_update(standing, ["state", "reason", "ended_at"], batch_size=500)
        publish(standing, reason=reason, now=now)
        record_many([_fact(one, by, now) for one in standing], now=now)
        mails.queue_revoked(standing, now=now)
    return standing


def publish(awards: Iterable[Award], *, reason: Reason, now: datetime) -> None:
    """Put the credentials of these awards on the public list, where a line stays for ever."""
    RevokedCredential.objects.bulk_create(
        [
            RevokedCredential(credential_id=one.credential_id, award=one, reason=reason, revoked_at=now)
            for one in awards
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def _fact(award: Award, by: str, now: datetime) -> Fact:
    return Fact("badge.revoked", award.subject_key, occurred_at=now, actor=by, codes={"reason": award.reason})
