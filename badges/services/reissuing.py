"""A badge again: for a new address, a corrected wording, a new period, after a lost key. What was earned stays."""

from datetime import datetime
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from badges import mails
from badges.enums import REPLACING, AwardState, KeyState, Reason
from badges.models import Award, BadgeClass, RevokedCredential
from badges.refusals import NotStanding, SameAddress
from badges.rules import expiry
from badges.writing import identity
from lms_onboarding.journal.services import SYSTEM, Fact, record

from .awarding import Pen, freeze, pen, refuse_silent
from .revoking import publish

BATCH: Final = 200


def reissue(award: Award, *, reason: Reason, by: str, now: datetime) -> Award:
    """The new edition; the old one says that it was replaced. Raises NotStanding, SameAddress, NoIssuer.

    A badge that was revoked comes back with Reason.RESTORED only. The date earned, and who may see it, stay.
    """
    if reason not in REPLACING:
        msg = f"{reason} is no reason to re-issue"
        raise ValueError(msg)
    old = Award.objects.select_related("badge_class", "person").get(pk=award.pk)
    _refuse(old, reason)
    writing = pen(now=now)
    new = _edition(old, writing, reason, now)
    with transaction.atomic():
        locked = Award.objects.select_for_update(of=("self",)).get(pk=old.pk)
        _refuse(locked, reason)
        freeze(new.badge_class, now=now)
        refuse_silent(writing.key)
        locked.key = f"{locked.key}/{locked.edition}"  # the natural key names the last edition
        locked.state, locked.reason = AwardState.REPLACED, reason
        locked.ended_at = locked.ended_at or now
        locked.save(update_fields=["key", "state", "reason", "ended_at"])
        new.save()
        Award.objects.filter(pk=locked.pk).update(replaced_by=new)
        publish([locked], reason=reason, now=now)
        codes: dict[str, str | int | bool | None] = {
            "reason": reason.value,
            "edition": new.edition,
            "before": str(old.uuid),
        }
        record(Fact("badge.reissued", new.subject_key, occurred_at=now, actor=by, codes=codes), now=now)
        mails.queue_reissued([new], now=now)
    return new


def resign(*, by: str = SYSTEM, now: datetime) -> int:
    """Sign again what a compromised key had signed and still stands: new 3.0 credentials, same 2.0 assertions.

    The old credentials go on the revocation list. Stops and starts anywhere: what is left is found again.
    """
    done = 0
    while batch := list(
        Award.objects.filter(state=AwardState.VALID, signing_key__state=KeyState.COMPROMISED)
        .select_related("badge_class", "person")
        .order_by("pk")[:BATCH]
    ):
        done += _resign(batch, by=by, now=now)
    return done


def _resign(batch: list[Award], *, by: str, now: datetime) -> int:
    writing = pen(now=now)
    former = {one.pk: one.credential_id for one in batch}
    for one in batch:
        one.credential_id = uuid4()
        writing.sign(one)
    with transaction.atomic():
        refuse_silent(writing.key)
        same = dict(
            Award.objects.select_for_update()
            .filter(pk__in=list(former), state=AwardState.VALID)
            .values_list("pk", "credential_id")
        )
        fresh = [one for one in batch if same.get(one.pk) == former[one.pk]]
        RevokedCredential.objects.bulk_create(
            [
                RevokedCredential(credential_id=former[one.pk], award=one, reason=Reason.KEY, revoked_at=now)
                for one in fresh
            ]
        )
        Award.objects.bulk_update(fresh, ["credential_id", "credential", "signing_key"])
        for one in fresh:
            codes = {"kid": writing.key.kid}
            record(Fact("badge.resigned", one.subject_key, occurred_at=now, actor=by, codes=codes), now=now)
        mails.queue_reissued(fresh, now=now)
    return len(batch)


def _refuse(award: Award, reason: Reason) -> None:
    expected = AwardState.REVOKED if reason == Reason.RESTORED else AwardState.VALID
    if award.state != expected or award.person is None:
        raise NotStanding(
            _("Ce badge est « %(state)s » : il ne peut pas être réémis pour ce motif.")
            % {"state": award.get_state_display()}
        )
    if reason == Reason.ADDRESS and identity.is_holder(award.person.email, identity=award.identity, salt=award.salt):
        raise SameAddress(
            _("Ce badge porte déjà l’adresse de la personne. Corrigez d’abord sa fiche, puis réémettez-le.")
        )


def _edition(old: Award, writing: Pen, reason: Reason, now: datetime) -> Award:
    wording = old.badge_class
    if reason != Reason.ADDRESS:
        wording = BadgeClass.objects.filter(slug=wording.slug).order_by("-version")[0]
    ends = expiry(now, wording.validity_months, writing.zone) if reason == Reason.RENEWED else old.expires_at
    if ends is not None and ends <= now:
        raise NotStanding(_("Ce badge a expiré. Renouvelez-le pour lui donner une nouvelle période."))
    if old.person is None:
        raise NotStanding(_("Ce badge a été effacé."))
    new = Award(
        uuid=uuid4(),
        subject=uuid4(),
        credential_id=uuid4(),
        key=old.key,
        badge_class=wording,
        person=old.person,
        about=old.about,
        edition=old.edition + 1,
        earned_at=old.earned_at,
        issued_at=now,
        expires_at=ends,
        evidence=old.evidence,
        visibility=old.visibility,
        consented_at=old.consented_at,
    )
    return writing.write(new, email=old.person.email)
