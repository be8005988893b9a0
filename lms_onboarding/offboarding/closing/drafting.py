"""Open the closing of a session: a draft for each learner, from the facts of that moment."""

from datetime import datetime
from typing import Any

from django.db import transaction

from lms_onboarding.journal.services import SYSTEM, Fact, record
from lms_onboarding.offboarding.models import Bilan, Closing
from lms_onboarding.offboarding.refusals import SessionStillRunning
from lms_onboarding.progress.services import feed_from_quizzes
from lms_onboarding.sessions.models import Session

from . import rules
from .gathering import Group, Learner, gather


def open_closing(session: Session, *, by: str = SYSTEM, now: datetime) -> Closing:
    """The closing of a session that has ended, with a draft for each learner who came. Twice is once: learners known
    keep theirs, those who came meanwhile get one. Raises SessionStillRunning."""
    if session.cancelled_at or session.ends_at is None or session.ends_at > now:
        raise SessionStillRunning
    feed_from_quizzes(session, now=now)
    group = gather(session)
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=session.pk)
        closing, made = Closing.objects.get_or_create(session=session, defaults={"opened_at": now})
        if made:
            record(Fact("closing.opened", f"session/{session.pk}", occurred_at=now, actor=by), now=now)
        if closing.released_at is None:
            _draft_missing(group, now=now)
    return closing


def redraft(bilan: Bilan, *, now: datetime) -> Bilan:
    """Write the draft again from the facts of now, as long as nobody edited or validated it."""
    with transaction.atomic():
        row = Bilan.objects.select_for_update(of=("self",)).select_related("enrolment__session").get(pk=bilan.pk)
        if row.edited_at or row.is_validated or row.superseded_at:
            return row
        learner = gather(row.enrolment.session, only=[row.enrolment_id]).by_enrolment[row.enrolment_id]
        for name, value in drafted(learner).items():
            setattr(row, name, value)
        row.drafted_at = now
        row.save(update_fields=["strengths", "axes", "action", "facts", "drafted_at"])
    return row


def drafted(learner: Learner) -> dict[str, Any]:
    """The fields of a bilan, as drafted from the facts."""
    draft = rules.draft_of(learner.facts)
    return {
        "strengths": [_kept(one) for one in draft.strengths],
        "axes": [_kept(one) for one in draft.axes],
        "action": _kept(draft.action),
        "facts": [{"key": key, "words": words} for key, words in rules.words_of(learner.facts)],
    }


def is_concerned(learner: Learner) -> bool:
    """A bilan is for who followed something and went to the end."""
    return learner.came and not learner.left


def _draft_missing(group: Group, *, now: datetime) -> None:
    known = set(Bilan.objects.filter(enrolment__session=group.session).values_list("enrolment_id", flat=True))
    wanted = [one for one in group.learners if is_concerned(one) and one.enrolment.pk not in known]
    Bilan.objects.bulk_create(
        [Bilan(enrolment=one.enrolment, drafted_at=now, **drafted(one)) for one in wanted], batch_size=500
    )


def _kept(sentence: rules.Sentence) -> dict[str, Any]:
    return {"text": sentence.text, "facts": list(sentence.facts), "edited": False}
