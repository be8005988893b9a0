"""Pieces that people deposited: each stands for the expected piece it was deposited for, or supports its indicator."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time

from django.db.models import Q

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


def _of_sessions(frame: Frame) -> Iterator[Piece]:
    """Those of these sessions, of their learners and half-days; those of their courses, once a session."""
    courses = {group.course for group in frame.groups.values()}
    about = Q(session__in=frame.sessions.order_by().values("pk")) | Q(course__in=courses)
    for piece, course in _deposits(frame, about):
        if course is None:
            yield piece
        elif kinds().get(piece.kind) is not None and kinds()[piece.kind].per is Per.COURSE:
            yield from (replace(piece, session=place) for place in _sessions_of(course, frame))


def _of_the_house(frame: Frame) -> Iterator[Piece]:
    """Those of the house and of its team; those of a course that stand for nothing expected of its sessions."""
    for piece, course in _deposits(frame, Q(session__isnull=True)):
        expected = kinds().get(piece.kind)
        if course is None or expected is None or expected.per is not Per.COURSE:
            yield piece


def _deposits(frame: Frame, about: Q) -> Iterator[tuple[Piece, int | None]]:
    """Each with its course. A file altered or gone, a review overdue: there, and not enough."""
    rows = Deposit.objects.filter(about, deposited_at__lte=frame.as_of).exclude(withdrawn_at__lte=frame.as_of)
    for row in rows.order_by("pk").values_list(*COLUMNS, "review_on", "damaged_at").iterator(chunk_size=5000):
        pk, name, indicator, session, enrolment, slot, course, person, happened, deposited, review_on, damaged = row
        if session is not None and session not in frame.groups:
            continue
        lost = damaged is not None and damaged <= frame.as_of
        late = review_on is not None and review_on < frame.as_of.date()
        piece = Piece(
            kind=name if name in kinds() else manual(indicator),
            key=f"deposit/{pk}",
            session=session,
            enrolment=enrolment,
            unit=slot or person,
            occurred_at=datetime.combine(happened, time(12), UTC),
            produced_at=deposited,
            author=Author.TEAM,
            complete=not lost and not late,
            note=DAMAGED if lost else OVERDUE if late else "déposée à la main",
            deposit=pk,
        )
        yield piece, course


def _sessions_of(course: int | None, frame: Frame) -> list[int]:
    """A piece of a course is held by each of its sessions."""
    return [group.pk for group in frame.groups.values() if group.course == course]


def _contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    columns = ("indicator", "kind", "title", "note", "filename", "blob_id", "url", "happened_on", "author_name")
    return contents_of(Deposit.objects.all(), ids, columns)


DEPOSITS = Collector("deposit", "deposit", _of_sessions, _contents)
HOUSE_DEPOSITS = Collector("deposit", "deposit", _of_the_house, _contents)
