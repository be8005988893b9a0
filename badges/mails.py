"""What the mails about a badge say, read when they are about to leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from badges.addresses import HOLDER_SCOPE
from badges.enums import AwardState, Reason
from badges.models import Award
from lms_onboarding.common import french
from lms_onboarding.links.services import Grant, keep, marker
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.mailing.services import (
    Composer,
    Composition,
    CompositionRefused,
    Draft,
    Needed,
    Recipient,
    queue_many,
)
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import mail_identity, provider

LINK_LIFE: Final = timedelta(days=3650)  # a badge outlives the course and the account; so does the way to it
CONTEST: Final = timedelta(days=30)
CHANGES: Final = {
    Reason.ADDRESS: _("votre adresse de messagerie, à votre demande."),
    Reason.CORRECTED: _("le texte ou l’image du badge, corrigés."),
    Reason.RESTORED: _("le badge est rétabli après réexamen."),
    Reason.RENEWED: _("une nouvelle période de validité commence."),
    Reason.KEY: _("la signature numérique, remplacée par précaution. Rien de ce que le badge atteste."),
}


def queue_awarded(awards: Iterable[Award], *, now: datetime) -> None:
    organisation = provider()
    queue_many([_draft(one, "awarded", "badges.awarded", organisation, now) for one in awards], now=now)


def queue_reissued(awards: Iterable[Award], *, now: datetime) -> None:
    """Once per text issued: an award signed again after a lost key is another text."""
    organisation = provider()
    drafts = [
        _draft(one, f"reissued/{one.credential_id.hex[:12]}", "badges.reissued", organisation, now) for one in awards
    ]
    queue_many(drafts, now=now)


def queue_revoked(awards: Iterable[Award], *, now: datetime) -> None:
    organisation = provider()
    queue_many([_draft(one, "revoked", "badges.revoked", organisation, now) for one in awards], now=now)


def queue_expiring(awards: Iterable[tuple[Award, int]], *, now: datetime) -> None:
    organisation = provider()
    drafts = [_draft(one, f"expiring/{days}", "badges.expiring", organisation, now) for one, days in awards]
    queue_many(drafts, now=now)


def compose_awarded(mail: OutgoingMail, *, now: datetime) -> Composition:
    award, organisation = _award(mail), provider()
    ends = award.expires_at
    until = _("Votre badge est valable jusqu’au %(day)s.") % {"day": _day(ends, organisation)} if ends else ""
    return Composition(
        variables={
            **_common(award, organisation),
            "badge_url": _link(award, now=now),
            "badge_short_name": award.badge_class.short_name,
            "badge_criteria_sentence": sentence(award.badge_class.summary),
            "badge_expiry_sentence": until or _("Votre badge n’a pas de date d’expiration."),
        }
    )


def compose_reissued(mail: OutgoingMail, *, now: datetime) -> Composition:
    award, organisation = _award(mail), provider()
    before = Award.objects.filter(replaced_by=award).first()
    reason = Reason(before.reason) if before and _names_edition(mail, award, before) else Reason.KEY
    return Composition(
        variables={
            **_common(award, organisation),
            "badge_url": _link(award, now=now),
            "badge_change_line": CHANGES[reason],
            "badge_earned_on": _day(award.earned_at, organisation),
        }
    )


def compose_revoked(mail: OutgoingMail, *, now: datetime) -> Composition:
    award, organisation = _award(mail), provider()
    ended = award.ended_at or now
    owner = organisation.administrative_referent or organisation.pedagogical_referent
    return Composition(
        variables={
            **_common(award, organisation),
            "badge_short_name": award.badge_class.short_name,
            "badge_revoked_on": _day(ended, organisation),
            "badge_revocation_reason": f"{Reason(award.reason).label}.",
            "badge_contest_by": _day(ended + CONTEST, organisation),
            "badge_contest_owner": owner.full_name if owner else organisation.name,
        }
    )


def compose_expiring(mail: OutgoingMail, *, now: datetime) -> Composition:
    award, organisation = _award(mail), provider()
    day = _day(award.expires_at or now, organisation)
    return Composition(
        variables={
            **_common(award, organisation),
            "badge_expires_short": day,
            "badge_expires_on": day,
            "badge_renewal_condition": sentence(award.badge_class.renewal),
            "badge_renew_url": _link(award, now=now),
        }
    )


def needed_while_valid(mail: OutgoingMail, *, now: datetime) -> str:
    award = _find(mail)
    if award is None or award.person is None:
        return _("le badge a été effacé")
    return "" if award.stands(now) else _("le badge n’est plus valable")


def needed_while_revoked(mail: OutgoingMail, *, now: datetime) -> str:
    award = _find(mail)
    if award is None or award.person is None:
        return _("le badge a été effacé")
    return "" if award.state == AwardState.REVOKED else _("le badge a été rétabli")


@dataclass(frozen=True)
class Voice:
    compose: Composer
    needed: Needed


VOICES: Final = {
    "badges.awarded": Voice(compose_awarded, needed_while_valid),
    "badges.reissued": Voice(compose_reissued, needed_while_valid),
    "badges.revoked": Voice(compose_revoked, needed_while_revoked),
    "badges.expiring": Voice(compose_expiring, needed_while_valid),
}


def sentence(words: str) -> str:
    """« Concevoir un module » after a colon: « concevoir un module. »"""
    tidy = words.strip()
    return f"{tidy[:1].lower()}{tidy[1:].rstrip('.')}."


def _draft(award: Award, suffix: str, message: str, organisation: ProviderSettings, now: datetime) -> Draft:
    person = award.person
    if person is None:
        raise CompositionRefused(_("le badge a été effacé"))
    reply = organisation.pedagogical_referent if message != "badges.revoked" else organisation.administrative_referent
    return Draft(
        key=f"badge/{award.pk}/{suffix}",
        message=message,
        recipient=Recipient(person.email, person.full_name, person.key),
        about=award.about or person.key,
        due_at=now,
        window=organisation.window,
        from_name=organisation.name,
        reply_to=reply.email if reply else organisation.email,
    )


def _find(mail: OutgoingMail) -> Award | None:
    return Award.objects.select_related("badge_class", "person").filter(pk=int(mail.key.split("/")[1])).first()


def _award(mail: OutgoingMail) -> Award:
    award = _find(mail)
    if award is None or award.person is None:
        raise CompositionRefused(_("le badge a été effacé"))
    return award


def _names_edition(mail: OutgoingMail, award: Award, before: Award) -> bool:
    """Whether the mail tells the new edition, and not that its signature changed afterwards."""
    return before.ended_at is not None and mail.queued_at <= award.issued_at


def _common(award: Award, organisation: ProviderSettings) -> dict[str, str]:
    person = award.person
    assert person is not None  # noqa: S101  _award refused the others
    return {
        **mail_identity(organisation),
        "learner_first_name": person.first_name or person.full_name,
        "badge_name": award.badge_class.name,
        "badge_issued_on": _day(award.issued_at, organisation),
    }


def _day(moment: datetime, organisation: ProviderSettings) -> str:
    return french.day(french.local(moment, organisation.zone), weekday=False)


def _link(award: Award, *, now: datetime) -> str:
    """The way of this holder to this badge, with or without an account."""
    person = award.person
    assert person is not None  # noqa: S101  _award refused the others
    grant = Grant(scope=HOLDER_SCOPE, object_key=str(award.uuid), holder_key=person.key, expires_at=now + LINK_LIFE)
    with transaction.atomic():
        return marker(keep(grant, now=now))
