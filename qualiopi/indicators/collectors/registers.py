"""The register of complaints. Confidential reports are never collected: only their number leaves their channel."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lms_onboarding.common.french import local
from qualiopi.indicators.canonical import canonical, contents_of
from qualiopi.indicators.frame import Frame, Group
from qualiopi.indicators.pieces import Author, Collector, Piece
from qualiopi.registers.models import Complaint, Emptiness

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
    columns = ("number", "kind", "topic", "facts", "effect", "wish", "received_at", "cause", "answer", "answered_at")
    return contents_of(Complaint.objects.all(), ids, columns)


@dataclass(slots=True)
class _Kept:
    """What the register holds about one session."""

    entries: int = 0
    unanswered: int = 0
    open: int = 0
    last: datetime | None = None


def _kept(frame: Frame) -> dict[int, _Kept]:
    found: dict[int, _Kept] = defaultdict(_Kept)
    rows = Complaint.objects.filter(session__in=frame.sessions.order_by().values("pk"), received_at__lte=frame.as_of)
    for session, received, answered, closed in rows.values_list("session", "received_at", "answered_at", "closed_at"):
        one = found[session]
        one.entries += 1
        one.unanswered += int(answered is None or answered > frame.as_of)
        one.open += int(closed is None or closed > frame.as_of)
        one.last = max(filter(None, (one.last, received, _by(answered, frame), _by(closed, frame))))
    return found


def _by(moment: datetime | None, frame: Frame) -> datetime | None:
    return moment if moment is not None and moment <= frame.as_of else None


def _registers(frame: Frame) -> Iterator[Piece]:
    """Per session: everything that was said is answered, or nothing was said and somebody declared it."""
    kept, silences = _kept(frame), list(Emptiness.objects.filter(declared_at__lte=frame.as_of))
    for group in frame.groups.values():
        one = kept.get(group.pk)
        moment = one.last if one else _declared(group, silences)
        if moment is not None:
            waiting = one.unanswered if one else 0
            yield Piece(
                kind="register",
                key=f"register/{group.pk}",
                session=group.pk,
                occurred_at=moment,
                produced_at=moment,
                author=Author.TEAM,
                complete=not waiting,
                note="un fait attend sa réponse" if waiting else "",
            )


def _declared(group: Group, silences: Iterable[Emptiness]) -> datetime | None:
    """When somebody declared that nothing was said of this session: of it, or of a period that holds its days."""
    if group.starts_at is None or group.ends_at is None:
        return None
    first, last = local(group.starts_at).date(), local(group.ends_at).date()
    for one in silences:
        wholly = one.first <= first and one.last >= last
        if one.session_id == group.pk or (one.session_id is None and wholly):
            return one.declared_at
    return None


def _followed(frame: Frame) -> Iterator[Piece]:
    """Per session with facts: each was closed by an action or by a sentence."""
    for session, one in _kept(frame).items():
        if one.last is not None:
            yield Piece(
                kind="follow_up",
                key=f"follow_up/{session}",
                session=session,
                occurred_at=one.last,
                produced_at=one.last,
                author=Author.TEAM,
                complete=not one.open,
                note="un fait attend sa suite" if one.open else "",
            )


def _kept_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    """The entries of each session, and the silences declared about it."""
    found: dict[int, list[object]] = {pk: [] for pk in ids}
    columns = ("number", "kind", "topic", "received_at", "answered_at", "closed_at", "no_action_because")
    for row in Complaint.objects.filter(session__in=found).order_by("pk").values_list("session", *columns):
        found[row[0]].append(dict(zip(columns, row[1:], strict=True)))
    silences = ("first", "last", "declared_by", "declared_at")
    for row in Emptiness.objects.filter(session__in=found).order_by("pk").values_list("session", *silences):
        found[row[0]].append(dict(zip(silences, row[1:], strict=True)))
    return {pk: canonical({"entries": told}) for pk, told in found.items()}


COMPLAINTS = Collector("complaints", "complaint", _complaints, _complaints_contents)
REGISTERS = Collector("register", "register", _registers, _kept_contents)
FOLLOWED = Collector("follow_up", "follow_up", _followed, _kept_contents)
