"""What the owner of a portfolio agreed to show, in words, so that each can be taken back."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from badges.enums import Visibility

from .gathering import Portfolio


@dataclass(frozen=True)
class Consent:
    """`since` is None where only the present choice is kept."""

    what: str
    how: str
    since: datetime | None = None


def consents_of(portfolio: Portfolio) -> list[Consent]:
    """Nothing is queried."""
    found = [
        Consent(
            _("Badge « %(name)s »") % {"name": one.award.badge_class.short_name},
            _("Public, avec votre nom")
            if one.award.visibility == Visibility.PUBLIC
            else _("Dans votre portfolio, pour qui a votre lien"),
            one.award.consented_at,
        )
        for one in portfolio.trophies
        if one.award.visibility != Visibility.PRIVATE
    ]
    found += [
        Consent(str(shelf.label), _("Dans votre portfolio, pour qui a votre lien"))
        for shelf in portfolio.shelves
        if shelf.is_shared
    ]
    if portfolio.link:
        found.append(Consent(_("Votre lien de portfolio"), _("Ouvert"), portfolio.link.created_at))
    return found
