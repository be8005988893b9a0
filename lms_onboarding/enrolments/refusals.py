"""What enrolments refuse, and the sentence that goes with it."""

from django.utils.translation import gettext as _

from lms_onboarding.common.refusals import Refused
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.sessions.models import Session


class EnrolmentRefused(Refused):
    """The move is not one that the state of the enrolment, or of its session, allows."""


class AlreadyEnrolled(EnrolmentRefused):
    """One enrolment per person and session; `known` is the one that exists."""

    def __init__(self, known: Enrolment) -> None:
        super().__init__(
            _("%(name)s a déjà une inscription dans la session %(code)s (%(state)s) : complétez celle-ci.")
            % {"name": known.person.full_name, "code": known.session.code, "state": known.get_state_display()},
            field="person",
        )
        self.known = known


class SessionTakesNobody(EnrolmentRefused):
    """The session is cancelled, or closed for good."""

    def __init__(self, session: Session) -> None:
        sentence = (
            _("La session %(code)s est annulée : choisissez une autre session.")
            if session.cancelled_at
            else _("La session %(code)s est clôturée : choisissez une session à venir.")
        )
        super().__init__(sentence % {"code": session.code}, field="session")


class EnrolmentOver(EnrolmentRefused):
    """It is completed, abandoned or cancelled: these states are final."""

    def __init__(self, enrolment: Enrolment) -> None:
        super().__init__(
            _("L’inscription de %(name)s est %(state)s : elle ne change plus d’état.")
            % {"name": enrolment.person.full_name, "state": enrolment.get_state_display()},
            field="state",
        )


class SessionHasStarted(EnrolmentRefused):
    """Once a session runs, leaving it is giving it up, and has a cause."""

    def __init__(self, enrolment: Enrolment) -> None:
        super().__init__(
            _("La session %(code)s a commencé : enregistrez plutôt un abandon, avec sa cause.")
            % {"code": enrolment.session.code},
            field="state",
        )


class NothingToAbandon(EnrolmentRefused):
    """Nobody gives up a session that has not started, or a place that is not theirs yet."""

    def __init__(self, enrolment: Enrolment) -> None:
        super().__init__(
            _("%(name)s n’a pas commencé la session %(code)s : annulez plutôt son inscription.")
            % {"name": enrolment.person.full_name, "code": enrolment.session.code},
            field="state",
        )
