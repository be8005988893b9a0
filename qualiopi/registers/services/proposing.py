"""What the product has seen and the register may take in: low marks, alerts, calls for help, abandon causes.

Pulled, never pushed: nothing enters before a person says so, and what was left out keeps its reason. No name and no
free words come along: the source leads whoever may to the case itself.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date, wall_clock
from lms_onboarding.common.refusals import Refused
from lms_onboarding.enrolments.enums import AbandonCause, EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.followup.enums import CaseOutcome
from lms_onboarding.followup.models import Alert
from lms_onboarding.journal.services import Fact, record
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.offboarding.services import Period, candidates
from lms_onboarding.people.services import provider
from lms_onboarding.progress.enums import StuckMotive
from lms_onboarding.progress.models import StuckReport
from lms_onboarding.sessions.models import Session
from qualiopi.coverage.reviewing import Reviewer
from qualiopi.registers.enums import Channel, ComplaintKind, ComplaintTopic, Stakeholder
from qualiopi.registers.models import Complaint, Decision

from .noting import FactText, note_fact

SLICE: Final = 100  # sessions read together
VOICES: Final[Mapping[Party, Stakeholder]] = {
    Party.HOT: Stakeholder.LEARNER,
    Party.COLD: Stakeholder.LEARNER,
    Party.TRAINER: Stakeholder.TRAINER,
    Party.COMPANY: Stakeholder.COMPANY,
    Party.FUNDER: Stakeholder.FUNDER,
}


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """`source` is stable: once decided, it is proposed no more. `learnt_on` is empty when nobody can know the day."""

    source: str
    kind: ComplaintKind
    channel: Channel
    stakeholder: Stakeholder
    title: str
    facts: str
    session: int | None
    session_code: str
    learnt_on: date | None


class AlreadyDecided(Refused):
    """Somebody took it in or left it out before."""


def proposals(period: Period, *, most: int | None = None) -> list[Proposal]:
    """What nobody has decided yet about the sessions that ran within and the funders of its years, the last first.

    Reads slice by slice until there are `most` of them: a year of five thousand sessions is not read for fifty.
    """
    start = wall_clock(period.first, time.min, period.zone)
    end = wall_clock(period.last + timedelta(days=1), time.min, period.zone)
    ran = Session.objects.standing().filter(starts_at__lt=end, ends_at__gte=start).order_by("-ends_at", "-pk")
    found = _undecided(_said({}, range(period.first.year, period.last.year + 1)))
    for first in itertools.count(0, SLICE):
        sessions = dict(ran.values_list("pk", "code")[first : first + SLICE])
        if not sessions or (most is not None and len(found) >= most):
            return found if most is None else found[:most]
        seen = _undecided([*_said(sessions, ()), *_alerts(sessions), *_calls(sessions), *_left(sessions)])
        found += sorted(seen, key=lambda one: (one.session_code, one.source))
    return found


def _undecided(found: Iterable[Proposal]) -> list[Proposal]:
    told = list(found)
    keys = [one.source for one in told]
    decided = set(Decision.objects.filter(source__in=keys).values_list("source", flat=True)) if keys else set()
    return [one for one in told if one.source not in decided]


def take_in(proposal: Proposal, *, by: Reviewer, now: datetime) -> Complaint:
    """Make it an entry of the register. Twice is once: the entry already made. Raises AlreadyDecided when left out."""
    day = proposal.learnt_on or local_date(now, provider().zone)
    text = FactText(
        kind=proposal.kind,
        channel=proposal.channel,
        stakeholder=proposal.stakeholder,
        topic=ComplaintTopic.OTHER,
        title=proposal.title,
        facts=proposal.facts,
        received_on=day,
        session=proposal.session,
        source=proposal.source,
    )
    known = Decision.objects.filter(source=proposal.source).select_related("entry").first()
    if known is None:
        try:
            with transaction.atomic():
                entry = note_fact(text, form=f"proposal/{proposal.source}", by=by, now=now)
                Decision.objects.create(source=proposal.source, entry=entry, decided_by=by.name, decided_at=now)
                return entry
        except IntegrityError:
            known = Decision.objects.select_related("entry").get(source=proposal.source)
    if known.entry is None:
        raise _decided(known)
    return known.entry


def leave_out(proposal: Proposal, *, reason: str, by: Reviewer, now: datetime) -> Decision:
    """Say why it needs no entry. Twice is once. Raises Refused without a reason, AlreadyDecided when taken in."""
    if not reason.strip():
        raise Refused(_("Dites en une phrase pourquoi ce fait n’entre pas au registre."), field="reason")
    values = {"reason": reason.strip()[:300], "decided_by": by.name, "decided_at": now}
    with transaction.atomic():
        made, fresh = Decision.objects.get_or_create(source=proposal.source, defaults=values)
        if fresh:
            record(Fact("register.left_out", proposal.source[:80], now, by.key), now=now)
    if made.entry_id is not None:
        raise _decided(made)
    return made


def _decided(known: Decision) -> AlreadyDecided:
    return AlreadyDecided(
        _("%(name)s l’a déjà décidé. Rechargez la page : la proposition n’y est plus.") % {"name": known.decided_by}
    )


def _said(sessions: Mapping[int, str], years: Iterable[int]) -> Iterator[Proposal]:
    groups = [*(f"session/{pk}" for pk in sessions), *(f"funders/{year}" for year in years)]
    for one in candidates(groups):
        kind, _slash, number = one.group.partition("/")
        pk = int(number) if kind == "session" else None
        people = _("%(count)d réponses : ") % {"count": one.count} if one.count > 1 else ""
        yield Proposal(
            source=f"survey/{one.key}",
            kind=ComplaintKind.DIFFICULTY,
            channel=Channel.SURVEY,
            stakeholder=VOICES[one.party],
            title=_clip(f"{people}{one.words}, « {one.wording} »"),
            facts=f"« {one.wording} » {one.words}",
            session=pk,
            session_code=sessions[pk] if pk else "",
            learnt_on=one.answered_at.date() if one.answered_at else None,
        )


def _alerts(sessions: Mapping[int, str]) -> Iterator[Proposal]:
    """Cases that ended, but for the signals that were wrong; an abandon is proposed with its cause, once."""
    rows = Alert.objects.filter(enrolment__session__in=sessions, closed_at__isnull=False)
    rows = rows.exclude(outcome__in=(CaseOutcome.FALSE_POSITIVE, CaseOutcome.ABANDONED))
    for pk, session, closed, outcome in rows.values_list("pk", "enrolment__session", "closed_at", "outcome"):
        ending = CaseOutcome(outcome).label
        yield Proposal(
            source=f"alert/{pk}",
            kind=ComplaintKind.DIFFICULTY,
            channel=Channel.ALERT,
            stakeholder=Stakeholder.LEARNER,
            title=_("Décrochage suivi, issue : %(ending)s") % {"ending": ending},
            facts=_("Une alerte de suivi a été ouverte et menée à son issue : %(ending)s.") % {"ending": ending},
            session=session,
            session_code=sessions[session],
            learnt_on=closed.date() if closed else None,
        )


def _calls(sessions: Mapping[int, str]) -> Iterator[Proposal]:
    rows = StuckReport.objects.filter(enrolment__session__in=sessions)
    columns = ("pk", "enrolment__session", "title", "motive", "reported_at")
    for pk, session, title, motive, reported in rows.values_list(*columns):
        yield Proposal(
            source=f"stuck/{pk}",
            kind=ComplaintKind.DIFFICULTY,
            channel=Channel.STUCK,
            stakeholder=Stakeholder.LEARNER,
            title=_clip(f"{StuckMotive(motive).label}, {title}"),
            facts=_("« Je suis bloqué », leçon « %(title)s » : %(motive)s.")
            % {"title": title, "motive": StuckMotive(motive).label},
            session=session,
            session_code=sessions[session],
            learnt_on=reported.date(),
        )


def _left(sessions: Mapping[int, str]) -> Iterator[Proposal]:
    rows = Enrolment.objects.filter(session__in=sessions, state=EnrolmentState.ABANDONED)
    for pk, session, cause, ended in rows.values_list("pk", "session", "abandon_cause", "ended_at"):
        words = AbandonCause(cause).label
        yield Proposal(
            source=f"left/{pk}",
            kind=ComplaintKind.DIFFICULTY,
            channel=Channel.LEFT,
            stakeholder=Stakeholder.LEARNER,
            title=_("Abandon : %(cause)s") % {"cause": words},
            facts=_("Une personne a quitté la formation. Cause notée : %(cause)s.") % {"cause": words},
            session=session,
            session_code=sessions[session],
            learnt_on=ended.date() if ended else None,
        )


def _clip(text: str) -> str:
    return french.excerpt(text, 120)
