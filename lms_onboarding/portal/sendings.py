"""The page « Quoi part, à qui, quand » in words: days, states, filters, what is missing. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import groupby
from typing import Final

from lms_onboarding.common import french
from lms_onboarding.welcome.enums import Holdable, Item
from lms_onboarding.welcome.services import Facts, PlannedSending, Somebody, Standing

# Filter in the address → standings it shows, and its words.
FILTERS: Final[dict[str, tuple[str, frozenset[Standing]]]] = {
    "": ("Tous", frozenset(Standing)),
    "bloques": ("Bloqués", frozenset({Standing.BLOCKED})),
    "suspendus": ("Suspendus", frozenset({Standing.HELD})),
    "prevus": ("Prévus", frozenset({Standing.PLANNED})),
    "partis": ("Partis", frozenset({Standing.LEFT, Standing.UNKNOWN, Standing.RETURNED})),
    "rejetes": ("Rejetés", frozenset({Standing.RETURNED, Standing.FAILED})),
}
NAMED: Final = 3  # so few people are named, more are counted
# Named one by one: they are not learners.
TO_TEAM: Final = frozenset(
    {
        "welcome.kit_bounced_notice",
        "welcome.missing_item",
        "surveys.company_invitation",
        "surveys.company_reminder",
        "surveys.funder_yearly",
        "surveys.funder_reminder",
        "surveys.trainer_feedback",
        "surveys.trainer_reminder",
        "offboarding.certificate_to_funder",
    }
)


@dataclass(frozen=True)
class State:
    """A standing for the eye: never a colour alone, always a word and an icon."""

    words: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Row:
    sending: PlannedSending
    at: datetime
    state: State
    people: str
    aside: str
    missing: str


@dataclass(frozen=True)
class Day:
    day: date
    near: str  # « Aujourd’hui », « Demain », or nothing
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Tab:
    slug: str
    words: str
    count: int
    current: bool


@dataclass(frozen=True)
class Lack:
    """One missing item of one session, and what it holds back."""

    item: Item
    course: str
    code: str
    session: int
    retained: str
    of_provider: bool


@dataclass(frozen=True)
class SendingsPage:
    first: date
    last: date
    days: tuple[Day, ...]
    tabs: tuple[Tab, ...]
    lacks: tuple[Lack, ...]
    summary: str
    missing_title: str
    facts: Facts
    facts_since: date
    seen_at: datetime


def summary_of(sendings: Sequence[PlannedSending]) -> str:
    """« Neuf envois, 60 messages ; deux envois sont bloqués par une information manquante. »"""
    ahead = [one for one in sendings if one.is_coming]
    mails = sum(len(one.people) for one in ahead)
    if not ahead:
        return "Rien ne part dans ces quatorze jours."
    said = f"{_capital(french.counted(len(ahead), 'envoi'))}, {french.counted(mails, 'message')}"
    blocked = sum(one.standing is Standing.BLOCKED for one in ahead)
    if not blocked:
        return f"{said}."
    verb = "est bloqué" if blocked == 1 else "sont bloqués"
    return f"{said} ; {french.counted(blocked, 'envoi')} {verb} par une information manquante."


def days_of(sendings: Iterable[PlannedSending], *, now: datetime, zone: tzinfo) -> tuple[Day, ...]:
    """Sendings under their day, on the provider's wall clock."""
    today = now.astimezone(zone).date()
    rows = [_row(one, zone) for one in sendings]
    return tuple(
        Day(day, {-1: "Hier", 0: "Aujourd’hui", 1: "Demain"}.get((day - today).days, ""), tuple(group))
        for day, group in groupby(rows, key=lambda row: row.at.date())
    )


def tabs_of(sendings: Sequence[PlannedSending], current: str) -> tuple[Tab, ...]:
    """Filters with their counts; an empty one is not offered, except the one being read."""
    tabs = [
        Tab(slug, words, sum(one.standing in shown for one in sendings), slug == current)
        for slug, (words, shown) in FILTERS.items()
    ]
    return tuple(tab for tab in tabs if tab.count or tab.current or not tab.slug)


def shown(sendings: Iterable[PlannedSending], current: str) -> list[PlannedSending]:
    standings = FILTERS.get(current, FILTERS[""])[1]
    return [one for one in sendings if one.standing in standings]


def lacks_of(sendings: Sequence[PlannedSending], of_provider: frozenset[Item]) -> tuple[Lack, ...]:
    """What is missing, session by session, with what each item holds back."""
    found: dict[tuple[int, Item], list[PlannedSending]] = {}
    for one in sendings:
        for item in one.missing if one.is_coming else ():
            found.setdefault((one.session, item), []).append(one)
    return tuple(
        Lack(item, held[0].course, held[0].code, session, _retained(held), item in of_provider)
        for (session, item), held in found.items()
    )


def missing_title(lacks: Sequence[Lack]) -> str:
    """« Deux informations manquent »."""
    if not lacks:
        return "Rien ne manque"
    count = _capital(french.counted(len(lacks), "information", feminine=True))
    return f"{count} {'manque' if len(lacks) == 1 else 'manquent'}"


# What is held back by what is missing, without anybody holding it.
ASIDE: Final = {"enrolment.information_before": "dossier"}


def _retained(held: Sequence[PlannedSending]) -> str:
    words = {Holdable.KIT: "kit", Holdable.REMINDER: "relance", Holdable.DAY_BEFORE: "rappel"}
    counts: dict[str, int] = {}
    for one in held:
        word = words[one.holdable] if one.holdable else ASIDE.get(one.message, "")
        if word:
            counts[word] = counts.get(word, 0) + len(one.people)
    return ", puis ".join(f"{count} {word}{'s' if count > 1 else ''}" for word, count in counts.items() if count)


def _row(one: PlannedSending, zone: tzinfo) -> Row:
    return Row(
        sending=one,
        at=one.at.astimezone(zone),
        state=_state(one),
        people=_people(one.people, team=one.message in TO_TEAM),
        aside=french.listing([somebody.name for somebody in one.set_aside]),
        missing=french.listing([str(item.label) for item in one.missing]),
    )


def _state(one: PlannedSending) -> State:
    states = {
        Standing.PLANNED: State(one.condition or "Prévu", "", "clock"),
        Standing.BLOCKED: State("Bloqué", "is-danger", "missing"),
        Standing.HELD: State("Suspendu", "is-warn", "pause"),
        Standing.LEFT: State("Parti", "is-ok", "check"),
        Standing.UNKNOWN: State("Parti, remise inconnue", "is-ok", "check"),
        Standing.FAILED: State("Échec", "is-danger", "alert"),
    }
    if one.standing is Standing.RETURNED:
        count = len(one.returned)
        words = f"{count} rejeté{'s' if count > 1 else ''}"
        return State(f"Parti, {words}" if count < len(one.people) else _capital(words), "is-warn", "alert")
    return states[one.standing]


def _people(people: Sequence[Somebody], *, team: bool) -> str:
    """« huit apprenants »; a few are named: « une personne, Tuan Nguyen »."""
    names = french.listing([one.name for one in people])
    if team:
        return names
    if not people:
        return "personne"
    if len(people) <= NAMED:
        return f"{french.counted(len(people), 'personne', feminine=True)}, {names}"
    return french.counted(len(people), "apprenant")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
