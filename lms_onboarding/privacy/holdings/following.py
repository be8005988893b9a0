"""When somebody needed a sign: what was seen, what was done, what came of it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from lms_onboarding.followup.models import Action, Alert, Signal
from lms_onboarding.offboarding.models import ActionPlan, Bilan, Recall
from lms_onboarding.privacy.enums import Purpose
from lms_onboarding.privacy.holding import Holding, through

FOLLOWING: Final = (
    Holding(
        model=Alert,
        title=_("Les fois où votre formateur a été prévenu"),
        purpose=Purpose.EVIDENCE,
        where=through("enrolment__person"),
        shown=(
            "state",
            "points",
            "opened_at",
            "contacted_at",
            "handled_at",
            "outcome",
            "cause",
            "false_signal",
            "closed_at",
        ),
    ),
    Holding(
        model=Signal,
        title=_("Ce qui l’a fait prévenir : la valeur observée et le seuil"),
        purpose=Purpose.EVIDENCE,
        where=through("alert__enrolment__person"),
        shown=("kind", "observed", "threshold", "rules_version", "since", "raised_at", "ended_at"),
    ),
    Holding(
        model=Action,
        title=_("Ce qui a été fait pour vous, et noté"),
        purpose=Purpose.NOTE,
        where=through("alert__enrolment__person"),
        shown=("kind", "at", "note"),
    ),
    Holding(
        model=Bilan,
        title=_("Vos bilans"),
        purpose=Purpose.TRAINING,
        where=through("enrolment__person"),
        shown=("version", "strengths", "axes", "action", "word", "facts", "validated_at", "superseded_at"),
    ),
    Holding(
        model=ActionPlan,
        title=_("Votre action à trente jours"),
        purpose=Purpose.TRAINING,
        where=through("enrolment__person"),
        shown=("text", "written_at", "outcome", "outcome_at"),
    ),
    Holding(
        model=Recall,
        title=_("Les questions de rappel après la formation"),
        purpose=Purpose.TRAINING,
        where=through("enrolment__person"),
        shown=("days", "questions", "asked_at", "answered_at"),
    ),
)
