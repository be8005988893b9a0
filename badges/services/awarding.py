"""Giving a badge. Everything is written and signed before the transaction, which only inserts rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.db import transaction
from django.utils.translation import gettext as _

from badges import mails
from badges.enums import KeyState
from badges.models import Award, BadgeClass, Issuer, SigningKey
from badges.refusals import NoIssuer, NoSigningKey, NotEarned
from badges.rules import Facts, expiry, missing
from badges.writing import credential, identity
from badges.writing.moulds import Mould
from lms_onboarding.journal.services import Fact, record_many
from lms_onboarding.people.services import provider

from .keys import ensure_key, private_part

BATCH: Final = 500


@dataclass(frozen=True)
class Awarded:
    """`given` now, `known` already: asking twice gives nothing twice."""

    given: Sequence[Award]
    known: Sequence[Award]


@dataclass(frozen=True)
class Pen:
    """What signs an award: read once for a whole batch."""

    issuer: Issuer
    key: SigningKey
    private: RSAPrivateKey
    zone: tzinfo
    moulds: dict[object, Mould] = field(default_factory=dict)

    def write(self, award: Award, *, email: str) -> Award:
        """Fill `award` with its texts, in memory."""
        award.salt = identity.new_salt()
        award.identity = identity.hashed(email, award.salt)
        award.assertion, payload = self._mould(award).cast(award)
        self._sign(award, payload)
        return award

    def sign(self, award: Award) -> None:
        """A new 3.0 credential; the 2.0 assertion, already given, stays as it is."""
        _assertion, payload = self._mould(award).cast(award)
        self._sign(award, payload)

    def _sign(self, award: Award, payload: str) -> None:
        award.signing_key = self.key
        award.credential = credential.sign(payload, key=self.private, kid=self.key.kid)

    def _mould(self, award: Award) -> Mould:
        common = (award.badge_class_id, award.earned_at, award.issued_at, award.expires_at)
        if common not in self.moulds:
            self.moulds[common] = Mould.of(award, self.issuer, self.zone)
        return self.moulds[common]


def pen(*, now: datetime) -> Pen:
    """Raises NoIssuer, SealBroken."""
    issuer = Issuer.objects.first()
    if issuer is None:
        raise NoIssuer(_("Aucun émetteur de badges n’est décrit. Complétez « Émetteur » dans l’administration."))
    key = ensure_key(now=now)
    return Pen(issuer, key, private_part(key), provider().zone)


def award(facts: Facts, *, badge_class: BadgeClass, by: str, now: datetime, tell: bool = True) -> Award:
    """The badge of this person for this journey, given once. Raises NotEarned, NoIssuer.

    `tell` is False when another message (the closing of a session) announces the badge. Calling it again gives the
    award that exists, whatever became of it: a badge that was revoked never comes back by itself.
    """
    done = award_many([facts], badge_class=badge_class, by=by, now=now, tell=tell)
    return [*done.given, *done.known][0]


def award_many(
    facts: Iterable[Facts], *, badge_class: BadgeClass, by: str, now: datetime, tell: bool = True
) -> Awarded:
    """The same for many people, in a number of queries that depends on batches of 500 only."""
    wanted = {key_of(badge_class, one): one for one in facts}
    _refuse_unearned(wanted.values())
    given: list[Award] = []
    known: list[Award] = []
    keys = list(wanted)
    for first in range(0, len(keys), BATCH):
        batch = keys[first : first + BATCH]
        before = {one.key: one for one in Award.objects.filter(key__in=batch).select_related("badge_class", "person")}
        known += before.values()
        new = {key: wanted[key] for key in batch if key not in before}
        if new:
            given += _give(new, badge_class, by=by, now=now, tell=tell)
    return Awarded(given, known)


def key_of(badge_class: BadgeClass, facts: Facts) -> str:
    """One badge per wording's slug and journey, whatever the version."""
    return f"{badge_class.slug}/{facts.journey}"


def _refuse_unearned(facts: Iterable[Facts]) -> None:
    for one in facts:
        if lines := missing(one):
            raise NotEarned(
                _("Le badge de %(name)s n’est pas encore acquis : %(missing)s.")
                % {"name": one.person.full_name, "missing": " ; ".join(lines)},
                lines,
            )


def _give(wanted: dict[str, Facts], badge_class: BadgeClass, *, by: str, now: datetime, tell: bool) -> list[Award]:
    writing = pen(now=now)
    ends = expiry(now, badge_class.validity_months, writing.zone)
    awards = [
        writing.write(
            Award(
                uuid=facts.uuid or uuid4(),
                subject=uuid4(),
                credential_id=uuid4(),
                key=key,
                badge_class=badge_class,
                person=facts.person,
                about=facts.about,
                earned_at=facts.earned_at,
                issued_at=now,
                expires_at=ends,
                evidence=facts.frozen(),
            ),
            email=facts.person.email,
        )
        for key, facts in wanted.items()
    ]
    with transaction.atomic():
        freeze(badge_class, now=now)
        refuse_silent(writing.key)
        late = set(Award.objects.filter(key__in=list(wanted)).values_list("key", flat=True))
        fresh = [one for one in awards if one.key not in late]
        Award.objects.bulk_create(fresh)
        record_many([_fact(one, by) for one in fresh], now=now)
        if tell:
            mails.queue_awarded(fresh, now=now)
    if late:  # somebody else gave the same badges meanwhile: theirs stand
        return [*fresh, *Award.objects.filter(key__in=late).select_related("badge_class", "person")]
    return fresh


def freeze(badge_class: BadgeClass, *, now: datetime) -> None:
    """From the first award on, this wording no longer changes. Its row is the lock of those who award it."""
    locked = BadgeClass.objects.select_for_update().get(pk=badge_class.pk)
    if locked.frozen_at is None:
        BadgeClass.objects.filter(pk=badge_class.pk).update(frozen_at=now)


def refuse_silent(key: SigningKey) -> None:
    """A key declared compromised while we were signing must not leave one more badge behind."""
    if not SigningKey.objects.select_for_update().filter(pk=key.pk, state=KeyState.ACTIVE).exists():
        raise NoSigningKey(_("La clé de signature vient de changer : rien n’a été attribué. Recommencez."))


def _fact(award: Award, by: str) -> Fact:
    codes: dict[str, str | int | bool | None] = {
        "class": award.badge_class.slug,
        "version": award.badge_class.version,
        "edition": award.edition,
    }
    return Fact("badge.awarded", award.subject_key, occurred_at=award.issued_at, actor=by, codes=codes)
