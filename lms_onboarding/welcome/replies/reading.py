"""What the page of the answer shows, and what the team reads of a session. Nothing is written."""

from dataclasses import dataclass
from datetime import datetime

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.sessions.models import ScheduleChange, Session
from lms_onboarding.welcome.composing.changes import difference, sentence
from lms_onboarding.welcome.content import Content
from lms_onboarding.welcome.enums import ReplyChoice
from lms_onboarding.welcome.models import SessionReply
from lms_onboarding.welcome.pages import Day, ledger
from lms_onboarding.welcome.services.reading import open_dates

from .answering import choices_for, may_reply


@dataclass(frozen=True)
class ReplyPage:
    """A change as its learner reads it. `before` and `now_at` are places and hours in words; empty when unchanged."""

    enrolment: Enrolment
    content: Content
    cancelled: bool
    open: bool
    moved: dict[str, str]
    reason: str
    options: str
    days: tuple[Day, ...]
    reply: SessionReply | None
    choices: tuple[ReplyChoice, ...]

    @property
    def schedule_no(self) -> int:
        return self.content.schedule_no


def reply_page(pk: int, *, now: datetime) -> ReplyPage | None:
    found = open_dates(pk, now=now)
    if found is None:
        return None
    enrolment, content = found
    session = enrolment.session
    cancelled = session.cancelled_at is not None
    change = ScheduleChange.objects.filter(session=session, schedule_no=session.schedule_no).first()
    replies = SessionReply.objects.filter(enrolment=enrolment, schedule_no=session.schedule_no, cancelled=cancelled)
    return ReplyPage(
        enrolment=enrolment,
        content=content,
        cancelled=cancelled,
        open=may_reply(enrolment, now),
        moved=difference(change.before, content) if change is not None and not cancelled else {},
        reason=sentence(session.cancel_reason if cancelled else change.reason if change else ""),
        options=sentence(session.cancel_options) if cancelled else "",
        days=() if cancelled else ledger(content),
        reply=replies.first(),
        choices=choices_for(cancelled=cancelled),
    )


@dataclass(frozen=True)
class ReplyRow:
    """One learner: what they answered to the last change, or nothing yet."""

    enrolment: Enrolment
    reply: SessionReply | None


def session_replies(session: Session) -> list[ReplyRow]:
    """Learners of a session, those who ask for something first. Two queries, whatever their number."""
    cancelled = session.cancelled_at is not None
    learners = list(
        Enrolment.objects.confirmed()
        .filter(session=session)
        .select_related("person")
        .order_by("person__last_name", "person__first_name", "pk")
    )
    replies = SessionReply.objects.filter(
        enrolment__session=session, schedule_no=session.schedule_no, cancelled=cancelled
    )
    by_learner = {one.enrolment_id: one for one in replies}
    rows = [ReplyRow(one, by_learner.get(one.pk)) for one in learners]
    return sorted(rows, key=_rank)


def _rank(row: ReplyRow) -> int:
    if row.reply is None:
        return 1
    return 2 if row.reply.choice == ReplyChoice.FITS else 0
