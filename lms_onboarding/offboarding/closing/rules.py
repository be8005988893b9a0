"""From facts to a draft: two strengths, two axes, one action. Pure: every sentence cites the facts it comes from.

Nothing is compared with anybody else, and nothing is said that no fact shows. The trainer edits and validates.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from lms_onboarding.common import french

ACTION_DAYS: Final = 30
WANTED: Final = 2
TOP: Final = 5
CLEAR_GAIN: Final = 2  # degrees of the scale of six
LOW: Final = 3


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective for one learner. `level` is "" when nobody assessed it; `before` and `after` are what the learner
    said of themselves, from 0 to 5."""

    ref: str
    text: str
    level: str = ""
    evidence: str = ""
    assessed_on: date | None = None
    before: int | None = None
    after: int | None = None

    @property
    def gain(self) -> int:
        return (self.after or 0) - (self.before or 0) if self.before is not None and self.after is not None else 0

    @property
    def name(self) -> str:
        return self.text.rstrip(" .")


@dataclass(frozen=True, slots=True)
class Action:
    """A real action that the learner declared in their own LMS."""

    key: str
    title: str
    done_on: date


@dataclass(frozen=True, slots=True)
class Missed:
    day: date
    half: str
    subject: str = ""


@dataclass(frozen=True)
class Facts:
    """Everything the product holds of one learner at the end. Hours in minutes; lessons of their own role."""

    goals: tuple[Goal, ...] = ()
    actions: tuple[Action, ...] = ()
    halves_followed: int = 0
    halves_planned: int = 0
    minutes_followed: int = 0
    minutes_planned: int = 0
    missed: tuple[Missed, ...] = ()
    lessons_done: int = 0
    lessons: int = 0
    blocked: tuple[tuple[str, str, date], ...] = ()  # key, lesson, day on which help was asked
    ends_on: date = date(1970, 1, 1)

    @property
    def is_whole(self) -> bool:
        return 0 < self.halves_planned <= self.halves_followed


@dataclass(frozen=True, slots=True)
class Sentence:
    """`facts` are keys of `words_of`: where it comes from."""

    text: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    strengths: tuple[Sentence, ...] = ()
    axes: tuple[Sentence, ...] = ()
    action: Sentence = field(default_factory=lambda: Sentence(""))


def draft_of(facts: Facts) -> Draft:
    """Two strengths and two axes when the facts hold them; fewer rather than invented ones."""
    strengths = _first(_strengths(facts), ())
    axes = _first(_axes(facts), {key for one in strengths for key in one.facts})
    return Draft(strengths, axes, _action(facts, axes))


def words_of(facts: Facts) -> list[tuple[str, str]]:
    """(key, sentence) of each fact, in the order they are shown."""
    said = [("hours", hours_phrase(facts)), ("halves", halves_phrase(facts))]
    for goal in facts.goals:
        if goal.level and goal.assessed_on:
            proof = f" : {goal.evidence.rstrip(' .')}" if goal.evidence else ""
            said.append(
                (
                    f"objective/{goal.ref}",
                    f"« {goal.name} » : {LEVELS[goal.level]} le {_day(goal.assessed_on)}{proof}.",
                )
            )
        if goal.after is not None:
            said.append((f"self/{goal.ref}", f"« {goal.name} » : se situe {_from(goal)}à {goal.after} sur {TOP}."))
    said += [(one.key, f"« {one.title} », fait pour de vrai le {_day(one.done_on)}.") for one in facts.actions]
    if facts.lessons:
        said.append(("lessons", f"Leçons terminées : {facts.lessons_done} sur {facts.lessons}."))
    said += [(key, f"A demandé de l’aide sur « {title} » le {_day(on)}.") for key, title, on in facts.blocked]
    return said


LEVELS: Final = {"acquired": "acquis", "in_progress": "en cours d’acquisition", "not_acquired": "non acquis"}


def hours_phrase(facts: Facts) -> str:
    """« 18 h suivies sur 21 h »."""
    followed, planned = (
        french.duration(timedelta(minutes=count)) for count in (facts.minutes_followed, facts.minutes_planned)
    )
    return f"{followed} suivies sur {planned}."


def halves_phrase(facts: Facts) -> str:
    """« Six demi-journées suivies sur sept ; absence le mercredi 5 mars (matin). »"""
    said = french.out_of(facts.halves_followed, facts.halves_planned, "demi-journée", feminine=True)
    missed = french.listing([f"le {french.day(one.day, year=False)} ({one.half})" for one in facts.missed])
    return f"{said[:1].upper()}{said[1:]}{f' ; absence {missed}' if missed else ''}."


def _first(found: Iterable[Sentence], taken: Iterable[str]) -> tuple[Sentence, ...]:
    """The first ones whose facts were not used already."""
    used, kept = set(taken), list[Sentence]()
    for one in found:
        if len(kept) < WANTED and not used & set(one.facts):
            kept.append(one)
            used |= set(one.facts)
    return tuple(kept)


