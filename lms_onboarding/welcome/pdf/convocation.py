"""Convocation and practical guide: two personal pages, sent with the kit.

Dates are absolute: a sheet of paper outlives « J-7 », and it never says that it was late.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final, Self
from urllib.parse import urlsplit

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, PageBreak, Spacer

from lms_onboarding.common import french
from lms_onboarding.common.typography import NBSP
from lms_onboarding.documents.printing.blocks import Contact, listing, people, quote, scan
from lms_onboarding.documents.printing.frozen import freeze, thaw
from lms_onboarding.documents.printing.hero import Hero
from lms_onboarding.documents.printing.house import (
    GUTTER,
    S1,
    S2,
    S4,
    WIDTH,
    esc,
    linked,
    para,
    require_printable,
    text,
)
from lms_onboarding.documents.printing.layout import (
    ROW_PADDING,
    Table,
    card,
    columns,
    facts,
    grid,
    heading,
    height_of,
    side_by_side,
    stack,
    twins,
)
from lms_onboarding.documents.printing.page import Imprint, Provider, build, room_on_first_page
from lms_onboarding.documents.printing.thread import Stage

from .objectives import Objective

HALF: Final = (WIDTH - GUTTER) / 2
TIGHTEST_PADDING: Final = 0.8 * mm


@dataclass(frozen=True)
class HalfDay:
    """One appointment, on the wall clock of the session."""

    on: date
    start: time
    end: time
    where: str  # a room, or « classe virtuelle »
    trainer: str = ""


@dataclass(frozen=True)
class Convocation:
    """Everything the two pages say. Only a name, a course, half-days and an administrative contact are required:
    what is missing vanishes, or sends the learner to that contact."""

    provider: Provider
    imprint: Imprint
    first_name: str
    full_name: str
    course: str
    hours: str  # « 21 heures »
    half_days: tuple[HalfDay, ...]  # in order, at least one
    administrative_contact: Contact
    civility: str = ""  # « Mme », « M. »
    guardian: str = ""  # the legal guardian of a minor, who receives a copy
    stages: tuple[Stage, ...] = ()
    people: tuple[Contact, ...] = ()  # trainers, pedagogical referent, disability referent, support
    objectives: tuple[Objective, ...] = ()
    word: str = ""  # the trainer's, and who says it
    word_by: str = ""
    word_role: str = "qui vous accompagne"
    before: tuple[str, ...] = ()  # small steps, each with its duration
    bring: tuple[str, ...] = ()
    absence: str = ""
    attached: tuple[str, ...] = ()  # « le programme », « le règlement intérieur »
    place: str = ""  # address and room
    access: str = ""
    link: str = ""  # where to connect, and from when
    technical: str = ""
    help_desk: str = ""
    page_url: str = ""  # the same content as an accessible page: /d/<number>, without a token

    def __post_init__(self) -> None:
        if not self.half_days:
            raise ValueError("a convocation needs at least one half-day")
        address = urlsplit(self.page_url)
        if address.query or address.fragment:
            raise ValueError("a printed address carries no token: expected /d/<number>")

    def as_frozen(self) -> dict[str, Any]:
        """What the database keeps: JSON, dates and hours in ISO 8601."""
        frozen: dict[str, Any] = freeze(self)
        return frozen

    @classmethod
    def from_frozen(cls, frozen: Mapping[str, Any]) -> Self:
        """The convocation that `as_frozen` described. Raises FrozenMismatch."""
        return thaw(cls, frozen)

    @property
    def addressee(self) -> str:
        return f"{self.civility} {self.full_name}".strip()

    @property
    def places(self) -> str:
        """Where the half-days take place, each once; three at most, the table says the rest."""
        names = list(dict.fromkeys(half.where for half in self.half_days if half.where))
        return french.listing(names[:3])


def render_convocation(data: Convocation) -> bytes:
    """Two pages with every mandatory field of the convocation; half-days without limit flow on.

    Raises UnprintableText when a name or the title would lose a letter.
    """
    _require_printable(data)
    hero = _hero(data)
    first, moved = _first_page(data, room_on_first_page(hero))
    return build([*first, PageBreak(), *_guide(data), *moved], data.provider, data.imprint, hero=hero)


def _require_printable(data: Convocation) -> None:
    require_printable(
        {
            "Organisme de formation": data.provider.name,
            "Prénom": data.first_name,
            "Nom": data.full_name,
            "Responsable légal": data.guardian,
            "Intitulé de la formation": data.course,
            "Contact administratif": data.administrative_contact.name,
            "Auteur du mot d’accueil": data.word_by,
        }
    )
    for half in data.half_days:
        require_printable({"Lieu": half.where, "Formateur": half.trainer})
    for person in data.people:
        require_printable({"Interlocuteur": person.name})


def _hero(data: Convocation) -> Hero:
    first, last = data.half_days[0], data.half_days[-1]
    when = f"{french.day(first.on, year=False)} à {french.hour(first.start)}"
    hours = f", {esc(data.hours)}" if data.hours else ""
    period = french.period(first.on, last.on).replace(" ", NBSP)
    lead = f"« {esc(data.course)} »{hours}, {period}."
    if data.places:
        lead += f" {esc(_capitalised(data.places))}."
    return Hero(f"{data.first_name}, nous vous attendons {when}.", when, lead, data.stages)


def _first_page(data: Convocation, room: float) -> tuple[list[Flowable], list[Flowable]]:
    """The first page, and what it had no room for. The rows of appointments tighten just as much as they must;
    then what to do when absent moves to the guide; only then do the appointments flow on to another page."""
    before = [_addressed(data), *heading("Vos rendez-vous")]
    word = [Spacer(0, S4), quote(data.word, data.word_by, data.word_role)] if data.word.strip() else []
    absent = [Spacer(0, S4), _absent(data)]
    table = _appointments(data)
    fixed = height_of([*before, *word, table], WIDTH) - room
    for after, moved in ((absent, []), ([], absent)):
        excess = fixed + height_of(after, WIDTH)
        if excess <= 0:
            return [*before, table, *word, *after], moved
        padding = ROW_PADDING - excess / (2 * len(data.half_days) + 1) - 0.01
        if padding >= TIGHTEST_PADDING:
            return [*before, _appointments(data, padding=padding), *word, *after], moved
    tight = _appointments(data, padding=TIGHTEST_PADDING)
    return [*before, tight, *([KeepTogether(word)] if word else [])], absent


def _addressed(data: Convocation) -> Table:
    contact = data.administrative_contact
    return facts(
        [
            ("Convocation adressée à", data.addressee),
            ("Contact administratif", contact.name),
            ("Le joindre", contact.reach),
            ("Copie au responsable légal", data.guardian),
        ]
    )


def _appointments(data: Convocation, *, padding: float = ROW_PADDING) -> Table:
    """One row per half-day; without any trainer the places take their column."""
    place, trainer = (49 * mm, 42 * mm) if any(half.trainer for half in data.half_days) else (91 * mm, 0)
    widths = [width for width in (46 * mm, 33 * mm, place, trainer) if width]
    rows: list[list[Flowable]] = [[text(name, "label") for name in ("Demi-journée", "Horaire", "Lieu", "Avec")]]
    for half in data.half_days:
        cells = (_capitalised(french.day(half.on)), french.hours_between(half.start, half.end))
        others = (_capitalised(half.where), half.trainer)
        rows.append([*(text(cell, "small-strong") for cell in cells), *(text(cell, "small") for cell in others)])
    return grid([row[: len(widths)] for row in rows], widths, padding=padding)


def _absent(data: Convocation) -> Table:
    words = data.absence.strip() or f"Prévenez-nous dès que possible : {_ask(data.administrative_contact)}."
    late = stack(text("En cas d'absence ou de retard", "h3"), para(linked(words), "small"))
    return side_by_side(late, [_accessible_page(data.page_url)] if data.page_url else [])


def _accessible_page(url: str) -> Table:
    address = esc(url.removeprefix("https://").removeprefix("http://"))
    words = (
        "Scannez pour ouvrir cette page en version accessible et mettre vos horaires dans votre agenda : "
        f"un code vous sera envoyé.<br/>{address}"
    )
    return scan(url, words, size=22 * mm, width=HALF)


def _guide(data: Convocation) -> list[Flowable]:
    story: list[Flowable] = [text("Guide pratique", "h2"), Spacer(0, S2)]
    if data.objectives:
        skills = listing(objective.markup for objective in data.objectives)
        story += [*stack(text("Ce que vous saurez faire, et pour quoi", "h3"), skills), Spacer(0, S4)]
    story += _where(data)
    story += [*heading("Avant le premier jour"), _preparation(data)]
    story += [*heading("Les personnes à votre écoute"), people(data.people or (data.administrative_contact,))]
    if data.attached:
        joined = f"<b>Documents joints</b> : {esc(french.listing(data.attached))}."
        story += [Spacer(0, S2), para(joined, "small")]
    return story


def _where(data: Convocation) -> list[Flowable]:
    """How to come, how to connect, or both; what nobody wrote down is asked of the administrative contact."""
    ask = _ask(data.administrative_contact)
    on_site = [("Venir", data.place), ("Accès", data.access or f"Itinéraire, étage, stationnement : {ask}.")]
    remote = [
        ("Se connecter", data.link),
        ("Prérequis techniques", data.technical or f"Ordinateur, navigateur, débit : {ask}."),
        ("Bloqué ? On répond", data.help_desk or f"{ask}."),
    ]
    if data.place and data.link:
        return twins(lambda: _practical(on_site), lambda: _practical(remote))
    if data.place or data.link:
        rubrics = [_practical([rubric]) for rubric in (on_site if data.place else remote)]
        return [card([columns(rubrics, width=WIDTH - 2 * S4)])]
    return []


def _practical(rubrics: Sequence[tuple[str, str]]) -> list[list[Flowable]]:
    return [[text(label, "h3"), para(linked(body), "small"), Spacer(0, S1)] for label, body in rubrics]


def _preparation(data: Convocation) -> Table:
    bring = _boxes(data.bring) if data.bring else text("Aucun matériel particulier n’est demandé à ce jour.")
    to_bring = stack(text("À apporter", "h3"), bring)
    if not data.before:
        return side_by_side(to_bring, [])
    return side_by_side(stack(text("À faire", "h3"), _boxes(data.before)), to_bring)


def _boxes(items: Sequence[str]) -> Table:
    return listing((linked(item) for item in items), mark="box", width=HALF - 2 * mm)


def _ask(contact: Contact) -> str:
    return ", ".join(part for part in (contact.name, contact.reach) if part)


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
