"""Who a full name stands for, within the sessions that a log names. Two people of one name are never told apart."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from lms_onboarding.common.folding import fold_code, fold_name, fold_words
from lms_onboarding.common.tabular import email_key
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.sessions.models import Session, SessionTrainer

from .lines import Line

SLICE: Final = 400  # below SQLite's limit of variables per query, whatever its build


class Unmatched(Exception):
    """Nobody can be named for this line; `remedy` says why, and what to do."""

    def __init__(self, remedy: str) -> None:
        super().__init__(remedy)
        self.remedy = remedy


class Homonyms(Unmatched):
    """Several people have this name in this session: nobody is chosen."""


@dataclass(frozen=True, slots=True)
class Seat:
    enrolment: int
    session: int
    person: int


@dataclass(slots=True)
class Roster:
    """Sessions by the name that a log gives them, learners by folded full name, in both orders of its parts, and by
    the key of their address."""

    sessions: dict[str, frozenset[int]] = field(default_factory=dict)
    seats: dict[str, list[Seat]] = field(default_factory=dict)
    emails: dict[str, list[Seat]] = field(default_factory=dict)
    trainers: dict[str, set[int]] = field(default_factory=dict)
    whole: frozenset[int] = frozenset()

    def find(self, line: Line) -> Seat:
        """The learner of this line. Raises Unmatched, Homonyms."""
        concerned = self._sessions_of(line)
        name = fold_name(line.name)
        known = self.emails.get(email_key(line.email), ()) if line.email else self.seats.get(name, ())
        seats = [seat for seat in known if seat.session in concerned]
        if len({seat.person for seat in seats}) > 1:
            raise Homonyms(
                _(
                    "Plusieurs personnes portent ce nom dans cette session : aucune n’est choisie. Distinguez-les "
                    "dans Moodle (par exemple avec une initiale) et dans leur fiche, puis réimportez le journal."
                )
            )
        if len(seats) > 1:
            raise Unmatched(
                _(
                    "Cette personne est inscrite dans plusieurs des sessions concernées, et la ligne ne dit pas "
                    "laquelle. Exportez le journal d’une session à la fois, puis importez-le avec --session CODE."
                )
            )
        if not seats:
            raise Unmatched(_unknown_address() if line.email else self._nobody(name, concerned))
        return seats[0]

    def _sessions_of(self, line: Line) -> frozenset[int]:
        if not line.course:
            if not self.whole:
                raise Unmatched(_("Rien ne dit de quelle session il s’agit. Relancez l’import avec --session CODE."))
            return self.whole
        found = self.sessions.get(line.course, frozenset())
        if not found:
            raise Unmatched(
                _(
                    "« %(course)s » n’est ni le code d’une session, ni le titre d’une formation. Donnez ce code à la "
                    "session, ou relancez l’import avec --session CODE."
                )
                % {"course": line.course}
            )
        return found

    def _nobody(self, name: str, concerned: Collection[int]) -> str:
        if self.trainers.get(name, set()) & set(concerned):
            return _("Cette personne anime la session : son activité n’est pas celle d’un apprenant.")
        return _(
            "Personne de ce nom n’est inscrit dans cette session. Vérifiez l’orthographe dans la fiche de la "
            "personne, ou inscrivez-la, puis réimportez le journal : rien n’y sera compté deux fois."
        )


def _unknown_address() -> str:
    return _(
        "Personne n’est inscrit dans cette session avec cette adresse. Vérifiez celle de la personne dans sa fiche, "
        "ou inscrivez-la, puis renvoyez la ligne : rien n’y sera compté deux fois."
    )


def load_roster(lines: Iterable[Line], *, session: str = "") -> Roster:
    """The sessions that these lines name and their learners; with `session`, its code stands for every line.

    Four queries, one more for each four hundred sessions.
    """
    names = {line.course for line in lines if line.course}
    roster = Roster()
    by_code, by_title = _known_sessions()
    if session:
        only = by_code.get(fold_code(session), frozenset())
        roster.sessions = dict.fromkeys(names, only)
        roster.whole = only
    else:
        roster.sessions = {
            name: by_code.get(fold_code(name)) or by_title.get(fold_words(name), frozenset()) for name in names
        }
        roster.whole = frozenset().union(*roster.sessions.values())
    _load_people(roster)
    return roster


def _known_sessions() -> tuple[dict[str, frozenset[int]], dict[str, frozenset[int]]]:
    by_code: dict[str, frozenset[int]] = {}
    by_title: dict[str, set[int]] = defaultdict(set)
    for pk, code, title in Session.objects.order_by("pk").values_list("pk", "code", "course__title"):
        by_code[fold_code(code)] = frozenset({pk})
        by_title[fold_words(title)].add(pk)
    return by_code, {title: frozenset(pks) for title, pks in by_title.items()}


def _load_people(roster: Roster) -> None:
    for some in _sliced(roster.whole):
        learners = (
            Enrolment.objects.once_placed()
            .filter(session__in=some)
            .values_list("pk", "session", "person", "person__email_key", "person__first_name", "person__last_name")
        )
        for pk, session, person, email, first_name, last_name in learners.order_by("pk"):
            seat = Seat(pk, session, person)
            roster.emails.setdefault(email, []).append(seat)
            for name in _spellings(first_name, last_name):
                roster.seats.setdefault(name, []).append(seat)
        trainers = SessionTrainer.objects.filter(session__in=some)
        for session, first_name, last_name in trainers.values_list(
            "session", "person__first_name", "person__last_name"
        ):
            for name in _spellings(first_name, last_name):
                roster.trainers.setdefault(name, set()).add(session)


def _spellings(first_name: str, last_name: str) -> set[str]:
    return {fold_name(f"{first_name} {last_name}"), fold_name(f"{last_name} {first_name}")}


def _sliced(pks: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(pks)
    for start in range(0, len(ordered), SLICE):
        yield ordered[start : start + SLICE]
