"""What somebody was asked and answered under their name. Nameless answers are nobody's: they cannot be found again."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from lms_onboarding.offboarding.models import RelayedReply
from lms_onboarding.privacy.enums import Purpose
from lms_onboarding.privacy.holding import Holding, named_by, through
from lms_onboarding.surveys.models import Draft, Invitation, Response, RestrictedAnswer
from lms_onboarding.welcome.models import NeedsSynthesis

_ASKED: Final = named_by("invitation__respondent_key")

QUESTIONS: Final = (
    Holding(
        model=Invitation,
        title=_("Les questionnaires que vous avez reçus"),
        purpose=Purpose.SURVEY,
        where=named_by("respondent_key"),
        shown=("version", "occasion", "invited_at", "opens_at", "closes_at", "answered_on"),
        related=("version__questionnaire",),
    ),
    Holding(
        model=Draft,
        title=_("Vos réponses commencées"),
        purpose=Purpose.SURVEY,
        where=_ASKED,
        shown=("answers", "saved_at"),
    ),
    Holding(
        model=Response,
        title=_("Vos réponses nominatives"),
        purpose=Purpose.SURVEY,
        where=_ASKED,
        shown=("version", "answers", "submitted_at"),
        related=("version__questionnaire",),
    ),
    Holding(
        model=RestrictedAnswer,
        title=_("Vos réponses lues par une seule personne"),
        purpose=Purpose.NOTE,
        where=_ASKED,
        shown=("question", "value", "submitted_at", "handled_at"),
    ),
    Holding(
        model=RelayedReply,
        title=_("Vos réponses recueillies par une autre voie"),
        purpose=Purpose.SURVEY,
        where=_ASKED,
        shown=("channel", "on_day", "spoke", "entered_at"),
    ),
    Holding(
        model=NeedsSynthesis,
        title=_("La synthèse de vos besoins"),
        purpose=Purpose.EVIDENCE,
        where=through("enrolment__person"),
        shown=(
            "need",
            "fit",
            "decision",
            "adaptations",
            "reason",
            "restated",
            "author_name",
            "written_at",
            "superseded_at",
        ),
    ),
)
