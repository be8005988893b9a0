"""What the room refuses, and the sentence that goes with it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.refusals import Refused


class ClosingRefused(Refused):
    """Nothing was kept of this gesture."""


class SessionStillRunning(ClosingRefused):
    def __init__(self) -> None:
        super().__init__(_("Cette session n’est pas terminée : ses bilans se préparent après la dernière séance."))


class AlreadyReleased(ClosingRefused):
    """A release happens once; what comes after is a correction, version by version."""

    def __init__(self) -> None:
        super().__init__(
            _("Les bilans de cette session sont déjà remis. Corrigez un bilan : il aura une nouvelle version.")
        )


class BilansToValidate(ClosingRefused):
    def __init__(self, names: Sequence[str]) -> None:
        shown = french.listing([*names[:3], *([_("d’autres")] if len(names) > 3 else [])])
        super().__init__(_("À valider avant de remettre : le bilan de %(names)s.") % {"names": shown})


class AttendanceToFind(ClosingRefused):
    """Hours are certified for good: each half-day says who was there before they are."""

    def __init__(self, names: Sequence[str]) -> None:
        shown = french.listing([*names[:3], *([_("d’autres")] if len(names) > 3 else [])])
        super().__init__(
            _(
                "Des demi-journées n’ont aucun constat de présence pour %(names)s. "
                "Complétez l’émargement : les heures certifiées sont celles qui ont été suivies."
            )
            % {"names": shown}
        )


class IdentityMissing(ClosingRefused):
    """What every document must say is not known."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(
            _("Il manque %(missing)s. Complétez « Organisme de formation » dans les paramètres, puis recommencez.")
            % {"missing": french.listing(list(missing))}
        )


class ContactUnknown(ClosingRefused):
    """No address is known today to which a code could go."""

    def __init__(self, organisation: str) -> None:
        super().__init__(
            _(
                "Nous n’avons plus d’adresse de contact pour votre organisation. Écrivez à %(address)s : "
                "une fois l’adresse à jour, demandez votre code."
            )
            % {"address": organisation}
        )


class BilanRefused(ClosingRefused):
    """A bilan says too little or too much; `field` says what."""
