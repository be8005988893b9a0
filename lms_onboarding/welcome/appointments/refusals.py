"""What this room refuses about appointments, and the sentence that goes with it."""

from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused


class CallRefused(Refused):
    """Nothing was written, and nothing that stood before was lost."""


class SlotTaken(CallRefused):
    """Somebody else booked the last seat meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _("Ce créneau vient d’être pris. Rien n’est perdu : choisissez-en un autre ci-dessous."), field="slot"
        )


class SlotGone(CallRefused):
    """The slot was withdrawn, belongs to another session, or starts too soon."""

    def __init__(self) -> None:
        super().__init__(
            _("Ce créneau n’est plus proposé. Rien n’est perdu : choisissez-en un autre ci-dessous."), field="slot"
        )


class AlreadyBooked(CallRefused):
    """The learner has a call already: it moves, it is not doubled."""

    def __init__(self) -> None:
        super().__init__(
            _("Vous avez déjà un rendez-vous : il est inchangé. Pour une autre heure, déplacez-le ci-dessous."),
            field="slot",
        )


class TooLate(CallRefused):
    """Less than an hour before the call, or after it."""

    def __init__(self) -> None:
        super().__init__(
            _("Il est trop tard pour changer ce rendez-vous ici : prévenez directement la personne qui vous appelle.")
        )


class NotBooked(CallRefused):
    """There is no such call, or it was cancelled."""

    def __init__(self) -> None:
        super().__init__(_("Ce rendez-vous n’existe plus. Choisissez un créneau ci-dessous si vous en souhaitez un."))


class CallsClosed(CallRefused):
    """The enrolment is not confirmed any more, or its session is cancelled."""

    def __init__(self) -> None:
        super().__init__(_("Cette inscription n’est plus suivie : il n’y a pas de rendez-vous à prendre."))


class OfferRefused(CallRefused):
    """Slots that cannot be offered; `field` says why."""


class NoteRefused(CallRefused):
    """A note that lacks something; `field` says what."""
