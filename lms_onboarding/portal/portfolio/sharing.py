"""What the owner of a portfolio decides: who sees what, and the link that shows it. Each effect is immediate."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from badges.enums import Visibility
from badges.models import Award
from badges.services import show
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.links.services import Grant, make
from lms_onboarding.links.services import revoke as close
from lms_onboarding.people.models import Person
from lms_onboarding.portal.models import SharedKind

from .gathering import KINDS, SCOPE

WORDING: Final = 1  # of what the page says that sharing means; a test asks for another when the page changes
LIVES: Final = {"months": timedelta(days=183), "always": timedelta(days=36_500)}


def choose(person: Person, choices: Mapping[str, str], *, now: datetime) -> None:
    """`choices`: `badge-<uuid>` → private, link or public; `kind-<kind>` → private or link. What is not named stays.

    A bilan, like any document, never becomes public.
    """
    with transaction.atomic():
        for award in Award.objects.filter(person=person):
            wanted = choices.get(f"badge-{award.uuid}", "")
            if wanted in Visibility.values:
                show(award, visibility=Visibility(wanted), by=person.key, now=now)
        for kind in KINDS:
            _show_kind(person, kind, choices.get(f"kind-{kind}", ""), now=now)


def open_link(person: Person, *, life: str, now: datetime) -> PersonalLink:
    """A new link, whose address replaces the one before."""
    with transaction.atomic():
        close_link(person, now=now)
        expires_at = now + LIVES.get(life, LIVES["months"])
        grant = Grant(scope=SCOPE, object_key=str(person.pk), holder_key=SCOPE, expires_at=expires_at)
        codes = {"wording": WORDING}
        record(Fact("portfolio.opened", person.key, occurred_at=now, actor=person.key, codes=codes), now=now)
        return make([grant], now=now)[0]


def close_link(person: Person, *, now: datetime) -> None:
    """Whoever had the address sees nothing any more."""
    with transaction.atomic():
        if close(PersonalLink.objects.filter(scope=SCOPE, object_key=str(person.pk)), now=now):
            record(Fact("portfolio.closed", person.key, occurred_at=now, actor=person.key), now=now)


def hide_kind(person: Person, kind: str, *, now: datetime) -> None:
    """Documents of this kind are shown no more."""
    with transaction.atomic():
        _show_kind(person, kind, Visibility.PRIVATE, now=now)


def withdraw(person: Person, *, now: datetime) -> None:
    """Nothing of this person is shown any more, with their name or behind their link."""
    with transaction.atomic():
        for award in Award.objects.filter(person=person).exclude(visibility=Visibility.PRIVATE):
            show(award, visibility=Visibility.PRIVATE, by=person.key, now=now)
        for kind in KINDS:
            _show_kind(person, kind, Visibility.PRIVATE, now=now)
        close_link(person, now=now)


def _show_kind(person: Person, kind: str, wanted: str, *, now: datetime) -> None:
    rows = SharedKind.objects.filter(person=person, kind=kind)
    changed = False
    if wanted == Visibility.LINK:
        _row, changed = SharedKind.objects.get_or_create(person=person, kind=kind, defaults={"since": now})
    elif wanted == Visibility.PRIVATE:
        changed = bool(rows.delete()[0])
    if changed:
        codes: dict[str, str | int | bool | None] = {"kind": kind, "visibility": wanted, "wording": WORDING}
        record(Fact("portfolio.shown", person.key, occurred_at=now, actor=person.key, codes=codes), now=now)
