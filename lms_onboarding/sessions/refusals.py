"""Why a session refuses a write. Each sentence says how to mend it."""

from datetime import date

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.refusals import Refused


class SessionRefused(Refused):
    """What is asked of a session cannot be."""


class SessionEndsBeforeItStarts(SessionRefused):
    def __init__(self, first_day: date, last_day: date) -> None:
        super().__init__(
            _("La session finit le %(last)s, avant de commencer le %(first)s. Corrigez ou inversez les deux dates.")
            % {"last": french.day(last_day, weekday=False), "first": french.day(first_day, weekday=False)},
            field="last_day",
        )


class SlotEndsBeforeItStarts(SessionRefused):
    def __init__(self, slot: str) -> None:
        super().__init__(
            _("La demi-journée du %(slot)s finit avant d’avoir commencé. Corrigez ou inversez les deux heures.")
            % {"slot": slot},
            field="slots",
        )


class SlotOutsideSession(SessionRefused):
    def __init__(self, slot: str, first_day: date, last_day: date) -> None:
        super().__init__(
            _(
                "La demi-journée du %(slot)s est hors de la session, prévue %(period)s. "
                "Corrigez son jour, ou les dates de la session."
            )
            % {"slot": slot, "period": french.period(first_day, last_day)},
            field="slots",
        )


class HalfDayTaken(SessionRefused):
    def __init__(self, first: str, second: str) -> None:
        super().__init__(
            _(
                "Deux créneaux occupent la même demi-journée : %(first)s et %(second)s. "
                "Réunissez-les en un seul, ou changez l’heure de l’un d’eux."
            )
            % {"first": first, "second": second},
            field="slots",
        )


class TrainerTwice(SessionRefused):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s figure deux fois parmi les formateurs. Gardez une seule ligne.") % {"name": name},
            field="trainers",
        )


class CodeTaken(SessionRefused):
    def __init__(self, code: str) -> None:
        super().__init__(
            _("Une autre session porte déjà le code « %(code)s ». Choisissez-en un autre.") % {"code": code},
            field="code",
        )


class ScheduleAnnounced(SessionRefused):
    """The schedule has been told to learners: it changes through `reschedule` only, which tells them."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Les dates et le lieu de cette session sont déjà annoncés. Passez par « Déplacer la session » : "
                "vous verrez qui sera prévenu avant de confirmer."
            )
        )


class NothingChanged(SessionRefused):
    def __init__(self) -> None:
        super().__init__(_("Les dates, les heures et le lieu sont inchangés : il n’y a rien à annoncer."))


class SlotsMissing(SessionRefused):
    def __init__(self) -> None:
        super().__init__(
            _("Gardez au moins une demi-journée. Pour une session qui n’aura pas lieu, passez par l’annulation."),
            field="slots",
        )


class ReasonMissing(SessionRefused):
    def __init__(self) -> None:
        super().__init__(_("Donnez la raison en une phrase : elle est écrite aux apprenants."), field="reason")


class SessionCancelled(SessionRefused):
    def __init__(self, code: str) -> None:
        super().__init__(
            _("La session %(code)s est annulée : elle ne change plus. Créez une nouvelle session.") % {"code": code}
        )


class SessionOver(SessionRefused):
    def __init__(self, code: str) -> None:
        super().__init__(
            _("La session %(code)s est terminée : elle ne se déplace ni ne s’annule plus.") % {"code": code}
        )


class HalfDayHeld(SessionRefused):
    """People were there and have signed: what has begun is no longer moved."""

    def __init__(self, slot: str) -> None:
        super().__init__(
            _(
                "La demi-journée du %(slot)s a commencé : elle ne se déplace plus, et ses présences restent. "
                "Gardez-la telle quelle et changez les suivantes."
            )
            % {"slot": slot},
            field="slots",
        )
