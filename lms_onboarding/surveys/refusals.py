"""Why the room refuses a write. Each sentence says how to mend it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused


class NotFitToPublish(Refused):
    """The questionnaire is not fit to be sent; `problems` are the sentences, one per fault."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems), field="sections")
        self.problems = tuple(problems)


class AlreadyPublished(Refused):
    def __init__(self, number: int) -> None:
        super().__init__(
            _(
                "La version %(number)s est publiée : elle ne change plus, des personnes la lisent peut-être déjà. "
                "Modifiez le questionnaire, puis publiez une nouvelle version."
            )
            % {"number": number}
        )


class KeyTaken(Refused):
    def __init__(self, key: str) -> None:
        super().__init__(
            _("« %(key)s » désigne déjà un questionnaire : choisissez une autre clé.") % {"key": key}, field="key"
        )


class NothingPublished(Refused):
    def __init__(self, key: str) -> None:
        super().__init__(
            _("Aucune version du questionnaire « %(key)s » n’est publiée : publiez-la avant de solliciter quelqu’un.")
            % {"key": key}
        )


class NothingToAsk(Refused):
    """No question applies to this person: an empty page must not be sent."""

    def __init__(self, key: str) -> None:
        super().__init__(
            _("Aucune question de « %(key)s » ne concerne cette personne : vérifiez les objectifs de la session.")
            % {"key": key}
        )


class NotOpen(Refused):
    """The questionnaire cannot be answered now: not yet, no longer, or withdrawn."""

    def __init__(self) -> None:
        super().__init__(_("Ce questionnaire n’est pas ouvert : vos réponses n’ont pas changé."))


class AlreadySealed(Refused):
    """An anonymous answer was sent: nobody can find it again, not even its author."""

    def __init__(self) -> None:
        super().__init__(_("Votre réponse est partie sans votre nom : personne ne peut plus la retrouver."))


class ReadingReserved(Refused):
    def __init__(self) -> None:
        super().__init__(_("Seule la personne désignée dans la fiche de l’organisme peut lire ces réponses."))
