"""What attendance refuses, and the sentence that says how to mend it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.progress.refusals import ProgressRefused

from .windows import Window


class AttendanceRefused(ProgressRefused):
    """Nothing of this was kept; what was signed or found before stands."""


class NotExpected(AttendanceRefused):
    """This person has no place in this half-day."""

    def __init__(self) -> None:
        super().__init__(
            _("Vous n’êtes pas attendu à cette demi-journée. Vérifiez la session, ou demandez à votre formateur.")
        )


class OutsideWindow(AttendanceRefused):
    """Too early or too late to sign; `contact` is who notes the hour and the reason."""

    def __init__(self, window: Window, *, now: datetime, contact: str) -> None:
        opens, closes = (french.hour(moment.timetz().replace(tzinfo=None)) for moment in (window.opens, window.closes))
        if window.is_before(now):
            sentence = _("La signature ouvre le %(day)s à %(hour)s : revenez à cette heure-là.") % {
                "day": french.day(window.opens.date(), year=False),
                "hour": opens,
            }
        else:
            sentence = _(
                "La signature a fermé à %(hour)s. Demandez à %(who)s de noter l’heure et la raison : rien n’est perdu."
            ) % {"hour": closes, "who": contact or _("votre formateur")}
        super().__init__(sentence)


class HalfDayLocked(AttendanceRefused):
    """The trainer has countersigned: only a correction with its reason goes in."""

    def __init__(self, name: str, at: datetime) -> None:
        super().__init__(
            _(
                "%(name)s a contresigné cette demi-journée le %(at)s. Pour corriger un constat, donnez la raison : "
                "l’ancienne valeur reste lisible."
            )
            % {"name": name, "at": french.day_and_hour(french.local(at))},
            field="reason",
        )


class SigningClosed(AttendanceRefused):
    """A learner comes to sign a half-day that is locked."""

    def __init__(self, name: str, at: datetime) -> None:
        super().__init__(
            _(
                "%(name)s a contresigné la feuille à %(at)s : elle ne se signe plus. "
                "Demandez une correction, avec votre heure d’arrivée."
            )
            % {"name": name, "at": french.hour(french.local(at).time())}
        )


class SignatureUnusable(AttendanceRefused):
    """What was drawn or written is not a signature of this person; `field` says which."""


class FindingUnusable(AttendanceRefused):
    """A finding lacks its kind of reason, or says what cannot be yet."""


class NotTheirSession(AttendanceRefused):
    """The author neither trains nor refers for this session."""

    def __init__(self) -> None:
        super().__init__(
            _("Cette session est suivie par d’autres personnes : vous ne pouvez pas y noter de présence.")
        )


class AlreadyCountersigned(AttendanceRefused):
    """Two trainers at once: the second sees what happened."""

    def __init__(self, name: str, at: datetime) -> None:
        super().__init__(
            _("%(name)s a déjà contresigné cette demi-journée, le %(at)s. Votre signature n’a pas été ajoutée.")
            % {"name": name, "at": french.day_and_hour(french.local(at))}
        )


class NotReady(AttendanceRefused):
    """Countersigning is closed: the people concerned are named, and what each lacks is said."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)
