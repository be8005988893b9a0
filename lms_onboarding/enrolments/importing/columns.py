"""The columns of an enrolment file, whatever they are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.common.tabular import Matched, Sheet, match_columns
from lms_onboarding.common.typography import typographie

from .report import Problem

# Preferred first: when a file has two of them, the first is read and the other is reported.
ALIASES: Final[Mapping[str, Sequence[str]]] = {
    "civility": ("civilité", "civ", "salutation"),
    "last_name": (
        "nom",
        "nom d’usage",
        "nom usuel",
        "nom de famille",
        "lastname",
        "last name",
        "surname",
        "family name",
        "nom de naissance",
    ),
    "first_name": ("prénom", "premier prénom", "prénom usuel", "prénoms", "firstname", "first name", "given name"),
    "email": (
        "email",
        "e-mail",
        "mail",
        "courriel",
        "adresse e-mail",
        "adresse mail",
        "adresse de courriel",
        "adresse courriel",
        "adresse de messagerie",
        "adresse électronique",
        "email address",
    ),
    "phone": (
        "téléphone",
        "tél",
        "téléphone portable",
        "téléphone mobile",
        "portable",
        "mobile",
        "phone",
        "phone1",
        "phone2",
    ),
    "company": ("entreprise", "structure", "institution", "company", "société", "employeur", "raison sociale"),
    "siret": ("siret", "n° siret", "no siret", "numéro siret", "numéro de siret"),
    "funder": ("financeur", "opco", "organisme financeur", "funder"),
    "role": ("profil", "profile", "profile_field_profil", "profil lms", "rôle", "role"),
    "session": ("session", "code session", "code de session", "code de la session", "session code"),
    "course": (
        "formation",
        "intitulé de la formation",
        "titre de la formation",
        "nom de la formation",
        "course1",
        "course",
        "groupe",
    ),
    "start": ("date de début", "date début", "début", "date de début de session", "start date", "startdate"),
    "end": ("date de fin", "date fin", "fin", "date de fin de session", "end date", "enddate"),
}

FIELDS: Final = tuple(ALIASES)


def label(field_name: str) -> str:
    """The name of a field in sentences, and in the model file, when the person's own file has no column for it."""
    return {
        "civility": _("Civilité"),
        "last_name": _("Nom"),
        "first_name": _("Prénom"),
        "email": _("Adresse e-mail"),
        "phone": _("Téléphone"),
        "company": _("Entreprise"),
        "siret": _("SIRET"),
        "funder": _("Financeur"),
        "role": _("Profil"),
        "session": _("Session"),
        "course": _("Formation"),
        "start": _("Date de début"),
        "end": _("Date de fin"),
    }[field_name]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a sheet, and what the sheet calls it."""

    matched: Matched
    headers: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    def name(self, field_name: str) -> str:
        """The header as typed, so that it can be found in the file; our own word when there is none."""
        return self.names.get(field_name) or label(field_name)

    def read(self, cells: Sequence[str], corrections: Mapping[str, str]) -> dict[str, str]:
        """The text of each field on one row; what was typed over it on the screen wins."""
        values = {name: cells[index] for name, index in self.matched.columns.items()}
        return {**values, **corrections}


def find_columns(sheet: Sheet) -> Columns:
    """Recognise the columns of `sheet`. Raises TableRefused when two have the very same header."""
    matched = match_columns(sheet.headers, ALIASES)
    names = {name: sheet.headers[index] for name, index in matched.columns.items()}
    return Columns(matched, sheet.headers, names)


def missing_columns(columns: Columns) -> list[Problem]:
    """One problem for each column without which no row can be understood: it is on line 1, where the headers stand."""
    missing = [label(name) for name in columns.matched.missing(("last_name", "first_name", "email"))]
    if not {"session", "course"} & set(columns.matched.columns):
        missing.append(label("session"))
    return [
        Problem(
            1,
            name,
            "",
            typographie(
                _(
                    "Il manque la colonne « %(name)s ». Ajoutez-la, ou renommez celle qui en tient lieu, puis "
                    "redéposez le fichier. Colonnes lues : %(headers)s."
                )
                % {"name": name, "headers": ", ".join(f"« {header} »" for header in columns.headers if header)}
            ),
        )
        for name in missing
    ]
