"""The register of complaints. Confidential reports are never collected: only their number leaves their channel."""

from collections.abc import Iterable, Iterator, Mapping

from qualiopi.indicators.canonical import contents_of
from qualiopi.indicators.frame import Frame
from qualiopi.indicators.pieces import Author, Collector, Piece
from qualiopi.registers.models import Complaint

AUTHORS = {"learner": Author.LEARNER, "company": Author.COMPANY, "funder": Author.FUNDER, "trainer": Author.TRAINER}


def _complaints(frame: Frame) -> Iterator[Piece]:
    rows = Complaint.objects.filter(session__in=frame.sessions.order_by().values("pk"), received_at__lte=frame.as_of)
    for pk, session, received, stakeholder in rows.values_list("pk", "session_id", "received_at", "stakeholder"):
        yield Piece(
            kind="complaints",
            key=f"complaint/{pk}",
            session=session,
            occurred_at=received,
            produced_at=received,
            author=AUTHORS.get(stakeholder, Author.TEAM),
        )


def _complaints_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    return contents_of(
        Complaint.objects.all(), ids, ("number", "kind", "topic", "facts", "effect", "wish", "received_at")
    )


COMPLAINTS = Collector("complaints", "complaint", _complaints, _complaints_contents)
