"""Who reads confidential reports: designated by an administrator, who never sees the passphrase."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused
from lms_onboarding.common.tabular import CellRefused, email_key, parse_email
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import revoke
from lms_onboarding.sessions.models import SessionTrainer
from qualiopi.registers import codes, mails, paths, sealing
from qualiopi.registers.models import ConfidentialRecipient
from qualiopi.registers.refusals import (
    AlreadyAccepted,
    AlreadyDesignated,
    PassphraseTooWeak,
    TrainerCannotReceive,
)

SHORTEST_PASSPHRASE: Final = 16
FEWEST_LETTERS: Final = 6


def designate(*, name: str, title: str, email: str, by: str, now: datetime) -> ConfidentialRecipient:
    """Ask a person to receive confidential reports: a personal link leaves, by which they choose their passphrase.

    Raises TrainerCannotReceive, AlreadyDesignated, Refused for an address that mail cannot reach.
    """
    address = _usable(email)
    key = email_key(address)
    if session := _sessions_trained_by([key], now=now).get(key):
        raise TrainerCannotReceive(
            _(
                "%(name)s anime la session %(session)s, qui n’est pas terminée : un message pourrait "
                "mettre cette personne en cause. Désignez quelqu’un d’autre, au besoin hors de l’organisme."
            )
            % {"name": name, "session": session},
            field="email",
        )
    recipient = ConfidentialRecipient(name=name, title=title, email=address, email_key=key, designated_at=now)
    try:
        with transaction.atomic():
            recipient.save()
            mails.invite_recipient(recipient, now=now)
            record(Fact("recipient.designated", recipient.key, occurred_at=now, actor=by), now=now)
    except IntegrityError as error:
        raise AlreadyDesignated(
            _("Cette adresse reçoit déjà les messages confidentiels, ou y est invitée."), field="email"
        ) from error
    return recipient


def send_again(recipient: ConfidentialRecipient, *, now: datetime) -> None:
    """A new designation link; the one sent before stops working. Raises AlreadyAccepted."""
    with transaction.atomic():
        _still_invited(recipient)
        revoke(_designation_links(recipient), now=now)
        mails.invite_recipient(recipient, now=now)


def accept(recipient: ConfidentialRecipient, *, passphrase: str, now: datetime) -> str:
    """Make the keys and return the recovery code, which is kept nowhere: whoever asked must print it now.

    Raises PassphraseTooWeak, AlreadyAccepted.
    """
    _refuse_weak(passphrase)
    private, recovery = sealing.new_private_key(), codes.new_recovery_code()
    about = recipient.key
    # stretched before the transaction: it takes a third of a second
    locked = sealing.lock(private, passphrase=passphrase, about=about)
    with transaction.atomic():
        found = _still_invited(recipient)
        found.public_key = sealing.public_key_of(private)
        found.under_passphrase = locked
        found.under_recovery = sealing.lock_with_code(private, code=recovery, about=about)
        found.accepted_at = now
        found.save()
        revoke(_designation_links(found), now=now)
        record(Fact("recipient.accepted", found.key, occurred_at=now, actor=found.key), now=now)
    return recovery


def end_designation(recipient: ConfidentialRecipient, *, by: str, now: datetime) -> None:
    """No new report reaches this person. What they received stays theirs: nobody else could open it."""
    with transaction.atomic():
        if ConfidentialRecipient.objects.living().filter(pk=recipient.pk).update(ended_at=now):
            revoke(_designation_links(recipient), now=now)
            record(Fact("recipient.ended", recipient.key, occurred_at=now, actor=by), now=now)


def recipients_at(*, now: datetime) -> list[ConfidentialRecipient]:
    """Who may be written to now: keys made, designation not ended, no session of theirs under way or to come."""
    ready = list(ConfidentialRecipient.objects.ready())
    training = _sessions_trained_by([recipient.email_key for recipient in ready], now=now)
    return [recipient for recipient in ready if recipient.email_key not in training]


def _sessions_trained_by(keys: list[str], *, now: datetime) -> dict[str, str]:
    """Code of a session that is not over, by the address of its trainer."""
    trained = SessionTrainer.objects.filter(
        person__email_key__in=keys, session__cancelled_at__isnull=True, session__ends_at__gt=now
    )
    return dict(trained.order_by("-session__starts_at").values_list("person__email_key", "session__code"))


def _still_invited(recipient: ConfidentialRecipient) -> ConfidentialRecipient:
    """The row, locked. Raises AlreadyAccepted."""
    found = ConfidentialRecipient.objects.select_for_update().living().filter(pk=recipient.pk).first()
    if found is None or found.accepted_at is not None:
        raise AlreadyAccepted(_("Cette désignation est déjà acceptée, ou elle est terminée. Rien n’a changé."))
    return found


def _designation_links(recipient: ConfidentialRecipient) -> list[PersonalLink]:
    return list(PersonalLink.objects.filter(scope=paths.DESIGNATION, object_key=str(recipient.pk)))


def _usable(address: str) -> str:
    try:
        return parse_email(address)
    except CellRefused as refusal:
        raise Refused(refusal.sentence, field="email") from refusal


def _refuse_weak(passphrase: str) -> None:
    words = " ".join(passphrase.split())
    if len(words) < SHORTEST_PASSPHRASE or len(set(words.casefold())) < FEWEST_LETTERS:
        raise PassphraseTooWeak(
            _(
                "Cette phrase se devinerait. Prenez au moins seize caractères, par exemple quatre ou cinq mots "
                "sans rapport entre eux."
            ),
            field="passphrase",
        )
