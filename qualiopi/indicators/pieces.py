"""A piece of evidence, as a collector yields it: light enough for a matrix of thousands of sessions."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .frame import Frame


class Author(StrEnum):
    """The role under which a piece was made; never a name."""

    SYSTEM = "système"
    LEARNER = "apprenant"
    TRAINER = "formateur"
    TEAM = "équipe"
    COMPANY = "entreprise"
    FUNDER = "financeur"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """`key` names its source (« kit/12 »). `occurred_at` is when the fact happened, `produced_at` when the piece was
    made. `unit` is the half-day it stands for, when there is one per half-day. Not `complete`: it exists, and is not
    enough; `note` says why, or adds what must be known (« hors délai »)."""

    kind: str
    key: str
    session: int | None
    enrolment: int | None = None
    unit: int | None = None
    occurred_at: datetime
    produced_at: datetime
    author: Author = Author.SYSTEM
    complete: bool = True
    note: str = ""
    document: int | None = None
    mail: int | None = None
    deposit: int | None = None


@dataclass(frozen=True)
class Collector:
    """One kind of piece: `pieces` reads a frame in a constant number of queries; `contents` gives, for some sources by
    id, every word a reviewer has seen, as canonical bytes."""

    kind: str
    source: str
    pieces: Callable[[Frame], Iterator[Piece]]
    contents: Callable[[Iterable[int]], Mapping[int, bytes]]
