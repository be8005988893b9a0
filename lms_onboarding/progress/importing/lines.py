"""One line of a log: whose gesture, on which day, of what kind."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from django.utils.translation import gettext as _

from lms_onboarding.common.folding import fold_words
from lms_onboarding.common.tabular import CellRefused, Row, parse_date
from lms_onboarding.enrolments.services import Problem

from .columns import label

Kind = Literal["visits", "lessons", "checks", "actions", ""]

_COURSE: Final = re.compile(r"(?:course|cours)\s*:\s*(?P<name>\S.*)", re.IGNORECASE)
_HOUR: Final = re.compile(r"(\d{1,2})(?::|\s?h\s?)(\d{2})")
# In this order: « module de cours consulté » holds « cours consulté ».
_KINDS: Final[Sequence[tuple[re.Pattern[str], Kind]]] = (
    (re.compile(r"(course module|chapter|content page) viewed|module de cours consulte|chapitre consulte"), "lessons"),
    (re.compile(r"course viewed|cours consulte"), "visits"),
    (re.compile(r"attempt (submitted|completed)|tentative.* (soumise|envoyee|terminee|remise)"), "checks"),
    (re.compile(r"submission (has been )?(created|submitted)|travail.* remis|soumission creee"), "actions"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """`course` is what the context names (« LMS-CREATEUR-2026-12 »), "" when it names a page or a quiz. `text` is what
    makes two lines the same, once the hour is written in one way; it holds no address. `email`, where a platform gives
    one, finds the person before the name does; it is compared, and not kept."""

    number: int
    day: date
    name: str
    course: str
    kind: Kind
    text: str
    email: str = ""


class LineRefused(Exception):
    """The line cannot be read; `problem` says where and how to mend it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.remedy)
        self.problem = problem


def read_line(row: Row, columns: Mapping[str, int], headers: Sequence[str]) -> Line:
    """Raises LineRefused."""
    if row.problem:
        raise LineRefused(Problem(row.line, "", "", row.problem))
    cells = {name: row.cells[index] for name, index in columns.items()}
    day = _day(row.line, cells["time"], headers[columns["time"]])
    if not cells["name"]:
        remedy = _("Le nom de la personne manque : complétez « %(header)s », ou supprimez la ligne.")
        header = headers[columns["name"]]
        raise LineRefused(Problem(row.line, header, "", remedy % {"header": header}))
    context, event = cells["context"], cells.get("event", "")
    named = _COURSE.fullmatch(context)
    parts = (day.isoformat(), _hour(cells["time"]), context, cells.get("component", ""), event)
    return Line(row.line, day, cells["name"], named["name"] if named else "", _kind(event), "\x1f".join(parts))


def _day(line: int, text: str, header: str) -> date:
    try:
        return parse_date(text)
    except CellRefused as refusal:
        raise LineRefused(Problem(line, header or label("time"), text, refusal.sentence)) from refusal


def _hour(text: str) -> str:
    """« 09:04 » for 9:04, 09:04 and 9 h 04: the same gesture exported twice is one."""
    found = _HOUR.search(text)
    return f"{int(found[1]):02}:{found[2]}" if found else text


def _kind(event: str) -> Kind:
    words = fold_words(event)
    return next((kind for pattern, kind in _KINDS if pattern.search(words)), "")
