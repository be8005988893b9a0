"""Why an answer is not kept. Each sentence says what to do; what was typed stays on the page."""

from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused


class ReplyOutdated(Refused):
    """The session changed again since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("La session a changé de nouveau depuis que cette page est ouverte. Relisez ce qui suit, puis répondez.")
        )


class ReplyClosed(Refused):
    """The session has begun, nothing changed in it, or the enrolment is no longer standing."""

    def __init__(self) -> None:
        super().__init__(_("Il n’y a plus de réponse à donner ici : écrivez ou appelez, nous cherchons avec vous."))


class ReplyRefused(Refused):
    """A choice that is not proposed, or a text too long; `field` says which."""
