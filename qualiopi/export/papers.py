"""The two printed pages of an export: what the file is, and what happened in a session, fact by fact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from lms_onboarding.common import french
from lms_onboarding.documents.printing.house import S2, S3, S4, WIDTH, esc, para, text
from lms_onboarding.documents.printing.layout import heading, pairs
from lms_onboarding.documents.printing.ledger import Cell, Said, ledger
from lms_onboarding.documents.printing.page import Imprint, Provider, build
from lms_onboarding.documents.printing.title import Title


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of a chronology: one fact, or the same one of several learners at the same moment. `files` are the
    pieces inside the export with their SHA-256; none when the fact has no file."""

    occurred_at: datetime
    produced_at: datetime
    title: str
    author: str
    learners: Sequence[str] = ()
    note: str = ""
    files: Sequence[tuple[str, str]] = ()
    indicators: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True)
class Chronology:
    """Everything dated of one session, and what it lacks: (expected, owner, due)."""

    course: str
    code: str
    period: str
    referential: str
    start: datetime
    events: Sequence[Event]
    lacks: Sequence[tuple[str, str, str]]


def readme(provider: Provider, imprint: Imprint, facts: Sequence[tuple[str, str]], notes: Sequence[str]) -> bytes:
    """What the export is, for whom, at which moment, how to check it. PDF bytes."""
    story: list[Flowable] = [Title("Dossier de preuves", size=22), Spacer(0, S4), pairs(facts)]
    for note in notes:
        story += [Spacer(0, S3), para(esc(note), "small")]
    return build(story, provider, imprint)


def chronology(provider: Provider, imprint: Imprint, told: Chronology) -> bytes:
    """Facts in the order they happened, each beside its piece; then what is missing. PDF bytes."""
    story: list[Flowable] = [
        Title("Chronologie de session", size=22),
        Spacer(0, S2),
        para(f"<b>{esc(told.course)}</b>, {esc(told.code)}, {esc(told.period)}.", "lead"),
        Spacer(0, S2),
        para(
            f"{esc(told.referential)}. J est le premier jour de la session. Heures de Paris. "
            "Les apprenants sont désignés par un pseudonyme.",
            "muted",
        ),
        Spacer(0, S4),
    ]
    if told.events:
        story.append(_timeline(told))
    else:
        story.append(text("Aucun fait enregistré pour cette session.", "muted"))
    if told.lacks:
        rows = [[[Said(words)] for words in lack] for lack in told.lacks]
        lacks = ledger(("Attendu", "Responsable", "Échéance"), rows, _LACKS)
        story += [*heading("Ce qui manque", f"{len(told.lacks)} à ce jour"), lacks]
    return build(story, provider, imprint)


NAMED = 12  # people named on one line; beyond, how many they are
_LACKS = [90 * mm, 50 * mm, WIDTH - 140 * mm]
_TIMELINE = [24 * mm, 62 * mm, WIDTH - 24 * mm - 62 * mm - 22 * mm, 22 * mm]


def _timeline(told: Chronology) -> Flowable:
    ordered = sorted(told.events, key=lambda one: (one.occurred_at, one.title, one.learners))
    rows = [_row(one, told.start) for one in ordered]
    return ledger(("Quand", "Le fait", "La pièce", "Indicateurs"), rows, _TIMELINE)


def _row(event: Event, start: datetime) -> list[Cell]:
    moment = french.local(event.occurred_at)
    when = [Said(_offset(moment, start), bold=True), Said(french.day_digits(moment.date()))]
    people = f"{len(event.learners)} personnes" if len(event.learners) > NAMED else ", ".join(event.learners)
    who = ", ".join(part for part in (people, event.author) if part)
    fact = [Said(event.title, bold=True), Said(who), *([Said(event.note)] if event.note else [])]
    numbers = ", ".join(str(number) for number in event.indicators) or "–"
    return [[*when, Said(french.hour(moment.time()))], fact, _files(event), [Said(numbers)]]


def _files(event: Event) -> Cell:
    if not event.files:
        return [Said("Sans pièce jointe", "fine")]
    made = french.day_digits(french.local(event.produced_at).date())
    if len(event.files) > 1:
        counted = f"{len(event.files)} pièces, une par personne, listées dans l’index"
        return [Said(counted, "fine"), Said(f"produites le {made}", "fine")]
    ((path, digest),) = event.files
    told = (path.rsplit("/", 1)[-1], f"produite le {made}", f"SHA-256 {digest[:16]}…")
    return [Said(words, "fine") for words in told]


def _offset(moment: datetime, start: datetime) -> str:
    days = (moment.date() - french.local(start).date()).days
    return "Jour J" if not days else f"J{'+' if days > 0 else '-'}{abs(days)}"
