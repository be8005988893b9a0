"""Who is to be asked: the selections of the sweep, each following an index. Nothing here writes."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from lms_onboarding.enrolments.models import Enrolment, EnrolmentQuerySet
from lms_onboarding.mailing.enums import LEFT, MailState
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.offboarding.models import SessionCampaigns
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.people.models import Organisation
from lms_onboarding.sessions.models import Session, SessionTrainer
from lms_onboarding.surveys.models import Invitation, InvitationQuerySet, Questionnaire

from .rules import LATEST, QUESTIONNAIRE, ROOM, asked_at, asked_key, is_due
from .setting import Campaigns

# A reminder takes a weekend and a holiday more than its days; the longest campaign stays open a year at most.
AROUND_A_DELAY: Final = timedelta(days=7)


def published() -> frozenset[Party]:
    """The campaigns whose questionnaire has a published version: the others ask nobody anything."""
    known = Questionnaire.objects.filter(key__in=QUESTIONNAIRE.values(), versions__published_at__isnull=False)
    keys = set(known.values_list("key", flat=True))
    return frozenset(party for party, key in QUESTIONNAIRE.items() if key in keys)


Due = dict[Party, dict[int, datetime]]


def due_sessions(
    parties: Collection[Party], campaigns: Campaigns, now: datetime, until: datetime | None = None
) -> tuple[Due, Campaigns]:
    """Sessions of which each of these parties is to be asked at `now`, or will be by `until`, and when that is; and
    the campaigns, knowing what those sessions do otherwise. Three queries for all parties."""
    of_sessions = [party for party in Party if party in parties and party is not Party.FUNDER]
    if not of_sessions:
        return {}, campaigns
    delays = _delays(of_sessions, campaigns)
    around = Session.objects.standing().filter(
        ends_at__lte=(until or now) - timedelta(days=max(min(delays) - 1, 0)),
        ends_at__gt=now - timedelta(days=max(delays)) - LATEST - AROUND_A_DELAY,
    )
    ended = {pk: end for pk, end in around.order_by("pk").values_list("pk", "ends_at") if end}
    known = campaigns.with_changes(ended) if ended else campaigns
    due: Due = {party: {} for party in of_sessions}
    for pk, end in ended.items():
        for party, found in due.items():
            timing = known.timing(party, pk)
            if timing and is_due(moment := asked_at(end, timing, campaigns.house), now, until):
                found[pk] = moment
    return due, known


def _delays(parties: Iterable[Party], campaigns: Campaigns) -> list[int]:
    """In days, the provider's and those that sessions have of their own."""
    names = [f"{party.value}_delay" for party in parties]
    own = SessionCampaigns.objects.filter(stopped=False).values_list(*names).distinct()
    usual = [getattr(campaigns.settings, name) for name in names]
    return [*usual, *(delay for row in own for delay in row if delay is not None)]


def unasked_learners(party: Party, sessions: Iterable[int]) -> EnrolmentQuerySet:
    """Learners who stayed until the end of these sessions, and were not asked."""
    asked = Invitation.objects.filter(key=written(f"{ROOM}{party.value}/", "pk"))
    stayed = Enrolment.objects.placed().filter(session_id__in=list(sessions))
    return stayed.filter(~Exists(asked))


def unasked_trainers(sessions: Iterable[int]) -> list[SessionTrainer]:
    key = Concat(written(f"{ROOM}trainer/", "session_id"), written("/", "person_id"))
    rows = SessionTrainer.objects.filter(session_id__in=list(sessions))
    return list(rows.filter(~Exists(Invitation.objects.filter(key=key))).select_related("person").order_by("pk"))


def unasked_companies(sessions: Iterable[int]) -> list[tuple[int, Organisation]]:
    """(session, company) of those who sent somebody who stayed, and have a contact. Three queries."""
    stayed = Enrolment.objects.placed().filter(session_id__in=list(sessions))
    pairs = stayed.exclude(Q(company=None) | Q(company__contact_email="")).order_by("session_id", "company_id")
    found = list(pairs.values_list("session_id", "company_id").distinct())
    asked = _known(asked_key(Party.COMPANY, *pair) for pair in found)
    fresh = [pair for pair in found if asked_key(Party.COMPANY, *pair) not in asked]
    companies = Organisation.objects.in_bulk({company for _session, company in fresh if company})
    return [(session, companies[company]) for session, company in fresh if company]


def year_of(year: int) -> tuple[datetime, datetime]:
    """The instants between which a session of the year starts; a few hours off overseas, which no year notices."""
    return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)


def funders_of(year: int) -> "list[Organisation]":
    """Those who paid for somebody who stayed, in a session of that year that ended or goes on."""
    start, end = year_of(year)
    paid = Enrolment.objects.placed().filter(
        funder=OuterRef("pk"),
        session__cancelled_at__isnull=True,
        session__starts_at__gte=start,
        session__starts_at__lt=end,
    )
    return list(Organisation.objects.filter(Exists(paid), kind=OrganisationKind.FUNDER).order_by("name", "pk"))


def unasked_funders(year: int) -> list[Organisation]:
    found = [one for one in funders_of(year) if one.contact_email]
    asked = _known(asked_key(Party.FUNDER, one.pk, year) for one in found)
    return [one for one in found if asked_key(Party.FUNDER, one.pk, year) not in asked]


def silent(now: datetime) -> InvitationQuerySet:
    """Open, unanswered, never recalled invitations whose mail left and did not come back; `sent_at` with each."""
    left = OutgoingMail.objects.filter(key=Concat(OuterRef("key"), Value("/invitation")), state__in=LEFT)
    recalled = OutgoingMail.objects.filter(key=Concat(OuterRef("key"), Value("/reminder")))
    found: InvitationQuerySet = (
        _awaited(now).filter(Exists(left), ~Exists(recalled)).annotate(sent_at=Subquery(left.values("sent_at")[:1]))
    )
    return found


def put_off(now: datetime) -> InvitationQuerySet:
    """Open, unanswered invitations whose mail waits for a later moment; `leaves_at` with each."""
    waiting = OutgoingMail.objects.filter(
        key=Concat(OuterRef("key"), Value("/invitation")), state=MailState.QUEUED, due_at__gt=now
    )
    found: InvitationQuerySet = (
        _awaited(now).filter(Exists(waiting)).annotate(leaves_at=Subquery(waiting.values("due_at")[:1]))
    )
    return found


def _awaited(now: datetime) -> InvitationQuerySet:
    # closed_at is named so that the index of what is still to close serves
    open_ones = Invitation.objects.open(now).filter(closed_at__isnull=True)
    return open_ones.unanswered().filter(key__startswith=ROOM)


def session_of(invitation: Invitation) -> int | None:
    """The session an invitation belongs to, from its group; None for a funder's year."""
    kind, _, pk = invitation.group.partition("/")
    return int(pk) if kind == "session" else None


def _known(keys: Iterable[str]) -> Collection[str]:
    wanted, found = list(keys), set[str]()
    for batch in in_slices(wanted):
        found |= set(Invitation.objects.filter(key__in=batch).values_list("key", flat=True))
    return found


SLICE: Final = 500


def in_slices(rows: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(rows), SLICE):
        yield rows[first : first + SLICE]


def written(before: str, number: str) -> Concat:
    """A key as the database writes it: `number` is a field of the outer query."""
    return Concat(Value(before), Cast(OuterRef(number), CharField()))
