"""What somebody followed, did and showed."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.privacy.enums import Purpose
from lms_onboarding.privacy.holding import Holding, through
from lms_onboarding.progress.models import (
    ActionDone,
    Assessment,
    AttendanceMark,
    AttendanceSignature,
    CheckAttempt,
    DailyActivity,
    HumanHelp,
    LessonProgress,
    StuckReport,
)

_OWN: Final = through("enrolment__person")

LEARNING: Final = (
    Holding(
        model=Enrolment,
        title=_("Vos inscriptions"),
        purpose=Purpose.TRAINING,
        where=through("person"),
        shown=(
            "session",
            "role",
            "company",
            "funder",
            "state",
            "created_at",
            "confirmed_at",
            "ended_at",
            "abandon_cause",
        ),
        related=("session", "company", "funder"),
    ),
    Holding(
        model=LessonProgress,
        title=_("Les leçons que vous avez ouvertes et terminées"),
        purpose=Purpose.TRAINING,
        where=through("person"),
        shown=("title", "opened_at", "last_opened_at", "completed_at"),
    ),
    Holding(
        model=CheckAttempt,
        title=_("Vos réponses aux vérifications des leçons"),
        purpose=Purpose.TRAINING,
        where=through("person"),
        shown=("page", "at", "option", "outcome"),
        related=("page",),
    ),
    Holding(
        model=ActionDone,
        title=_("Ce que vous avez fait pour de vrai"),
        purpose=Purpose.TRAINING,
        where=through("person"),
        shown=("title", "proof", "value", "done_at", "changed_at"),
    ),
    Holding(
        model=DailyActivity,
        title=_("Vos jours d’activité"),
        purpose=Purpose.TRAINING,
        where=_OWN,
        shown=("day", "source", "visits", "lessons", "checks", "actions", "events", "last_at"),
    ),
    Holding(
        model=StuckReport,
        title=_("Vos demandes d’aide et leurs réponses"),
        purpose=Purpose.NOTE,
        where=through("person"),
        shown=("title", "motive", "text", "reported_at", "answer", "answered_at", "settled_at"),
    ),
    Holding(
        model=HumanHelp,
        title=_("L’aide reçue d’une personne, à distance"),
        purpose=Purpose.PROOF,
        where=_OWN,
        shown=("at", "channel", "subject", "answer"),
    ),
    Holding(
        model=AttendanceMark,
        title=_("Vos présences, demi-journée par demi-journée"),
        purpose=Purpose.PROOF,
        where=_OWN,
        shown=("slot", "presence", "excuse", "arrived_at", "note", "marked_at", "correction_reason", "superseded_at"),
        related=("slot",),
    ),
    Holding(
        model=AttendanceSignature,
        title=_("Vos signatures"),
        purpose=Purpose.PROOF,
        where=_OWN,
        shown=("slot", "kind", "written_name", "drawing", "door", "device", "signed_at"),
        related=("slot",),
    ),
    Holding(
        model=Assessment,
        title=_("L’évaluation de vos objectifs"),
        purpose=Purpose.PROOF,
        where=_OWN,
        shown=("text", "level", "criteria", "evidence", "assessed_on", "reason", "superseded_at"),
    ),
)