def _strengths(facts: Facts) -> Iterator[Sentence]:
    acquired = [goal for goal in facts.goals if goal.level == "acquired"]
    for goal in sorted(acquired, key=lambda one: -one.gain):
        proof = f" : {_small(goal.evidence)}" if goal.evidence else ""
        yield Sentence(f"Vous savez {_small(goal.name)}{proof}.", (f"objective/{goal.ref}",))
    for one in facts.actions:
        yield Sentence(f"Vous l’avez fait pour de vrai, le {_day(one.done_on)} : {_small(one.title)}.", (one.key,))
    for goal in sorted(facts.goals, key=lambda one: -one.gain):
        if goal.gain >= CLEAR_GAIN and goal.level != "not_acquired":
            way = f"de {goal.before} à {goal.after} sur {TOP} selon vous"
            yield Sentence(f"Votre progression se voit : {_small(goal.name)}, {way}.", (f"self/{goal.ref}",))
    if facts.is_whole:
        halves = french.counted(facts.halves_followed, "demi-journée", feminine=True)
        yield Sentence(f"Vous avez suivi toute la formation, soit {halves}.", ("halves",))
    if facts.lessons_done:
        lessons = french.counted(facts.lessons_done, "leçon", feminine=True)
        yield Sentence(f"Vous avez mené jusqu’au bout {lessons}.", ("lessons",))


def _axes(facts: Facts) -> Iterator[Sentence]:
    yield from _unacquired(facts)
    yield from _uneasy(facts)
    yield from _unfinished(facts)
    for goal in sorted(facts.goals, key=lambda one: one.gain):
        if goal.level == "acquired":
            yield Sentence(f"Refaire seul, sur un nouveau cas : {_small(goal.name)}.", (f"objective/{goal.ref}",))


def _unacquired(facts: Facts) -> Iterator[Sentence]:
    for level, verb in (("not_acquired", "Reprendre"), ("in_progress", "Consolider")):
        for goal in facts.goals:
            if goal.level == level and goal.assessed_on:
                found = f"{LEVELS[level]} le {_day(goal.assessed_on)}"
                yield Sentence(f"{verb} : {_small(goal.name)} ({found}).", (f"objective/{goal.ref}",))


def _uneasy(facts: Facts) -> Iterator[Sentence]:
    said = [(goal.after, goal) for goal in facts.goals if goal.after is not None and goal.after <= LOW]
    for after, goal in sorted(said, key=lambda one: one[0]):
        where = f"où vous vous situez à {after} sur {TOP}"
        yield Sentence(f"Gagner en aisance : {_small(goal.name)}, {where}.", (f"self/{goal.ref}",))


def _unfinished(facts: Facts) -> Iterator[Sentence]:
    for key, title, on in facts.blocked:
        asked = f"sur laquelle vous aviez demandé de l’aide le {_day(on)}"
        yield Sentence(f"Revenir à la leçon « {title} », {asked}.", (key,))
    for missed in facts.missed[:1]:
        what = f" ({_small(missed.subject)})" if missed.subject else ""
        yield Sentence(f"Rattraper la séance du {french.day(missed.day, year=False)}{what}.", ("halves",))
    if facts.lessons_done < facts.lessons:
        yield Sentence(f"Terminer {_the(facts.lessons - facts.lessons_done)} de votre parcours.", ("lessons",))


def _action(facts: Facts, axes: Sequence[Sentence]) -> Sentence:
    """A verb, an object, a date: the first axis that is about an objective, else the first axis."""
    by = french.day(facts.ends_on + timedelta(days=ACTION_DAYS))
    goals = {f"{about}/{goal.ref}": goal for goal in facts.goals for about in ("objective", "self")}
    for axis in axes:
        for key in axis.facts:
            if key in goals:
                return Sentence(f"{goals[key].name}, sur un cas réel de votre travail, avant le {by}.", (key,))
    if axes:
        return Sentence(f"{axes[0].text.rstrip(' .')}, avant le {by}.", axes[0].facts)
    return Sentence("")


def _small(words: str) -> str:
    """Inside a sentence: « Écrire un quiz » becomes « écrire un quiz »; an acronym keeps its capitals."""
    said = words.strip().rstrip(" .")
    return said if said[1:2].isupper() else f"{said[:1].lower()}{said[1:]}"


def _day(on: date) -> str:
    return french.day(on, weekday=False, year=False)


def _from(goal: Goal) -> str:
    return "" if goal.before is None else f"de {goal.before} "


def _the(count: int) -> str:
    return "la leçon qui reste" if count == 1 else f"les {french.counted(count, 'leçon', feminine=True)} qui restent"
