"""What justifies a training before who paid for it: presence, assessments, bilans, certificates. Codes stay; words,
signatures and papers go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import F, Q

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import forget_documents
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.offboarding.models import ActionPlan, Bilan, Paper, PaperKind
from lms_onboarding.privacy.holding import Subject
from lms_onboarding.privacy.holds import keyed
from lms_onboarding.privacy.retention import Calendar, end_of
from lms_onboarding.progress.models import (
    ActionDone,
    Assessment,
    AttendanceMark,
    AttendanceSheet,
    AttendanceSignature,
    CheckAttempt,
    DailyActivity,
    HumanHelp,
    LessonProgress,
)
from lms_onboarding.sessions.models import Session, Slot
from qualiopi.services import drop_salts

from .part import BLANK, Part, deleted, emptied, of_enrolments, of_people, saying

_NO_STROKE: Final = [[[0, 0]]]  # a drawn signature has strokes: a point that shows nothing
_SIGNED: Final = {"drawing": _NO_STROKE, "written_name": BLANK}
_NO_BILAN: Final[dict[str, Any]] = {"strengths": [], "axes": [], "action": {}, "word": "", "facts": []}
# ids of documents.json, beside those of the closing
PROVING: Final = ("emargement", "assiduite_foad", *PaperKind.values)


def _forget_marks(pks: Sequence[Any], _now: datetime) -> None:
    rows = AttendanceMark.objects.filter(pk__in=pks)
    rows.update(note="", arrived_at=None)
    rows.exclude(correction_reason="").update(correction_reason=BLANK)


def _forget_assessments(pks: Sequence[Any], _now: datetime) -> None:
    rows = Assessment.objects.filter(pk__in=pks)
    rows.update(criteria=[])
    rows.exclude(evidence="").update(evidence=BLANK)
    rows.exclude(reason="").update(reason=BLANK)


def forget_papers(pks: Sequence[Any], now: datetime) -> None:
    """Their numbers, kinds and dates stay; the seal holds without their content."""
    drop_salts(pks)
    forget_documents(pks, now=now)


def _papers_due(calendar: Calendar) -> Q:
    due = calendar.proof_is_due("")
    sessions = Session.objects.annotate(ended=end_of("")).filter(due).values("pk")
    return (
        Q(about__in=keyed("session/", Session.objects.filter(pk__in=sessions)))
        | Q(about__in=keyed("slot/", Slot.objects.filter(session__in=sessions)))
        | Q(about__in=keyed("enrolment/", Enrolment.objects.filter(session__in=sessions)))
    )


def of_subject_papers(subject: Subject) -> Q:
    """Papers of these enrolments alone: the sheets of a group name others too, and wait for their own time."""
    return Q(about__in=[f"enrolment/{pk}" for pk in subject.enrolments])


PROOFS: Final = (
    of_enrolments(
        lambda: AttendanceMark.objects.exclude(note="", arrived_at=None, correction_reason__in=("", BLANK)),
        _forget_marks,
    ),
    of_enrolments(saying(AttendanceSignature, **_SIGNED), emptied(AttendanceSignature, {**_SIGNED, "device": ""})),
    Part(
        rows=saying(AttendanceSheet, **_SIGNED, observation=""),
        forget=emptied(AttendanceSheet, {**_SIGNED, "observation": ""}),
        moment=end_of("slot__session"),
        held=lambda held: Q(slot__session__in=held.sessions.values("pk")),
        mine=lambda _subject: Q(pk__in=[]),  # a sheet is the trainer's, over a whole group
        session="slot__session",
    ),
    of_enrolments(saying(HumanHelp, subject=BLANK, answer=""), emptied(HumanHelp, {"subject": BLANK, "answer": ""})),
    of_enrolments(
        lambda: Assessment.objects.exclude(criteria=[], evidence__in=("", BLANK), reason__in=("", BLANK)),
        _forget_assessments,
    ),
    of_enrolments(saying(Bilan, **_NO_BILAN), emptied(Bilan, _NO_BILAN)),
    of_enrolments(saying(ActionPlan, text=BLANK), emptied(ActionPlan, {"text": BLANK})),
    of_enrolments(lambda: Paper.objects.filter(document__isnull=False).exclude(data={}), emptied(Paper, {"data": {}})),
    of_people(LessonProgress.objects.all, deleted(LessonProgress), own="last_opened_at"),
    of_people(CheckAttempt.objects.all, deleted(CheckAttempt), own="at"),
    of_people(ActionDone.objects.all, deleted(ActionDone), own="changed_at"),
    of_enrolments(DailyActivity.objects.all, deleted(DailyActivity)),
    Part(
        rows=lambda: IssuedDocument.objects.filter(kind__in=PROVING, erased_at__isnull=True),
        forget=forget_papers,
        moment=F("issued_at"),
        held=lambda held: held.names("about", "holder_key"),
        mine=of_subject_papers,
        proof_due=_papers_due,
        tied=True,
    ),
)
