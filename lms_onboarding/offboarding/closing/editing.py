"""A trainer edits and validates a bilan, one by one or all; after release, a correction is a new version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from lms_onboarding.journal.services import Fact, record, record_many
from lms_onboarding.offboarding.models import Bilan, Paper, PaperKind
from lms_onboarding.offboarding.refusals import BilanRefused
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session

LONGEST: Final = 300
LONGEST_WORD: Final = 600
MOST: Final = 3


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A bilan as the trainer wants it. A sentence that equals the draft's keeps its facts; so does one reworded."""

    strengths: Sequence[str]
    axes: Sequence[str]
    action: str
    word: str = ""


def save_bilan(bilan: Bilan, wording: Wording, *, by: str, now: datetime) -> Bilan:
    """Keep this wording; it is to be validated again when it changed. Raises BilanRefused.

    Once released, the version stays as it was handed over: this makes the next one, to validate in its turn.
    """
    _refuse(wording)
    with transaction.atomic():
        row = _held(bilan)
        fields = _worded(row, wording)
        if all(getattr(row, name) == value for name, value in fields.items()):
            return row
        if is_handed_over(row):
            row = _next_version(row, now=now)
        for name, value in fields.items():
            setattr(row, name, value)
        row.edited_at, row.validated_at, row.validator = now, None, None
        row.save()
        record(_fact("bilan.edited", row, by=by, now=now), now=now)
    return row


def validate_bilans(bilans: Sequence[Bilan], *, validator: Person, by: str, now: datetime) -> int:
    """Validate these bilans; those that are already keep their date. Returns how many were. Raises BilanRefused."""
    with transaction.atomic():
        rows = Bilan.objects.select_for_update(of=("self",)).select_related("enrolment__person")
        held = list(rows.filter(pk__in=[one.pk for one in bilans], validated_at__isnull=True).current())
        for row in held:
            _refuse_empty(row)
        Bilan.objects.filter(pk__in=[row.pk for row in held]).update(validated_at=now, validator=validator)
        record_many([_fact("bilan.validated", row, by=by, now=now) for row in held], now=now)
    return len(held)


def is_handed_over(bilan: Bilan) -> bool:
    """Whether this very version was frozen by a release."""
    return Paper.objects.filter(enrolment=bilan.enrolment, kind=PaperKind.BILAN, version=bilan.version).exists()


def _held(bilan: Bilan) -> Bilan:
    """The current version, under the session's lock, so that a release sees the whole of an edit or nothing."""
    Session.objects.select_for_update().get(pk=bilan.enrolment.session_id)
    rows = Bilan.objects.current().select_related("enrolment__person")
    return rows.get(enrolment=bilan.enrolment_id)


def _next_version(row: Bilan, *, now: datetime) -> Bilan:
    Bilan.objects.filter(pk=row.pk).update(superseded_at=now)
    return Bilan(enrolment=row.enrolment, version=row.version + 1, facts=row.facts, drafted_at=row.drafted_at)


def _worded(row: Bilan, wording: Wording) -> dict[str, Any]:
    return {
        "strengths": _sentences(row.strengths, wording.strengths),
        "axes": _sentences(row.axes, wording.axes),
        "action": _sentence(row.action, wording.action),
        "word": wording.word.strip(),
    }


def _sentences(drafted: Sequence[Mapping[str, Any]], wanted: Sequence[str]) -> list[dict[str, Any]]:
    before = [*drafted, *({} for _ in wanted)]
    said = [_sentence(old, new) for old, new in zip(before, wanted, strict=False)]
    return [one for one in said if one["text"]]


def _sentence(drafted: Mapping[str, Any], wanted: str) -> dict[str, Any]:
    """What it was drafted from stays beside it; a sentence that no fact started is what the trainer saw."""
    text = " ".join(wanted.split())
    edited = bool(drafted.get("edited")) or text != drafted.get("text", "")
    return {"text": text, "facts": list(drafted.get("facts", [])), "edited": edited}


def _refuse(wording: Wording) -> None:
    for field, said in (("strengths", wording.strengths), ("axes", wording.axes), ("action", [wording.action])):
        if any(len(one.strip()) > LONGEST for one in said):
            sentence = _("Tenez chaque phrase en %(longest)d caractères : elle sera lue, et imprimée.")
            raise BilanRefused(sentence % {"longest": LONGEST}, field=field)
    if len(wording.word.strip()) > LONGEST_WORD:
        raise BilanRefused(_("Tenez votre mot en %(longest)d caractères.") % {"longest": LONGEST_WORD}, field="word")
    if len([one for one in wording.strengths if one.strip()]) > MOST:
        raise BilanRefused(_("Gardez trois points forts au plus : les plus utiles."), field="strengths")


def _refuse_empty(row: Bilan) -> None:
    names = {"name": row.enrolment.person.full_name}
    if not row.strengths or not row.axes:
        raise BilanRefused(
            _("Le bilan de %(name)s dit au moins un point fort et un axe : écrivez ce que vous avez vu.") % names
        )
    if not row.action.get("text"):
        raise BilanRefused(_("Le bilan de %(name)s n’a pas encore d’action à trente jours.") % names)


def _fact(verb: str, row: Bilan, *, by: str, now: datetime) -> Fact:
    codes: dict[str, str | int | bool | None] = {"version": row.version}
    return Fact(verb, f"enrolment/{row.enrolment_id}", occurred_at=now, actor=by, codes=codes)
