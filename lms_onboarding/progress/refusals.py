"""What the room refuses, and the sentence that goes with it. Views turn each class into a page and a status."""

from datetime import datetime

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.refusals import Refused
from lms_onboarding.progress.access import Reason


class ProgressRefused(Refused):
    """Nothing was kept of this gesture, and nothing kept before was lost."""


class LessonClosed(ProgressRefused):
    """The person may not open this lesson; `reason` says why, and what to do."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"{reason.sentence} {reason.fix}", field="page")
        self.reason = reason


class UnknownLesson(ProgressRefused):
    """There is no such lesson."""

    def __init__(self) -> None:
        super().__init__(_("Cette leçon n’existe plus. Reprenez depuis la liste des micro-cours."), field="page")


class QuestionChanged(ProgressRefused):
    """The question is not the one that was displayed."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Cette question a changé depuis que vous avez ouvert la leçon : votre réponse n’a pas été comptée. "
                "Relisez la nouvelle question, puis répondez. Le reste de votre travail est enregistré."
            ),
            field="block",
        )


class UnknownOption(ProgressRefused):
    """Nothing was chosen, or something that is not among the answers."""

    def __init__(self) -> None:
        super().__init__(
            _("Choisissez l’une des réponses proposées. Si vous hésitez, prenez la plus proche."), field="option"
        )


class ActionGone(ProgressRefused):
    """The lesson no longer asks for this action."""

    def __init__(self) -> None:
        super().__init__(
            _("La leçon ne propose plus cette action. Rechargez-la pour voir ce qu’elle propose maintenant."),
            field="block",
        )


class ProofRefused(ProgressRefused):
    """What was declared cannot be kept as it is."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="value")


class CallRefused(ProgressRefused):
    """A call for help, or its answer, lacks something; `field` says what."""


class AlreadyAnswered(ProgressRefused):
    """Somebody answered first: the second answer is not lost in silence, its author is told."""

    def __init__(self, name: str, at: datetime) -> None:
        super().__init__(
            _("%(name)s a déjà répondu, le %(at)s. Relisez sa réponse ; pour la compléter, écrivez à l’apprenant.")
            % {"name": name, "at": french.day_and_hour(french.local(at))},
            field="answer",
        )


class NotTheirs(ProgressRefused):
    """This belongs to somebody else: it looks as if it did not exist."""

    def __init__(self) -> None:
        super().__init__(_("Cette demande d’aide n’existe pas. Revenez à votre parcours."))


class AssessmentRefused(ProgressRefused):
    """An assessment says too little, or something impossible; `field` says what. Nothing of the sheet is kept."""
