"""What the public page of a badge shows: the verdict first, then what was really looked at, at this moment."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from badges import addresses
from badges.enums import AwardState, Reason, Visibility
from badges.models import Award, Issuer
from badges.services import linkedin_url
from badges.verifying.checking import Handed, check
from badges.verifying.verdicts import Check, Finding, Verdict
from badges.writing.identity import is_holder
from lms_onboarding.common import french
from lms_onboarding.people.services import provider


@dataclass(frozen=True)
class BadgePage:
    award: Award
    issuer: Issuer | None
    finding: Finding
    checks: list[Check]
    checked_at: datetime
    facts: list[tuple[str, str]] = field(default_factory=list)
    reason: str = ""

    @property
    def title(self) -> str:
        return self.award.badge_class.name

    @property
    def holder_name(self) -> str:
        """With the holder's consent only."""
        person = self.award.person
        return person.full_name if person and self.award.visibility == Visibility.PUBLIC else ""

    @property
    def url(self) -> str:
        return addresses.assertion_url(self.award.uuid)

    @property
    def image_url(self) -> str:
        return addresses.image_url(self.award.badge_class.slug, self.award.badge_class.version)

    @property
    def linkedin_url(self) -> str:
        return linkedin_url(self.award, self.issuer)


def page_of(award: Award, *, now: datetime) -> BadgePage:
    """`award` with its class, key and person. The signature is really checked, now."""
    finding = _look(award, now)
    return BadgePage(
        award=award,
        issuer=Issuer.objects.first(),
        finding=finding,
        checks=_checks(award, finding),
        checked_at=now,
        facts=_facts(award, now),
        reason=str(Reason(award.reason).label) if award.reason else "",
    )


def is_of(award: Award, email: str) -> bool:
    """Whether the badge was given to this address, of which nothing is kept."""
    return award.state == AwardState.VALID and is_holder(email, identity=award.identity, salt=award.salt)


def _look(award: Award, now: datetime) -> Finding:
    if award.state == AwardState.ERASED:
        return Finding(Verdict.ERASED)
    return check(Handed(text=award.credential), now=now)


def _checks(award: Award, finding: Finding) -> list[Check]:
    """In the reader's words; a badge that stands no more has only its state to show."""
    if finding.verdict not in (Verdict.VALID, Verdict.EXPIRED):
        return []
    site = addresses.issuer_url().partition("/badges/")[0]
    return [
        Check(_("L’émetteur est bien %(name)s") % {"name": finding.issuer}, holds=True, detail=site),
        Check(_("Le badge n’a été ni modifié ni révoqué"), holds=True),
        Check(_("L’image délivrée contient les mêmes données que cette page"), holds=True, detail=award.uuid.urn),
    ]


def _facts(award: Award, now: datetime) -> list[tuple[str, str]]:
    if award.state == AwardState.ERASED:
        return []
    known = award.evidence
    day = french.day(french.local(award.expires_at, provider().zone), weekday=False) if award.expires_at else ""
    asked, acquired = known.get("objectives_asked") or 0, len(known.get("objectives") or ())
    told = [
        (_("Durée suivie"), str(known.get("hours") or "")),
        (_("Objectifs acquis"), _("%(got)d sur %(asked)d") % {"got": acquired, "asked": asked} if asked else ""),
        (_("Évaluation"), _("Preuve examinée par une personne") if known.get("examined") else ""),
        (_("Expiration"), day or _("Aucune")),
    ]
    return [(name, value) for name, value in told if value]
