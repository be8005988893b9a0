"""Every collector of the house, in the order of the journey. A room to come adds its own here, and its kind."""

from collections.abc import Iterator

from qualiopi.indicators.frame import Frame
from qualiopi.indicators.pieces import Collector, Piece

from .afterwards import FOLLOW_UPS, PLANS
from .asking import COLD, COMPANIES, HOT, TRAINERS
from .closing import ASSESSMENTS, ATTESTATIONS, BADGES, BILANS
from .crossing import TABLES
from .deposits import DEPOSITS, HOUSE_DEPOSITS
from .following import CASES, SHEETS
from .house import ACTIONS, BOOKLET, FUNDERS, REVIEWS, RISKS, RULES
from .learning import HELP, LESSONS
from .offer import OBJECTIVES, PROGRAMME
from .registers import COMPLAINTS, FOLLOWED, REGISTERS
from .welcoming import CALLS, CONVOCATIONS, INFORMATION, KITS, NEEDS_ANSWERS, POSITIONING, SYNTHESES

COLLECTORS: tuple[Collector, ...] = (
    OBJECTIVES,
    PROGRAMME,
    INFORMATION,
    NEEDS_ANSWERS,
    SYNTHESES,
    POSITIONING,
    KITS,
    CONVOCATIONS,
    CALLS,
    LESSONS,
    HELP,
    SHEETS,
    CASES,
    ASSESSMENTS,
    BILANS,
    ATTESTATIONS,
    BADGES,
    FOLLOW_UPS,
    PLANS,
    HOT,
    TRAINERS,
    COLD,
    COMPANIES,
    COMPLAINTS,
    REGISTERS,
    FOLLOWED,
    TABLES,
    DEPOSITS,
)
HOUSE: tuple[Collector, ...] = (BOOKLET, RULES, FUNDERS, ACTIONS, REVIEWS, RISKS, HOUSE_DEPOSITS)
"""What hangs on no session."""


def collect(frame: Frame) -> Iterator[Piece]:
    """Every piece hung on these sessions, kind after kind: a constant number of queries each."""
    for collector in COLLECTORS:
        for piece in collector.pieces(frame):
            if piece.enrolment is None or piece.enrolment in frame.session_of:
                yield piece


def collect_house(frame: Frame) -> Iterator[Piece]:
    """Every piece of the house itself, as of the moment of this frame."""
    for collector in HOUSE:
        yield from collector.pieces(frame)


def contents(keys: list[str]) -> dict[str, bytes]:
    """Full content of these sources (« kit/12 »); a source that is gone has none. One query a kind at most."""
    found: dict[str, bytes] = {}
    for collector in (*COLLECTORS, *HOUSE):
        ids = [int(key.split("/")[1]) for key in keys if key.split("/")[0] == collector.source]
        if ids:
            found |= {f"{collector.source}/{pk}": told for pk, told in collector.contents(ids).items()}
    return found
