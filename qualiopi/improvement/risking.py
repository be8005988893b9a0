"""Risks: opened with a first look, looked at again, closed with a reason."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.people.services import provider
from qualiopi.coverage.reviewing import Reviewer
from qualiopi.numbering import once

from .models import Risk, RiskReview


@dataclass(frozen=True, kw_only=True)
class Look:
    """How likely and how grave (1 to 4), what holds it, when to look again."""

    likelihood: int
    gravity: int
    control: str
    next_on: date


@dataclass(frozen=True, kw_only=True)
class RiskText:
    """What could go wrong, where it comes from, who watches it."""

    title: str
    owner: int
    cause: str = ""


def open_risk(text: RiskText, look: Look, *, form: str, by: Reviewer, now: datetime) -> Risk:
    """Add a risk with its first look. The same form twice is one risk. Raises Refused."""
    key = hashlib.sha256(form.encode()).hexdigest()
    known = Risk.objects.filter(form_key=key)
    if found := known.first():
        return found
    _refuse(look, now=now)

    @transaction.atomic
    def make() -> Risk:
        risk = Risk.objects.create(
            number=f"RQ-{Risk.objects.count() + 1:03}",
            form_key=key,
            title=text.title.strip()[:160],
            cause=text.cause.strip(),
            owner_id=text.owner,
            opened_at=now,
        )
        record(Fact("risk.opened", risk.key, now, by.key), now=now)
        _look(risk, look, by=by, now=now)
        return risk

    return once(known.first, make)


def look_at(risk: Risk, look: Look, *, by: Reviewer, now: datetime) -> RiskReview:
    """Weigh it again; what was said before stays. The same look twice at one moment is one. Raises Refused."""
    _refuse(look, now=now)
    if risk.closed_at is not None:
        raise Refused(_("Ce risque est clos : ouvrez-en un nouveau s’il revient."))
    with transaction.atomic():
        return _look(risk, look, by=by, now=now)


def close_risk(risk: Risk, *, because: str, by: Reviewer, now: datetime) -> bool:
    if not because.strip():
        raise Refused(_("Dites en une phrase pourquoi ce risque n’en est plus un."), field="because")
    with transaction.atomic():
        standing = Risk.objects.filter(pk=risk.pk, closed_at__isnull=True)
        if not standing.update(closed_at=now, closed_because=because.strip()[:300]):
            return False
        record(Fact("risk.closed", risk.key, now, by.key), now=now)
    risk.refresh_from_db()
    return True


def _look(risk: Risk, look: Look, *, by: Reviewer, now: datetime) -> RiskReview:
    values = {
        "likelihood": look.likelihood,
        "gravity": look.gravity,
        "control": look.control.strip(),
        "next_on": look.next_on,
        "reviewed_by": by.name,
    }
    made, fresh = RiskReview.objects.get_or_create(risk=risk, reviewed_at=now, defaults=values)
    if fresh:
        weight: dict[str, str | int | bool | None] = {"likelihood": look.likelihood, "gravity": look.gravity}
        record(Fact("risk.reviewed", risk.key, now, by.key, weight), now=now)
    return made


def _refuse(look: Look, *, now: datetime) -> None:
    if not look.control.strip():
        raise Refused(_("Dites ce qui tient ce risque aujourd’hui, même « rien encore »."), field="control")
    if look.next_on <= local_date(now, provider().zone):
        raise Refused(_("Choisissez un jour à venir pour la prochaine revue."), field="next_on")
