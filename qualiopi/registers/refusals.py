"""What the registers refuse, and the sentence that says so."""

from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused


class TrainerCannotReceive(Refused):
    """A confidential report may concern a trainer: no trainer of a session that is not over reads any."""


class AlreadyDesignated(Refused):
    """This address belongs to a living designation."""


class AlreadyAccepted(Refused):
    """The keys exist: making others would leave what was already received without a reader."""


class PassphraseTooWeak(Refused):
    """Stolen with the database, it would be guessed."""


class RecipientGone(Refused):
    """The person chosen does not receive reports any more, or not yet. Nothing was kept."""

    def __init__(self) -> None:
        super().__init__(
            _("Cette personne ne reçoit plus les messages. Rien n’a été enregistré : choisissez à qui l’adresser."),
            field="recipient",
        )


class WrongSecret(Refused):
    """Neither the passphrase nor the recovery code of this recipient."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Ce n’est ni votre phrase secrète, ni votre clé de secours. "
                "Vérifiez les majuscules, puis reprenez mot à mot."
            ),
            field="secret",
        )


class TamperedReport(Refused):
    """The bytes in the database are not those that were written."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Ce message a été altéré dans la base de données : il n’est plus lisible. "
                "Gardez cette page et prévenez la direction ; une sauvegarde plus ancienne peut le rendre."
            )
        )
