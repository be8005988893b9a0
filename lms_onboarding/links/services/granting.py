"""Giving, taking back and renewing the right to open a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from lms_onboarding.links.models import PersonalLink


@dataclass(frozen=True, kw_only=True)
class Grant:
    """The right of `holder_key` (`person/12`) to open `object_key` (`kit/7`) in `scope` until `expires_at`."""

    scope: str
    object_key: str
    holder_key: str
    expires_at: datetime


def make(grants: Iterable[Grant], *, now: datetime) -> list[PersonalLink]:
    """Links in the order of the grants, in one query per thousand."""
    links = [
        PersonalLink(
            scope=grant.scope,
            object_key=grant.object_key,
            holder_key=grant.holder_key,
            created_at=now,
            expires_at=grant.expires_at,
        )
        for grant in grants
    ]
    return PersonalLink.objects.bulk_create(links, batch_size=1000)


def keep(grant: Grant, *, now: datetime) -> PersonalLink:
    """The living link of this holder to this object, made when there is none: asking twice gives one link."""
    return keep_many([grant], now=now)[0]


def keep_many(grants: Sequence[Grant], *, now: datetime) -> list[PersonalLink]:
    """`keep` for each, in order: two queries for a few grants."""
    living = PersonalLink.objects.usable(now).filter(
        scope__in={grant.scope for grant in grants}, object_key__in={grant.object_key for grant in grants}
    )
    with transaction.atomic():
        # the oldest wins: it comes last
        found = {_right(link): link for link in living.order_by("-pk")}
        missing = {_right(grant): grant for grant in grants if _right(grant) not in found}
        found |= {_right(link): link for link in make(missing.values(), now=now)}
    return [found[_right(grant)] for grant in grants]


def _right(of: Grant | PersonalLink) -> tuple[str, str, str]:
    return of.scope, of.object_key, of.holder_key


def revoke(links: Iterable[PersonalLink], *, now: datetime) -> int:
    """Close links for good; those already closed keep their date. Returns how many were closed."""
    return PersonalLink.objects.filter(pk__in=_pks(links), revoked_at__isnull=True).update(revoked_at=now)


def renew(links: Iterable[PersonalLink], *, expires_at: datetime | None = None) -> int:
    """Void the tokens and cookies already given by raising the version; the next mail carries the new token.

    With `expires_at`, the life of the links changes too. Returns how many were renewed.
    """
    changes = {"version": F("version") + 1} | ({"expires_at": expires_at} if expires_at else {})
    return PersonalLink.objects.filter(pk__in=_pks(links), revoked_at__isnull=True).update(**changes)


def _pks(links: Iterable[PersonalLink]) -> list[int]:
    return [link.pk for link in links]
