"""One row of text to one entry, or to everything that is wrong with it. Nothing here reads the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from lms_onboarding.common.tabular import CellRefused, Row, email_key, parse_date, parse_email
from lms_onboarding.common.typography import typographie
from lms_onboarding.documents.services import why_not_printed
from lms_onboarding.enrolments.enums import Role

from .columns import Columns
from .report import Problem
from .wording import civility_of, role_of

# The widths of the columns that will keep these values.
WIDTHS: Final = {"first_name": 100, "last_name": 100, "phone": 40, "company": 200, "funder": 200}
PRINTED: Final = ("last_name", "first_name", "company", "funder")
REQUIRED: Final = ("last_name", "first_name", "email")
SESSION: Final = frozenset({"session", "course", "start", "end"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row whose every cell could be read. Texts are as typed, without the spaces around them."""

    line: int
    first_name: str
    last_name: str
    email: str
    email_key: str
    civility: str = ""
    phone: str = ""
    company: str = ""
    siret: str = ""
    funder: str = ""
    role: Role | str = ""
    session: str = ""
    course: str = ""
    start: date | None = None
    end: date | None = None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(slots=True)
class Reading:
    """What one row gave: an entry, unless there are errors; `sought`, when a rejected row still names a session."""

    line: int
    name: str
    entry: Entry | None = None
    sought: Entry | None = None
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


class RowReader:
    """Reads the rows of one file, all errors of a row at once so that it is mended in one go."""

    def __init__(self, columns: Columns, corrections: Mapping[int, Mapping[str, str]]) -> None:
        self.columns = columns
        self.corrections = corrections

    def read(self, row: Row) -> Reading:
        corrections = self.corrections.get(row.line, {})
        texts = self.columns.read(row.cells, corrections)
        texts = {name: " ".join(text.split()) for name, text in texts.items()}
        name = f"{texts.get('first_name', '')} {texts.get('last_name', '')}".strip()
        reading = Reading(row.line, name or texts.get("email", ""))
        if row.problem:
            reading.errors.append(Problem(row.line, "", "", row.problem))
            return reading
        _Cells(self.columns, texts, reading).check()
        return reading


@dataclass(slots=True)
class _Cells:
    columns: Columns
    texts: Mapping[str, str]
    reading: Reading

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def check(self) -> None:
        self.check_texts()
        address = self.parsed("email", parse_email)
        start, end = self.parsed("start", _date), self.parsed("end", _date)
        if start and end and end < start:
            self.error(
                "end",
                _("La session finit avant de commencer (début le %(start)s) : vérifiez ou inversez les deux dates.")
                % {"start": f"{start:%d/%m/%Y}"},
            )
        if not self.text("session") and not self.text("course"):
            name = "session" if "session" in self.columns.matched.columns else "course"
            self.error(name, _("Indiquez le code de la session, ou le titre de la formation et sa date de début."))
        role = self.role()
        if not self.reading.errors:
            self.reading.entry = self.entry(str(address), role, start, end)
        elif not any(error.field in SESSION for error in self.reading.errors):
            self.reading.sought = Entry(
                self.reading.line,
                first_name="",
                last_name="",
                email="",
                email_key="",
                session=self.text("session"),
                course=self.text("course"),
                start=start,
                end=end,
            )

    def check_texts(self) -> None:
        for name in REQUIRED:
            if not self.text(name):
                self.error(name, _ask_for(name))
        for name, width in WIDTHS.items():
            if len(self.text(name)) > width:
                self.error(
                    name,
                    _("Cette valeur a %(length)s caractères, %(width)s au plus : raccourcissez-la.")
                    % {"length": len(self.text(name)), "width": width},
                )
        for name in PRINTED:
            if reason := why_not_printed(self.text(name)):
                self.error(name, reason)

    def entry(self, address: str, role: Role | str, start: date | None, end: date | None) -> Entry:
        plain = {name: self.text(name) for name in ("first_name", "last_name", "phone", "company", "funder")}
        return Entry(
            line=self.reading.line,
            email=address,
            email_key=email_key(address),
            civility=self.civility(),
            siret=self.siret(),
            role=role,
            session=self.text("session"),
            course=self.text("course"),
            start=start,
            end=end,
            **plain,
        )

    def role(self) -> Role | str:
        role = role_of(self.text("role"))
        if role is None:
            self.error("role", _("Écrivez Admin, Créateur ou Manager, ou laissez la case vide."))
        return role or ""

    def civility(self) -> str:
        text = self.text("civility")
        civility = civility_of(text) if text else None
        if text and civility is None:
            self.warn("civility", _("Cette civilité n’est pas reprise : « Mme », « M. » ou rien sont compris."))
        return civility or ""

    def siret(self) -> str:
        siret = "".join(self.text("siret").split())
        if not siret:
            return ""
        if len(siret) != 14 or not siret.isdecimal():
            self.warn("siret", _("Un SIRET a quatorze chiffres : celui-ci n’est pas repris, l’inscription l’est."))
            return ""
        if not self.text("company"):
            self.warn("siret", _("Ce SIRET n’est pas repris : la ligne ne nomme pas d’entreprise."))
            return ""
        return siret

    def parsed(self, name: str, parse: Callable[[str], T]) -> T | None:
        text = self.text(name)
        if not text:
            return None
        try:
            return parse(text)
        except CellRefused as refusal:
            self.error(name, refusal.sentence)
            return None

    def error(self, name: str, remedy: str) -> None:
        self.reading.errors.append(self.problem(name, remedy))

    def warn(self, name: str, remedy: str) -> None:
        self.reading.warnings.append(self.problem(name, remedy))

    def problem(self, name: str, remedy: str) -> Problem:
        return Problem(self.reading.line, self.columns.name(name), self.text(name), typographie(remedy), name)


@lru_cache(maxsize=4_096)
def _date(text: str) -> date:
    return parse_date(text)


def _ask_for(name: str) -> str:
    return {
        "last_name": _("Indiquez le nom de famille."),
        "first_name": _("Indiquez le prénom : les messages commencent par lui."),
        "email": _("Indiquez l’adresse e-mail de la personne : sans elle, elle ne reçoit ni kit ni convocation."),
    }[name]
