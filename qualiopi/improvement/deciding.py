"""Deciding an action, citing what it rests on, saying that it is done; the plan read together."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.offboarding.models import SurveyAnalysis
from lms_onboarding.people.services import provider
from qualiopi.coverage.reviewing import Reviewer
from qualiopi.evidence.models import Deposit
from qualiopi.numbering import next_rank, once
from qualiopi.registers.models import Complaint

from .models import Action, ActionSource, PlanReview, Risk


@dataclass(frozen=True, kw_only=True)
class ActionText:
    """What is decided. `sources` are ids: « complaint/12 », « analysis/3 », « risk/2 »."""

    title: str
    finding: str
    owner: int
    due_on: date
    cause: str = ""
    sources: tuple[str, ...] = ()


def decide(text: ActionText, *, form: str, by: Reviewer, now: datetime) -> Action:
    """Decide an action. The same form twice is one action. Raises Refused: a day past, a source that is not there."""
    key = hashlib.sha256(form.encode()).hexdigest()
    known = Action.objects.filter(form_key=key)
    if found := known.first():
        return found
    if text.due_on < local_date(now, provider().zone):
        raise Refused(_("Cette échéance est déjà passée : choisissez un jour à venir."), field="due_on")
    for source in text.sources:
        _refuse_unknown(source)
    return once(known.first, lambda: _decide(text, key, by=by, now=now))


@transaction.atomic
def _decide(text: ActionText, key: str, *, by: Reviewer, now: datetime) -> Action:
    year = local_date(now, provider().zone).year
    rank = next_rank(Action.objects.filter(year=year))
    action = Action.objects.create(
        year=year,
        rank=rank,
        number=f"A-{year}-{rank:04}",
        form_key=key,
        title=text.title.strip()[:160],
        finding=text.finding.strip(),
        cause=text.cause.strip(),
        owner_id=text.owner,
        due_on=text.due_on,
        decided_by=by.name,
        decided_at=now,
    )
    ActionSource.objects.bulk_create([ActionSource(action=action, source=one, added_at=now) for one in text.sources])
    codes: dict[str, str | int | bool | None] = {"number": action.number, "sources": len(text.sources)}
    record(Fact("action.decided", action.key, now, by.key, codes), now=now)
    return action


def cite(action: Action, source: str, *, by: Reviewer, now: datetime) -> None:
    """Rest an action on one more source. Twice is once. Raises Refused when there is no such source."""
    _refuse_unknown(source)
    with transaction.atomic():
        _row, fresh = ActionSource.objects.get_or_create(action=action, source=source, defaults={"added_at": now})
        if fresh:
            record(Fact("action.cited", action.key, now, by.key, {"source": source}), now=now)


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was done, on which day; the piece that shows it, and when to measure what it changed."""

    words: str
    on: date
    proof: Deposit | None = None
    measure_on: date | None = None


def finish(action: Action, done: Done, *, by: Reviewer, now: datetime) -> bool:
    """Say what was done, and when its effect is to be measured. Twice is once. Raises Refused."""
    if not done.words.strip():
        raise Refused(_("Dites ce qui a été fait : c’est ce que lira l’auditeur."), field="done")
    if done.on > local_date(now, provider().zone):
        raise Refused(_("Ce jour n’est pas encore venu : donnez celui où l’action a été faite."), field="done_on")
    with transaction.atomic():
        waiting = Action.objects.filter(pk=action.pk, done_on__isnull=True)
        if not waiting.update(done=done.words.strip(), done_on=done.on, proof=done.proof, measure_on=done.measure_on):
            return False
        codes: dict[str, str | int | bool | None] = {"proof": done.proof.pk if done.proof else None}
        record(Fact("action.done", action.key, now, by.key, codes), now=now)
    action.refresh_from_db()
    return True


def review_plan(*, held_on: date, attended: str, concluded: str, form: str, by: Reviewer, now: datetime) -> PlanReview:
    """Note that the plan was read together. The same form twice is one review. Raises Refused for a day to come."""
    if held_on > local_date(now, provider().zone):
        raise Refused(_("Cette revue n’a pas encore eu lieu : notez-la le jour où elle est tenue."), field="held_on")
    values = {
        "held_on": held_on,
        "attended": attended.strip()[:300],
        "concluded": concluded.strip(),
        "noted_by": by.name,
        "noted_at": now,
    }
    with transaction.atomic():
        key = hashlib.sha256(form.encode()).hexdigest()
        made, fresh = PlanReview.objects.get_or_create(form_key=key, defaults=values)
        if fresh:
            record(Fact("plan.reviewed", f"plan_review/{made.pk}", now, by.key), now=now)
    return made


_TABLES: Final = {"complaint": Complaint, "analysis": SurveyAnalysis, "risk": Risk}


def _refuse_unknown(source: str) -> None:
    kind, _slash, number = source.partition("/")
    table = _TABLES.get(kind)
    if table is None or not number.isdecimal() or not table._default_manager.filter(pk=int(number)).exists():  # noqa: SLF001  Django documents it
        raise Refused(
            _("La source « %(source)s » n’existe pas. Choisissez un fait du registre, une analyse ou un risque.")
            % {"source": source},
            field="sources",
        )
