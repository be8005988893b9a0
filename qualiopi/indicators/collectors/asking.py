"""What people think: learners, trainers, companies. The asking is proven even when nobody answers."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from functools import partial

from lms_onboarding.surveys.models import Invitation
from qualiopi.indicators.frame import Frame
from qualiopi.indicators.pieces import Author, Collector, Piece

from .welcoming import answers_contents

UNANSWERED = "demandé, sans réponse"


def _asked(kind: str, questionnaire: str, author: Author, frame: Frame) -> Iterator[Piece]:
    """Invitations of one campaign: complete once answered. Of an answer, only the day is known."""
    rows = Invitation.objects.filter(
        version__questionnaire__key=questionnaire,
        group__in=[f"session/{pk}" for pk in frame.groups],
        invited_at__lte=frame.as_of,
        withdrawn_at__isnull=True,
    )
    columns = ("pk", "about", "group", "invited_at", "answered_on")
    for pk, about, group, invited, answered in rows.values_list(*columns):
        enrolment = int(about.split("/")[1]) if about.startswith("enrolment/") else None
        if enrolment is not None and enrolment not in frame.session_of:
            continue
        is_answered = answered is not None and answered <= frame.as_of.date()
        moment = datetime.combine(answered, time(12), UTC) if is_answered and answered is not None else invited
        yield Piece(
            kind=kind,
            key=f"asked/{pk}",
            session=int(group.removeprefix("session/")),
            enrolment=enrolment,
            occurred_at=moment,
            produced_at=moment,
            author=author,
            complete=is_answered,
            note="" if is_answered else UNANSWERED,
        )


def _campaign(kind: str, questionnaire: str, author: Author) -> Collector:
    return Collector(kind, "asked", partial(_asked, kind, questionnaire, author), answers_contents)


HOT = _campaign("hot_survey", "hot_learner", Author.LEARNER)
COLD = _campaign("cold_survey", "cold_learner", Author.LEARNER)
TRAINERS = _campaign("trainer_survey", "trainer_feedback", Author.TRAINER)
COMPANIES = _campaign("company_survey", "company_feedback", Author.COMPANY)
