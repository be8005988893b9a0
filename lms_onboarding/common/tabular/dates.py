"""Dates as typed in a cell, day before month as everyone in France writes them."""

import re
from calendar import monthrange
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.common.calendar import PARIS
from lms_onboarding.common.typography import MONTHS

from .refusals import CellRefused

# What a training calendar can mean; outside, a digit is missing or doubled.
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199

_HOUR: Final = r"(?:[T\s,]+(?P<hour>\d{1,2})(?::|\s?h\s?)(?P<minute>\d{2})?(?::\d{2}(?:[.,]\d+)?)?)?"
_FRENCH: Final = re.compile(rf"(?P<day>\d{{1,2}})[/.\-](?P<month>\d{{1,2}})[/.\-](?P<year>\d{{4}}|\d{{2}}){_HOUR}")
_ISO: Final = re.compile(
    rf"(?P<year>\d{{4}})[/.\-](?P<month>\d{{1,2}})[/.\-](?P<day>\d{{1,2}})(?:{_HOUR}\s*(?P<zone>Z|[+-]\d{{2}}:?\d{{2}})?)"
)
_SERIAL: Final = re.compile(r"\d{5}(?:[.,]\d+)?")


def parse_date(text: str) -> date:
    """The date in `text`: JJ/MM/AAAA, JJ/MM/AA (20AA), with `/` `-` or `.`; ISO; any of them with an hour, left out.

    An ISO datetime with an offset is the date that its instant has in Paris. Raises CellRefused, with the reason.
    """
    typed = text.strip()
    found = _ISO.fullmatch(typed) or _FRENCH.fullmatch(typed)
    if found is None:
        raise CellRefused(_not_a_date(typed))
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    if len(found["year"]) == 2:
        year += 2000
    written = f"{day:02}/{month:02}/{year:04}"
    _check_exists(year, month, day, written)
    day_typed = date(year, month, day)
    if found.re is _ISO and found["zone"] and found["hour"]:
        return _in_paris(f"{day_typed}T{int(found['hour']):02}:{found['minute'] or '00'}{found['zone']}", written)
    return day_typed


def _check_exists(year: int, month: int, day: int, written: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellRefused(
            _("Le %(date)s est hors du calendrier : vérifiez l’année, sur quatre chiffres.") % {"date": written}
        )
    if not 1 <= month <= 12:
        raise CellRefused(
            _(
                "Le %(date)s n’existe pas : le mois va de 1 à 12. Écrivez le jour avant le mois, "
                "par exemple 31/12/2026."
            )
            % {"date": written}
        )
    days = monthrange(year, month)[1]
    if day == 0:
        raise CellRefused(_("Le %(date)s n’existe pas : le premier jour du mois est le 01.") % {"date": written})
    if day > days:
        raise CellRefused(
            _("Le %(date)s n’existe pas : %(month)s %(year)s a %(days)s jours.")
            % {"date": written, "month": MONTHS[month - 1], "year": year, "days": days}
        )


def _in_paris(moment: str, written: str) -> date:
    try:
        return datetime.fromisoformat(moment).astimezone(PARIS).date()
    except ValueError as error:
        raise CellRefused(
            _("L’heure du %(date)s n’existe pas : retirez-la, seule la date compte.") % {"date": written}
        ) from error


def _not_a_date(typed: str) -> str:
    if not typed:
        return _("Indiquez une date, par exemple 07/12/2026.")
    if _SERIAL.fullmatch(typed):
        return _(
            "« %(text)s » est un nombre : votre tableur a perdu le format de la date. Donnez le format Date à "
            "la colonne, puis enregistrez de nouveau le fichier."
        ) % {"text": typed}
    return _("« %(text)s » n’est pas une date. Écrivez-la sous la forme jour/mois/année, par exemple 07/12/2026.") % {
        "text": typed
    }
