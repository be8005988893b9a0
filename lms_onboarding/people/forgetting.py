"""Forgetting somebody: the row stays, because facts lead to it; nothing in it says who they were."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.common.tabular import email_key
from lms_onboarding.journal.services import SYSTEM, Fact, record_many

from .models import Person

NOWHERE: Final = "efface.invalid"  # a domain that never exists: mails there are held back


def make_unreachable(people: Iterable[Person]) -> None:
    """Forget address, telephone, guardian and account, and keep the name, that papers under a legal hold are in."""
    rows = list(people)
    for person in rows:
        person.email = f"personne-{person.pk}@{NOWHERE}"
        person.email_key = email_key(person.email)
        person.phone, person.account, person.guardian = "", None, None
    Person.objects.bulk_update(rows, ["email", "email_key", "phone", "account", "guardian"], batch_size=200)


def forget_people(people: Iterable[Person], *, now: datetime, by: str = SYSTEM) -> None:
    """Forget their names too. The caller holds the transaction. Twice is once."""
    rows = [person for person in people if person.erased_at is None]
    make_unreachable(rows)
    for person in rows:
        person.civility, person.first_name, person.last_name = "", _("Personne"), _("effacée")
        person.erased_at = now
    Person.objects.bulk_update(rows, ["civility", "first_name", "last_name", "erased_at"], batch_size=200)
    record_many([Fact("person.erased", person.key, occurred_at=now, actor=by) for person in rows], now=now)
