"""What was sent to somebody, and what they said in return."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.privacy.enums import Purpose
from lms_onboarding.privacy.holding import Holding, named_by, through
from lms_onboarding.welcome.models import (
    Booking,
    CallDecline,
    InformationPack,
    SendingHold,
    SessionReply,
    WelcomeKit,
)

_OWN: Final = through("enrolment__person")

EXCHANGES: Final = (
    Holding(
        model=OutgoingMail,
        title=_("Les messages qui vous ont été écrits"),
        purpose=Purpose.EVIDENCE,
        where=named_by("recipient_key"),
        shown=("subject", "to_email", "state", "reason", "queued_at", "sent_at", "delivered_at", "bounced_at", "text"),
    ),
    Holding(
        model=InformationPack,
        title=_("L’information remise avant votre inscription"),
        purpose=Purpose.EVIDENCE,
        where=_OWN,
        shown=("prepared_at", "opened_at", "acknowledged_at", "hold_until"),
    ),
    Holding(
        model=WelcomeKit,
        title=_("Votre kit d’accueil"),
        purpose=Purpose.EVIDENCE,
        where=_OWN,
        shown=("queued_at", "opened_at", "acknowledged_at", "late_reason", "superseded_at"),
    ),
    Holding(
        model=SessionReply,
        title=_("Vos réponses à un changement de session"),
        purpose=Purpose.NOTE,
        where=_OWN,
        shown=("choice", "said", "cancelled", "replied_at"),
    ),
    Holding(
        model=Booking,
        title=_("Vos rendez-vous et ce qui en est noté"),
        purpose=Purpose.NOTE,
        where=_OWN,
        shown=(
            "slot",
            "phone",
            "booked_at",
            "cancelled_at",
            "outcome",
            "blockers",
            "expectation",
            "agreed",
            "next_step",
        ),
        related=("slot",),
    ),
    Holding(
        model=CallDecline,
        title=_("Les rendez-vous que vous n’avez pas souhaités"),
        purpose=Purpose.NOTE,
        where=_OWN,
        shown=("slot", "declined_at", "taken_back_at"),
        related=("slot",),
    ),
    Holding(
        model=SendingHold,
        title=_("Les envois suspendus pour vous"),
        purpose=Purpose.EVIDENCE,
        where=_OWN,
        shown=("message", "held_at", "lifted_at"),
    ),
)
