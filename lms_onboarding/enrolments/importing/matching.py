"""Which session a row means. What is not certain is refused, with the nearest thing we know."""

from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.common.folding import fold_code, fold_words
from lms_onboarding.common.typography import typographie

from .catalogue import Catalogue, KnownCourse, KnownSession
from .columns import Columns
from .report import Problem
from .rows import Entry

CODE_WIDTH: Final = 60
# Finding the nearest name compares with every session: past so many different mistakes, the file has another problem.
SEARCHES: Final = 300


class SessionRefused(Exception):
    """No session is meant for certain; `problem` says which cell to mend."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.remedy)
        self.problem = problem


@dataclass(slots=True)
class SessionMatcher:
    """Resolves the sessions of one file. `create` allows planned sessions to be made from a title and two dates."""

    catalogue: Catalogue
    columns: Columns
    create: bool = False
    created: list[KnownSession] = field(default_factory=list)
    _nearest: dict[str, str] = field(default_factory=dict)

    def find(self, entry: Entry) -> KnownSession:
        """The session that this row means, whatever its state. Raises SessionRefused."""
        session = self._by_code(entry) or self._by_title(entry)
        if session is None and self.create:
            session = self._planned(entry)
        if session is None:
            raise SessionRefused(replace(self._unknown(entry), no_session=True))
        return session

    def doubt(self, entry: Entry) -> Problem | None:
        """What is wrong with the session of a row already rejected for something else; nothing is planned for it."""
        try:
            session = self._by_code(entry) or self._by_title(entry)
        except SessionRefused as refusal:
            return refusal.problem
        if session is not None:
            return self._closed(entry, session) if session.cancelled or session.released else None
        may_be_made = self.create and (self.catalogue.course(entry.course) or self.catalogue.course(entry.session))
        return None if may_be_made else self._unknown(entry)

    def judge(self, entry: Entry, session: KnownSession) -> list[Problem]:
        """What to tell about a session found for a row. Raises SessionRefused when it takes nobody any more."""
        if session.cancelled or session.released:
            raise SessionRefused(self._closed(entry, session))
        return self._differences(entry, session)

    def _by_code(self, entry: Entry) -> KnownSession | None:
        return self.catalogue.with_code(entry.session) or self.catalogue.with_code(entry.course)

    def _by_title(self, entry: Entry) -> KnownSession | None:
        if entry.start is None:
            return None
        for name, title in (("session", entry.session), ("course", entry.course)):
            found = self.catalogue.starting(title, entry.start)
            if len(found) > 1:
                raise SessionRefused(self._several(entry, name, found))
            if found:
                return found[0]
        return None

    def _planned(self, entry: Entry) -> KnownSession | None:
        title = entry.course if self.catalogue.course(entry.course) else entry.session
        courses = self.catalogue.course(title)
        if not courses:
            return None
        if len(courses) > 1:
            raise SessionRefused(
                self._problem(
                    entry,
                    "course",
                    _("Plusieurs formations portent ce titre : créez la session vous-même, puis indiquez son code."),
                )
            )
        if entry.start is None or entry.end is None:
            name = "start" if entry.start is None else "end"
            raise SessionRefused(
                self._problem(
                    entry, name, _("Indiquez cette date : il faut le début et la fin pour créer la session.")
                )
            )
        session = self._new(entry, courses[0], entry.start, entry.end)
        self.catalogue.add(session)
        self.created.append(session)
        return session

    def _new(self, entry: Entry, course: KnownCourse, start: date, end: date) -> KnownSession:
        typed = entry.session if fold_words(entry.session) != fold_words(course.title) else ""
        suffix = f"-{start:%Y-%m-%d}"
        code = typed or f"{course.slug.upper()[: CODE_WIDTH - len(suffix)]}{suffix}"
        if len(code) > CODE_WIDTH:
            raise SessionRefused(
                self._problem(
                    entry, "session", _("Un code de session a soixante caractères au plus : raccourcissez-le.")
                )
            )
        taken = self.catalogue.with_code(code)
        if taken:
            raise SessionRefused(
                self._problem(
                    entry,
                    "session",
                    _("Une autre session porte déjà le code « %(code)s » (%(about)s) : indiquez lequel prendre.")
                    % {"code": taken.code, "about": taken.about},
                )
            )
        return KnownSession(None, code, course.pk, course.title, start, end)

    def _differences(self, entry: Entry, session: KnownSession) -> list[Problem]:
        told = []
        if (
            entry.session
            and fold_code(entry.session) != fold_code(session.code)
            and not self._is_title(entry.session, session)
        ):
            told.append(
                self._problem(
                    entry,
                    "session",
                    _("Ce code n’est pas connu : la session %(code)s a été trouvée par sa formation et sa date.")
                    % {"code": session.code},
                )
            )
        if entry.start and session.first_day and entry.start != session.first_day:
            told.append(
                self._problem(
                    entry,
                    "start",
                    _("La session %(code)s commence le %(day)s : c’est cette date qui compte.")
                    % {"code": session.code, "day": f"{session.first_day:%d/%m/%Y}"},
                )
            )
        if entry.course and self.catalogue.course(entry.course) and not self._is_title(entry.course, session):
            told.append(
                self._problem(
                    entry,
                    "course",
                    _("La session %(code)s est une session de « %(title)s » : c’est le code qui compte.")
                    % {"code": session.code, "title": session.title},
                )
            )
        if session.ended:
            told.append(
                self._problem(
                    entry,
                    self._cell(entry),
                    _("La session %(code)s est terminée : l’inscription est enregistrée, mais aucun kit ne partira.")
                    % {"code": session.code},
                )
            )
        return told

    def _is_title(self, text: str, session: KnownSession) -> bool:
        return fold_words(text) == fold_words(session.title)

    def _closed(self, entry: Entry, session: KnownSession) -> Problem:
        sentence = (
            _("La session %(code)s est annulée : indiquez une autre session.")
            if session.cancelled
            else _("La session %(code)s est clôturée : indiquez une session à venir.")
        )
        return self._problem(entry, self._cell(entry), sentence % {"code": session.code})

    def _several(self, entry: Entry, name: str, found: list[KnownSession]) -> Problem:
        codes = ", ".join(sorted(session.code for session in found))
        return self._problem(
            entry,
            name,
            _("Plusieurs sessions de cette formation commencent ce jour-là (%(codes)s) : indiquez le code.")
            % {"codes": codes},
        )

    def _unknown(self, entry: Entry) -> Problem:
        """The nearest session: of the same course when its title is known, else by its spelling."""
        name = self._cell(entry)
        text = self._text(entry, name)
        for title in (entry.course, entry.session):
            if title and self.catalogue.course(title):
                return self._no_such_day(entry, title)
        return self._problem(entry, name, self._nearest_of(text))

    def _no_such_day(self, entry: Entry, title: str) -> Problem:
        dated = [session for session in self.catalogue.of_course(title) if session.first_day and not session.cancelled]
        if entry.start is None:
            listed = ", ".join(session.code for session in dated[:3])
            sentence = _("Indiquez la date de début, ou le code de la session.")
            return self._problem(
                entry, "start", f"{sentence} {_('Sessions connues : %s.') % listed}" if listed else sentence
            )
        day = entry.start
        if not dated:
            return self._problem(
                entry, "start", _("Cette formation n’a encore aucune session : créez-la, puis réessayez.")
            )
        nearest = min(dated, key=lambda session: abs((session.first_day or day) - day))
        return self._problem(
            entry,
            "start",
            _("Aucune session de cette formation ne commence ce jour-là. La plus proche est %(code)s, le %(day)s.")
            % {"code": nearest.code, "day": f"{nearest.first_day:%d/%m/%Y}"},
        )

    def _nearest_of(self, text: str) -> str:
        if text not in self._nearest:
            self._nearest[text] = self._search(text) if len(self._nearest) < SEARCHES else _not_known()
        return self._nearest[text]

    def _search(self, text: str) -> str:
        sessions = [one for one in self.catalogue.by_code.values() if one.by_title and not one.cancelled]
        if not sessions:
            return _("Aucune session n’est encore enregistrée : créez-la, puis réessayez.")
        names: dict[str, KnownSession] = {}
        for session in sessions:
            names.setdefault(fold_words(session.code), session)
            names.setdefault(fold_words(session.title), session)
        # With no floor on the likeness, there is always a nearest one to name.
        nearest = names[get_close_matches(fold_words(text), list(names), n=1, cutoff=0.0)[0]]
        return _("Cette session n’est pas connue. La plus proche est %(code)s (%(about)s).") % {
            "code": nearest.code,
            "about": nearest.about,
        }

    def _cell(self, entry: Entry) -> str:
        return "session" if entry.session else "course"

    def _text(self, entry: Entry, name: str) -> str:
        values = {"session": entry.session, "course": entry.course}
        if name in values:
            return values[name]
        day = entry.start if name == "start" else entry.end
        return f"{day:%d/%m/%Y}" if day else ""

    def _problem(self, entry: Entry, name: str, remedy: str) -> Problem:
        return Problem(entry.line, self.columns.name(name), self._text(entry, name), typographie(remedy), name)


def _not_known() -> str:
    return _("Cette session n’est pas connue : indiquez son code, ou le titre de la formation et sa date de début.")
