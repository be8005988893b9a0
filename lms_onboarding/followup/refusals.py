"""What cannot be done with a case, each said with its remedy."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.refusals import Refused

from .models import Action


class FollowupRefused(Refused):
    """Nothing was changed on the case."""


class UnknownCase(FollowupRefused):
    def __init__(self) -> None:
        super().__init__(_("Cette alerte n’existe pas, ou n’est pas dans vos sessions."))


class CaseChanged(FollowupRefused):
    """Somebody, or the product, acted on the case after its page was read. `last` is what happened."""

    def __init__(self, last: Action | None, *, zone: ZoneInfo) -> None:
        super().__init__(
            _("%(what)s Relisez l’historique, puis recommencez : ce que vous aviez écrit est resté.")
            % {"what": _happened(last, zone)}
        )
        self.last = last


class CaseClosed(FollowupRefused):
    def __init__(self, outcome: str, closed_at: datetime, *, zone: ZoneInfo) -> None:
        super().__init__(
            _("Cette alerte est close depuis %(since)s : %(outcome)s. Annulez cette issue pour y revenir.")
            % {"since": french.day_and_hour(french.local(closed_at, zone), year=False), "outcome": outcome}
        )


class NothingToUndo(FollowupRefused):
    """Another act followed, or this one cannot be taken back."""


def _happened(last: Action | None, zone: ZoneInfo) -> str:
    if last is None:
        return _("Cette alerte a changé depuis que vous l’avez ouverte.")
    when = french.hour(french.local(last.at, zone).time())
    who = last.by.full_name if last.by else _("Le suivi")
    return _("%(who)s a agi sur cette alerte à %(when)s : « %(what)s ».") % {
        "who": who,
        "when": when,
        "what": last.get_kind_display().lower(),
    }
