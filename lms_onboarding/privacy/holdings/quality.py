"""What somebody complained of, the pieces that concern them, and what happened, in codes."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from lms_onboarding.journal.models import Entry
from lms_onboarding.privacy.enums import Purpose
from lms_onboarding.privacy.holding import Holding, addressed_to, named_by, through
from qualiopi.models import Complaint, Deposit

QUALITY: Final = (
    Holding(
        model=Complaint,
        title=_("Vos réclamations"),
        purpose=Purpose.EVIDENCE,
        where=addressed_to("email"),
        shown=("number", "received_at", "topic", "facts", "effect", "wish", "answer", "answered_at", "closed_at"),
    ),
    Holding(
        model=Deposit,
        title=_("Les pièces déposées qui vous concernent"),
        purpose=Purpose.EVIDENCE,
        where=through("enrolment__person", "person"),
        shown=("title", "note", "url", "happened_on", "author_name", "deposited_at", "withdrawn_at"),
        blobs=(("blob", "filename"),),
        related=("blob",),
    ),
    Holding(
        model=Entry,
        title=_("Le journal : ce qui s’est passé pour vous et ce que vous avez fait, en codes"),
        purpose=Purpose.EVIDENCE,
        where=named_by("subject", "actor"),
        shown=("verb", "subject", "actor", "occurred_at", "recorded_at", "codes"),
    ),
)
