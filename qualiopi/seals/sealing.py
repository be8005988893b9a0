"""Seals the day: everything new in the journal and among the documents, in one root chained to those before."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Max

from lms_onboarding.common.calendar import local_date
from lms_onboarding.people.services import provider

from . import mails
from .contents import SOURCES
from .models import Leaf, Seal
from .tree import FIRST, chained, leaf, root

LARGEST: Final = 20_000  # leaves of one seal: what one short transaction writes
SETTLED: Final = timedelta(days=2)  # no transaction stays open so long: ids below a seal of then are all sealed
SALT: Final = 16  # bytes


def seal_due(*, now: datetime) -> list[Seal]:
    """Today's seals, unless the day already has one. Safe to run twice at once: numbers and contents are unique."""
    last = Seal.objects.order_by("-number").first()
    zone = provider().zone
    if last is not None and local_date(last.sealed_at, zone) >= local_date(now, zone):
        return []
    return seal_all(now=now)


def seal_all(*, now: datetime) -> list[Seal]:
    """Seal what no seal holds, whatever the day; nothing new, no seal. One transaction a seal, one mail a seal."""
    made: list[Seal] = []
    try:
        while (found := _seal_once(now)) is not None:
            made.append(found)
    except IntegrityError:  # another worker seals at this moment, and takes the same contents
        return made
    return made


def _seal_once(now: datetime) -> Seal | None:
    with transaction.atomic():
        leaves = _leaves(now)
        if not leaves:
            return None
        last = Seal.objects.order_by("-number").first()
        number, top = (last.number if last else 0) + 1, root([one.digest for one in leaves])
        chain = chained(last.chain if last else FIRST, number=number, sealed_at=now, size=len(leaves), top=top)
        made = Seal.objects.create(number=number, sealed_at=now, size=len(leaves), root=top, chain=chain)
        for one in leaves:
            one.seal = made
        Leaf.objects.bulk_create(leaves, batch_size=1000)
        mails.announce(made, now=now)
    return made


def _leaves(now: datetime) -> list[Leaf]:
    settled = Leaf.objects.filter(seal__sealed_at__lt=now - SETTLED).values_list("kind").annotate(Max("ref"))
    floors = dict(settled)
    leaves: list[Leaf] = []
    for source in SOURCES:
        for ref, content in source.unsealed(above=floors.get(source.kind, 0), limit=LARGEST - len(leaves)):
            salt = secrets.token_bytes(SALT)
            leaves.append(Leaf(rank=len(leaves), kind=source.kind, ref=ref, salt=salt, digest=leaf(content, salt)))
    return leaves
