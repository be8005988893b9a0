"""The columns of an activity log, as Moodle names them in French and in English."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.common.tabular import NEVER_READ, Matched, Sheet, match_columns
from lms_onboarding.enrolments.services import Problem

# An address says where somebody is: no use in the days of activity, so it is not read.
NEVER_READ_HERE: Final = (*NEVER_READ, "adresse ip", "ip address")

ALIASES: Final[Mapping[str, Sequence[str]]] = {
    "time": ("heure", "time", "date et heure", "date"),
    "name": ("nom complet de l’utilisateur", "user full name", "nom complet", "full name", "utilisateur"),
    "context": ("contexte de l’événement", "event context", "contexte"),
    "component": ("composant", "component"),
    "event": ("nom de l’événement", "event name", "événement"),
}
REQUIRED: Final = ("time", "name", "context")


def label(field: str) -> str:
    """The name of a field in sentences."""
    return {
        "time": _("Heure"),
        "name": _("Nom complet de l’utilisateur"),
        "context": _("Contexte de l’événement"),
        "component": _("Composant"),
        "event": _("Nom de l’événement"),
    }[field]


def find_columns(sheet: Sheet) -> Matched:
    """Raises TableRefused when two columns have the very same header."""
    return match_columns(sheet.headers, ALIASES, never_read=NEVER_READ_HERE)


def missing_columns(sheet: Sheet, matched: Matched) -> list[Problem]:
    """One problem for each column without which no line can be understood: on line 1, where the headers stand."""
    headers = ", ".join(f"« {header} »" for header in sheet.headers if header)
    return [
        Problem(
            1,
            label(name),
            "",
            _(
                "Il manque la colonne « %(name)s ». Exportez de nouveau le journal de Moodle avec toutes ses "
                "colonnes, sans les renommer. Colonnes lues : %(headers)s."
            )
            % {"name": label(name), "headers": headers},
        )
        for name in matched.missing(REQUIRED)
    ]
