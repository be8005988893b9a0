"""Asking for an evidence file, stopping it, fetching it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.services import provider

from .models import Export, ExportState
from .selecting import NothingToExport, Wanted, sample_of
from .wording import scope_of


@dataclass(frozen=True, kw_only=True)
class Requester:
    """Who asks: « user/3 », the name shown, the address that is told."""

    key: str
    name: str
    email: str = ""


def ask(wanted: Wanted, *, form: str, by: Requester, now: datetime) -> Export:
    """Keep what is asked; a worker prepares it. The same form twice is one. Raises Refused."""
    known = Export.objects.filter(form_key=form).first()
    if known is not None:
        return known
    try:
        sample = sample_of(wanted, provider())
    except NothingToExport as refusal:
        raise Refused(str(refusal)) from refusal
    with transaction.atomic():
        made, is_new = Export.objects.get_or_create(
            form_key=form,
            defaults={
                "wanted": wanted.as_json(),
                "scope": scope_of(wanted, sample.sessions.count())[:200],
                "nominative": wanted.nominative,
                "asked_key": by.key,
                "asked_name": by.name,
                "asked_email": by.email,
                "asked_at": now,
            },
        )
        if is_new:
            codes: dict[str, str | int | bool | None] = {
                "nominative": wanted.nominative,
                "drawn": wanted.draw,
                "seed": wanted.seed,
            }
            record(Fact("export.asked", made.key, now, by.key, codes), now=now)
    return made


def stop(export: Export, *, by: Requester, now: datetime) -> None:
    """Give up a preparation. Raises Refused when it is over."""
    with transaction.atomic():
        told = {"state": ExportState.STOPPED, "finished_at": now, "claim": "", "lease_until": None}
        if not Export.objects.unfinished().filter(pk=export.pk).update(**told):
            raise Refused(_("Cette préparation est déjà terminée."))
        record(Fact("export.stopped", export.key, now, by.key), now=now)


def note_fetched(export: Export, *, by: Requester, now: datetime) -> None:
    """Who took the file, and when."""
    record(Fact("export.fetched", export.key, now, by.key, {"nominative": export.nominative}), now=now)
