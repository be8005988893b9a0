"""A 2.0 assertion, as JSON or by its address: ours are compared with what we issued, others are only described."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from . import register
from .register import Known
from .texts import NotRead, id_of, name_of, read_object, text_of, types_of
from .verdicts import Check, Finding, Verdict


def check_assertion(value: dict[str, Any], known: Known | None, *, now: datetime) -> Finding:
    """`known` is the award that its identifier names, if any."""
    finding = Finding(
        Verdict.FOREIGN_UNVERIFIED,
        name=name_of(value.get("badge")) or name_of(value),
        issuer=name_of(value.get("issuer")) or id_of(value.get("issuer")),
    )
    if known is not None:
        return _ours(value, known, finding, now)
    if register.own_uuid(id_of(value)) is not None:
        finding.checks.append(Check(_("Il est dans notre registre"), holds=False))
        finding.verdict = Verdict.UNKNOWN_BADGE
        return finding
    if types_of(value) & {"OpenBadgeCredential", "AchievementCredential", "VerifiableCredential"}:
        return _unsigned(value, finding)
    if "Assertion" not in types_of(value) and "recipient" not in value:
        return Finding(Verdict.NOT_A_BADGE)
    finding.checks += [
        Check(_("Il a la forme d’un badge"), holds=_is_shaped(value)),
        Check(_("L’émetteur n’est pas nous"), holds=None),
    ]
    return finding


def check_address(known: Known | None, *, now: datetime) -> Finding:
    """An address of ours and nothing else: it names an award, its content is our register's."""
    if known is None:
        return Finding(Verdict.UNKNOWN_BADGE, [Check(_("Il est dans notre registre"), holds=False)])
    return _standing(known, Finding(Verdict.VALID), now)


def _ours(value: dict[str, Any], known: Known, finding: Finding, now: datetime) -> Finding:
    if not known.assertion:  # erased: nothing is left to compare with
        return _standing(known, finding, now)
    try:
        same = read_object(known.assertion) == value
    except NotRead:
        same = False
    finding.checks.append(Check(_("Le contenu est celui que nous avons émis"), holds=same))
    if not same:
        finding.verdict = Verdict.ALTERED
        return finding
    return _standing(known, finding, now)


def _standing(known: Known, finding: Finding, now: datetime) -> Finding:
    finding.award, finding.reason = known.pk, known.why
    finding.identity = (known.identity, known.salt)
    finding.verdict = known.standing(now)
    holds = finding.verdict in (Verdict.VALID, Verdict.EXPIRED)
    finding.checks.append(Check(_("Il n’a pas été retiré"), holds=holds))
    return finding


def _unsigned(value: dict[str, Any], finding: Finding) -> Finding:
    subject = value.get("credentialSubject")
    if isinstance(subject, dict):
        finding.name = name_of(subject.get("achievement")) or finding.name
    finding.checks.append(Check(_("Il porte une signature que nous savons lire"), holds=False))
    finding.verdict = Verdict.UNSIGNED
    return finding


def _is_shaped(value: dict[str, Any]) -> bool:
    recipient = value.get("recipient")
    has_recipient = isinstance(recipient, dict) and bool(text_of(recipient.get("identity")))
    return has_recipient and bool(value.get("badge")) and bool(text_of(value.get("issuedOn")))
