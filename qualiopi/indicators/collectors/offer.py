"""What was promised: objectives frozen at opening, the programme as it was handed over."""

from collections.abc import Iterable, Iterator, Mapping

from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.sessions.models import Session
from qualiopi.indicators.canonical import contents_of
from qualiopi.indicators.frame import Frame
from qualiopi.indicators.pieces import Author, Collector, Piece


def _objectives(frame: Frame) -> Iterator[Piece]:
    """Objectives of each opened session: complete when there is one at least and each says its use at work."""
    rows = frame.sessions.filter(opened_at__lte=frame.as_of).values_list("pk", "opened_at", "programme__objectives")
    for session, opened_at, objectives in rows:
        if not objectives or opened_at is None:
            continue
        silent = sum(not one.get("use_at_work") for one in objectives)
        yield Piece(
            kind="objectives",
            key=f"session/{session}",
            session=session,
            occurred_at=opened_at,
            produced_at=opened_at,
            author=Author.TEAM,
            complete=not silent,
            note="un objectif ne dit pas son usage au travail" if silent else "",
        )


def _objectives_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    return contents_of(Session.objects.all(), ids, ("code", "programme", "opened_at"))


def _programmes(frame: Frame) -> Iterator[Piece]:
    """Programmes drawn and handed over, the standing one of each session."""
    wanted = {f"session/{pk}": pk for pk in frame.groups}
    rows = IssuedDocument.objects.filter(about__in=list(wanted), kind="programme", superseded_by__isnull=True)
    rows = rows.filter(issued_at__lte=frame.as_of)
    for pk, about, issued_at in rows.values_list("pk", "about", "issued_at"):
        yield Piece(
            kind="programme",
            key=f"programme/{pk}",
            session=wanted[about],
            occurred_at=issued_at,
            produced_at=issued_at,
            document=pk,
        )


def papers_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    """What an issued document says, and the fingerprint of its bytes."""
    return contents_of(IssuedDocument.objects.all(), ids, ("number", "title", "data", "blob_id"))


OBJECTIVES = Collector("objectives", "session", _objectives, _objectives_contents)
PROGRAMME = Collector("programme", "programme", _programmes, papers_contents)
