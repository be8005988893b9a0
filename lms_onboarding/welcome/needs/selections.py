"""Who is to be asked what: the selections that the sender and the preview share."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, Q

from lms_onboarding.enrolments.models import Enrolment, EnrolmentQuerySet
from lms_onboarding.mailing.enums import LEFT
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.models import Invitation, Questionnaire
from lms_onboarding.welcome.services.selections import queued, written

from .rules import AHEAD, COMPANY, FUNDER, LEARNER, POSITIONING, partner_key

ASKED_HERE: Final = (LEARNER, POSITIONING, COMPANY, FUNDER)


def published() -> frozenset[str]:
    """The questionnaires of this room that have a published version: the others are asked to nobody."""
    known = Questionnaire.objects.filter(key__in=ASKED_HERE, versions__published_at__isnull=False)
    return frozenset(known.values_list("key", flat=True))


def near(now: datetime) -> dict[int, datetime]:
    """Coming sessions near enough for their learners to be asked, and their first slot."""
    coming = Session.objects.standing().filter(starts_at__gt=now).starting_by(now + AHEAD)
    rows = coming.order_by("starts_at", "pk").values_list("pk", "starts_at")
    return {pk: starts_at for pk, starts_at in rows if starts_at}


def unasked(sessions: Iterable[int]) -> EnrolmentQuerySet:
    """Confirmed learners to whom the needs questionnaire was never sent."""
    return _confirmed(sessions).filter(~queued(written("needs/", "pk", "/invitation")))


def unplaced(sessions: Iterable[int]) -> EnrolmentQuerySet:
    """Confirmed learners who were not asked where they start from."""
    asked = Invitation.objects.filter(key=written(f"{POSITIONING}/enrolment/", "pk", ""))
    return _confirmed(sessions).filter(~Exists(asked))


def silent(sessions: Iterable[int], now: datetime) -> EnrolmentQuerySet:
    """Confirmed learners whose invitation left, did not come back, waits for an answer, and was never recalled."""
    left = OutgoingMail.objects.filter(key=written("needs/", "pk", "/invitation"), state__in=LEFT)
    waiting = Invitation.objects.open(now).unanswered().filter(key=written(f"{LEARNER}/enrolment/", "pk", ""))
    confirmed = _confirmed(sessions).filter(Exists(left), Exists(waiting))
    return confirmed.filter(~queued(written("needs/", "pk", "/reminder")))


@dataclass(frozen=True, slots=True)
class Partner:
    """The company or the funder of a session's learners, and who answers for it there."""

    questionnaire: str
    session: int
    organisation: int
    name: str
    contact_name: str
    contact_email: str

    @property
    def key(self) -> str:
        return partner_key(self.questionnaire, self.session, self.organisation)

    @property
    def addressed(self) -> str:
        """How the mail greets: some contacts are a mailbox without a name."""
        return self.contact_name.strip() or self.name


def partners(sessions: Iterable[int], questionnaires: Collection[str]) -> list[Partner]:
    """Companies and funders with a contact, once per session, that were never asked. Three queries at most."""
    wanted = list(sessions)
    found: list[Partner] = []
    for questionnaire, field in ((COMPANY, "company"), (FUNDER, "funder")):
        if questionnaire in questionnaires and wanted:
            rows = _confirmed(wanted).exclude(Q(**{field: None}) | Q(**{f"{field}__contact_email": ""}))
            names = ("pk", "name", "contact_name", "contact_email")
            columns = ("session_id", *(f"{field}__{name}" for name in names))
            distinct = rows.order_by("session_id", f"{field}_id").values_list(*columns).distinct()
            found += [Partner(questionnaire, *row) for row in distinct]
    known = set(OutgoingMail.objects.filter(key__in=[one.key for one in found]).values_list("key", flat=True))
    return [one for one in found if one.key not in known]


def _confirmed(sessions: Iterable[int]) -> EnrolmentQuerySet:
    return Enrolment.objects.confirmed().filter(session_id__in=list(sessions))
