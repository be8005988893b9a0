"""What the team reads of the needs of a session, and the facts that a later evidence rests on. Constant queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import CharField, Count, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment, EnrolmentQuerySet
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.sessions.models import SessionQuerySet
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import Told, told
from lms_onboarding.welcome.models import NeedsSynthesis

from .rules import COMPANY, ENTRY, FUNDER, LEARNER, POSITIONING, asked_key, invitation_key

FOLLOWED = (EnrolmentState.CONFIRMED, EnrolmentState.COMPLETED, EnrolmentState.ABANDONED)


class Stage(StrEnum):
    """Where the analysis of one learner's need stands. A form that was filled in is not an analysis."""

    NOT_ASKED = "not_asked"
    RETURNED = "returned"
    ASKED = "asked"
    ANSWERED = "answered"
    SILENT = "silent"
    ANALYSED = "analysed"


@dataclass(frozen=True)
class NeedsFacts:
    """Separate facts: asked, left, came back, answered, analysed. None for what did not happen."""

    asked_at: datetime | None = None
    sent_at: datetime | None = None
    bounced_at: datetime | None = None
    answered_on: date | None = None
    closes_at: datetime | None = None
    analysed_at: datetime | None = None
    decision: str = ""
    author: str = ""

    def stage(self, now: datetime) -> Stage:
        if self.analysed_at is not None:
            return Stage.ANALYSED
        if self.answered_on is not None:
            return Stage.ANSWERED
        if self.asked_at is None or self.closes_at is None:
            return Stage.NOT_ASKED
        if now >= self.closes_at:
            return Stage.SILENT
        return Stage.RETURNED if self.bounced_at is not None else Stage.ASKED

    @property
    def is_analysis(self) -> bool:
        return self.analysed_at is not None


@dataclass(frozen=True)
class LearnerNeeds:
    """One learner: what they said, where they place themselves, what was retained (newest first)."""

    enrolment: Enrolment
    facts: NeedsFacts
    answers: tuple[Told, ...]
    positioning: tuple[Told, ...]
    syntheses: tuple[NeedsSynthesis, ...]

    @property
    def current(self) -> NeedsSynthesis | None:
        return next((one for one in self.syntheses if one.superseded_at is None), None)

    @property
    def earlier(self) -> tuple[NeedsSynthesis, ...]:
        return tuple(one for one in self.syntheses if one.superseded_at is not None)


@dataclass(frozen=True)
class PartnerNeeds:
    """The point of view of a company or of a funder on one session."""

    invitation: Invitation
    is_funder: bool
    answers: tuple[Told, ...]

    @property
    def organisation(self) -> int:
        """Its primary key, which the natural key of the invitation ends with: two of them may share a name."""
        return int(self.invitation.key.rpartition("/")[2])


def needs_facts(enrolments: Iterable[int]) -> dict[int, NeedsFacts]:
    """Facts by enrolment, for whoever must prove them. Three queries, whatever their number."""
    ids = list(enrolments)
    asked = _invitations(ids, LEARNER)
    mails = OutgoingMail.objects.filter(key__in=[asked_key(pk) for pk in ids]).in_bulk(field_name="key")
    current = {one.enrolment_id: one for one in NeedsSynthesis.objects.current().filter(enrolment_id__in=ids)}
    return {pk: _facts(asked.get(pk), mails.get(asked_key(pk)), current.get(pk)) for pk in ids}


def learners_needs(enrolments: Iterable[Enrolment]) -> list[LearnerNeeds]:
    """What the team reads of these learners, in their order; their private request is never part of it."""
    rows = list(enrolments)
    ids = [one.pk for one in rows]
    facts, asked, placed = needs_facts(ids), _invitations(ids, LEARNER), _invitations(ids, POSITIONING)
    said = told([*asked.values(), *placed.values()])
    syntheses: dict[int, list[NeedsSynthesis]] = {}
    for one in NeedsSynthesis.objects.filter(enrolment_id__in=ids):
        syntheses.setdefault(one.enrolment_id, []).append(one)
    return [
        LearnerNeeds(
            enrolment=one,
            facts=facts[one.pk],
            answers=_said(asked.get(one.pk), said),
            positioning=_said(placed.get(one.pk), said),
            syntheses=tuple(syntheses.get(one.pk, ())),
        )
        for one in rows
    ]


def partners_needs(session: int) -> list[PartnerNeeds]:
    asked = Invitation.objects.standing().about([f"session/{session}"]).select_related("version__questionnaire")
    found = list(asked.filter(version__questionnaire__key__in=(COMPANY, FUNDER)).order_by("organisation", "pk"))
    said = told(found)
    return [PartnerNeeds(one, one.version.questionnaire.key == FUNDER, said.get(one.pk, ())) for one in found]


def followed(session: int) -> EnrolmentQuerySet:
    """The learners whose need is to be analysed, by name; those who left stay readable."""
    learners = Enrolment.objects.filter(session_id=session, state__in=FOLLOWED).select_related("person", "company")
    return learners.order_by("person__last_name", "person__first_name", "pk")


def with_progress(sessions: SessionQuerySet) -> SessionQuerySet:
    """`expected`, `answered` and `analysed` learners of each session: what is left to read and to decide."""
    here = Q(enrolments__state__in=FOLLOWED)
    current = here & Q(enrolments__needs_syntheses__isnull=False, enrolments__needs_syntheses__superseded_at=None)
    asked = Invitation.objects.filter(
        group=Concat(Value("session/"), Cast(OuterRef("pk"), CharField())), version__questionnaire__key=LEARNER
    )
    counted = asked.answered().values("group").annotate(number=Count("pk")).values("number")
    return sessions.annotate(
        expected=Count("enrolments", filter=here, distinct=True),
        analysed=Count("enrolments", filter=current, distinct=True),
        answered=Subquery(counted),
    )


def needs_to_restate(enrolments: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """The same enrolments with `need_restated`: the sentence of the current synthesis, or nothing."""
    current = NeedsSynthesis.objects.current().filter(enrolment=OuterRef("pk"))
    return enrolments.annotate(need_restated=Subquery(current.values("restated")[:1]))


def _invitations(ids: Iterable[int], questionnaire: str) -> dict[int, Invitation]:
    keys = {invitation_key(questionnaire, f"enrolment/{pk}"): pk for pk in ids}
    found = Invitation.objects.filter(key__in=keys, occasion__in=("", ENTRY)).select_related("version")
    return {keys[one.key]: one for one in found}


def _said(invitation: Invitation | None, said: Mapping[int, tuple[Told, ...]]) -> tuple[Told, ...]:
    return said.get(invitation.pk, ()) if invitation else ()


def _facts(asked: Invitation | None, mail: OutgoingMail | None, synthesis: NeedsSynthesis | None) -> NeedsFacts:
    return NeedsFacts(
        asked_at=asked.invited_at if asked else None,
        sent_at=mail.sent_at if mail else None,
        bounced_at=mail.bounced_at if mail and mail.state == MailState.BOUNCED else None,
        answered_on=asked.answered_on if asked else None,
        closes_at=asked.closes_at if asked else None,
        analysed_at=synthesis.written_at if synthesis else None,
        decision=str(synthesis.decision) if synthesis else "",
        author=synthesis.author_name if synthesis else "",
    )
