"""Signing an analysis: what is retained, what is changed, with the figures that were on the page."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.offboarding.models import SurveyAnalysis

from .figures import Figure
from .reading import PartyReading, SurveyReading


class AnalysisRefused(Refused):
    """The analysis cannot be signed as it stands."""


@dataclass(frozen=True)
class Lecture:
    """What somebody read in the answers. `grounds`: the comments, among those shown, that found it. `replaces` is the
    analysis that was on the screen, None when there was none."""

    retained: str
    changed: str = ""
    grounds: tuple[str, ...] = ()
    replaces: int | None = None


@dataclass(frozen=True)
class Signatory:
    key: str
    name: str


def sign_analysis(reading: SurveyReading, lecture: Lecture, *, by: Signatory, now: datetime) -> SurveyAnalysis:
    """Keep it in force, in place of the one it replaces. Raises AnalysisRefused, which says how to mend it."""
    _refuse(reading, lecture)
    frozen = frozen_of(reading)
    said = [
        {"party": one.party.value, "question": comment.question, "text": comment.text}
        for one in reading.parties
        for comment in one.comments
        if comment.text in lecture.grounds
    ]
    try:
        with transaction.atomic():
            current = SurveyAnalysis.objects.select_for_update().filter(scope=reading.key, replaced_at=None).first()
            if (current.pk if current else None) != lecture.replaces:
                raise _overtaken()
            if current is not None:
                current.replaced_at = now
                current.save(update_fields=["replaced_at"])
            signed = SurveyAnalysis.objects.create(
                scope=reading.key,
                retained=lecture.retained.strip(),
                changed=lecture.changed.strip(),
                grounds=said,
                figures=frozen,
                digest=_digest(lecture, said, frozen),
                author_key=by.key,
                author_name=by.name,
                signed_at=now,
            )
            codes: dict[str, str | int | bool | None] = {
                "analysis": signed.pk,
                "digest": signed.digest,
                "answers": reading.answered,
            }
            record(Fact("surveys.analysed", reading.key, now, by.key, codes), now=now)
    except IntegrityError as error:  # two people signed at the same moment
        raise _overtaken() from error
    return signed


def _fact(signed: SurveyAnalysis, reading: SurveyReading) -> Fact:
    codes = {"analysis": str(signed.pk), "digest": signed.digest, "answers": str(reading.answered)}
    return Fact("surveys.analysed", reading.key, signed.signed_at, signed.author_key, codes)


def _overtaken() -> AnalysisRefused:
    return AnalysisRefused(
        _("Quelqu’un vient de signer une analyse de ces réponses : relisez-la, puis signez de nouveau la vôtre.")
    )


def _refuse(reading: SurveyReading, lecture: Lecture) -> None:
    if not lecture.retained.strip():
        raise AnalysisRefused(
            _("Écrivez ce que vous retenez de ces réponses, en une phrase au moins."), field="retained"
        )
    if not reading.invited:
        raise AnalysisRefused(_("Personne n’a encore été sollicité : il n’y a rien à analyser."), field="retained")


def frozen_of(reading: SurveyReading) -> dict[str, Any]:
    """Shape: {party: {invited, answered, shown, hidden, questions: [{question, wording, n, answers: {label: count},
    mean, nps}]}}."""
    return {one.party.value: _party(one) for one in reading.parties}


def _party(one: PartyReading) -> dict[str, Any]:
    return {
        "invited": one.rate.invited,
        "answered": one.rate.answered,
        "shown": one.shown,
        "hidden": one.hidden,
        "questions": [_question(figure) for figure in one.figures if figure.n],
    }


def _question(figure: Figure) -> dict[str, Any]:
    return {
        "question": figure.question,
        "wording": figure.wording,
        "n": figure.n,
        "answers": {bar.label: bar.count for bar in figure.bars},
        "mean": None if figure.mean is None else str(figure.mean),
        "nps": figure.nps.score if figure.nps else None,
    }


def _digest(lecture: Lecture, said: Iterable[Mapping[str, str]], frozen: Mapping[str, Any]) -> str:
    whole = [lecture.retained.strip(), lecture.changed.strip(), list(said), dict(frozen)]
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def analysis_of(scope: str) -> SurveyAnalysis | None:
    """The one in force."""
    return SurveyAnalysis.objects.filter(scope=scope, replaced_at=None).first()
