"""After the session: the appointment at thirty days, and what came of the action chosen for them."""

from collections.abc import Iterable, Iterator, Mapping

from lms_onboarding.offboarding.models import ActionPlan, Outcome
from lms_onboarding.welcome.enums import CallPurpose
from qualiopi.indicators.canonical import canonical
from qualiopi.indicators.frame import Frame
from qualiopi.indicators.pieces import Author, Collector, Piece

from .welcoming import appointments


def _actions(frame: Frame) -> Iterator[Piece]:
    """Actions by the day they were chosen; complete once their learner said where it stands, whatever they said."""
    rows = ActionPlan.objects.filter(enrolment__session__in=frame.sessions.order_by().values("pk"))
    rows = rows.filter(written_at__lte=frame.as_of)
    for pk, enrolment, written, outcome_at in rows.values_list("pk", "enrolment_id", "written_at", "outcome_at"):
        told = outcome_at if outcome_at is not None and outcome_at <= frame.as_of else None
        yield Piece(
            kind="thirty_day_action",
            key=f"action_plan/{pk}",
            session=frame.session_of.get(enrolment),
            enrolment=enrolment,
            occurred_at=written,
            produced_at=told or written,
            author=Author.LEARNER,
            complete=told is not None,
            note="" if told else "issue non dite",
        )


def _actions_contents(ids: Iterable[int]) -> Mapping[int, bytes]:
    """Days and outcome. The action itself is the learner's: their words are not needed to prove that it was asked."""
    rows = ActionPlan.objects.filter(pk__in=list(ids)).values_list("pk", "written_at", "outcome", "outcome_at")
    return {
        pk: canonical(
            {"chosen_at": written, "outcome": str(Outcome(outcome).label) if outcome else "", "outcome_at": told}
        )
        for pk, written, outcome, told in rows
    }


FOLLOW_UPS = appointments("thirty_day_call", CallPurpose.FOLLOW_UP)
PLANS = Collector("thirty_day_action", "action_plan", _actions, _actions_contents)
