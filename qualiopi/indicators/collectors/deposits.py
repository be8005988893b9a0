"""Pieces that people deposited: each stands for the expected piece it was deposited for, or supports its indicator."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time

from qualiopi.evidence.models import Deposit
from qualiopi.indicators.canonical import contents_of
from qualiopi.indicators.frame import Frame
from qualiopi.indicators.kinds import Per, kinds, manual
from qualiopi.indicators.pieces import Author, Collector, Piece

DAMAGED, OVERDUE = "fichier absent ou modifié", "à revoir, date de relecture dépassée"
COLUMNS = (
    "pk",
    "kind",
    "indicator",
    "session",
    "enrolment",
    "slot",
    "course",
    "person",
    "happened_on",
    "deposited_at",
)


def _deposits(frame: Frame) -> Iterator[Piece]:
    """Those of these sessions, then those of the house. A file altered or gone, a review overdue: not enough."""
    rows = Deposit.objects.filter(deposited_at__lte=frame.as_of).exclude(withdrawn_at__lte=frame.as_of)
    for row in rows.order_by("pk").values_list(*COLUMNS, "review_on", "damaged_at").iterator(chunk_size=5000):
        pk, name, indicator, session, enrolment, slot, course, person, happened, deposited, review_on, damaged = row
        if session is not None and session not in frame.groups:
            continue
        lost = damaged is not None and damaged <= frame.as_of
        late = review_on is not None and review_on < frame.as_of.date()
        kind = name if name in kinds() else manual(indicator)
        places = _sessions_of(course, frame) if kind == name and kinds()[kind].per is Per.COURSE else [session]
        for place in places:
            yield Piece(
                kind=kind,
                key=f"deposit/{pk}",
                session=place,
                enrolment=enrolment,
                unit=slot or person,
                occurred_at=datetime.combine(happened, time(12), UTC),
                produced_at=deposited,
                author=Author.TEAM,
                complete=not lost and not late,
                note=DAMAGED if lost else OVERDUE if late else "déposée à la main",
                deposit=pk,
            )


def _sessions_of(course: int | None, frame: Frame) -> list[int]:
    """A piece of a course is held by each of its sessions."""
    return [group.pk for group in frame.groups.values() if group.course == course]


def _contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    columns = ("indicator", "kind", "title", "note", "filename", "blob_id", "url", "happened_on", "author_name")
    return contents_of(Deposit.objects.all(), ids, columns)


DEPOSITS = Collector("deposit", "deposit", _deposits, _contents)
