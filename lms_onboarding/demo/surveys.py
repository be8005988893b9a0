"""Surveys in the demonstration: everyone concerned answers or stays silent; analyses are signed.

Everybody answers through the services of the pages. Sessions C answer without their names, main ones half and half.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from lms_onboarding.accounts.models import User
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.offboarding.enums import ReplyChannel
from lms_onboarding.offboarding.models import CampaignSettings
from lms_onboarding.offboarding.services import (
    Lecture,
    Relayed,
    ReplyRefused,
    Signatory,
    analysis_of,
    funder_invitation,
    of_session,
    read_surveys,
    sign_analysis,
    write_down,
)
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.people.models import Organisation, Person
from lms_onboarding.people.services import save_organisation
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.enums import InvitationState, Kind
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import save_draft, sheet_of, submit

from .acts import DOMAIN, Act
from .cast import load
from .dates import CALENDAR, month_of, slot_day
from .models import DemoState

RECUL: Final = timedelta(days=60)
FUNDERS_AFTER: Final = timedelta(days=21)  # after the anchor: the sessions of the year are known
NAMELESS_SIDE: Final = "C"
Choose = Callable[[Any, int], Any]


def configure(anchor: date, reader: Person | None) -> None:
    """Who reads the answers, and on which day of the year funders are asked."""
    day = anchor + FUNDERS_AFTER
    settings = CampaignSettings(reader=reader, reader_title="responsable qualité" if reader else "")
    settings.funder_month, settings.funder_day = day.month, min(day.day, 28)
    settings.save()


def survey_acts(state: DemoState) -> Iterator[Act]:
    """The answers of every session that takes place, then those of the funders."""
    said = load("surveys")
    for code, end, suffix in _sessions(state):
        cold = CALENDAR.on_or_after(end + RECUL)
        yield Act(end + timedelta(days=1), time(12, 30), _Learners(code, "hot", suffix, said))
        yield Act(end + timedelta(days=1), time(18, 30), _Others(code, "trainer", said))
        yield Act(end + timedelta(days=12), time(10, 15), _Sign(code, said))
        yield Act(cold + timedelta(days=1), time(12, 30), _Learners(code, "cold", suffix, said))
        yield Act(cold + timedelta(days=2), time(15), _Others(code, "company", said))
    yield Act(state.anchor + timedelta(days=1), time(10, 30), _Contacts(said))
    yield Act(state.anchor + FUNDERS_AFTER + timedelta(days=9), time(16), _Meeting(state.anchor.year, said))


def _sessions(state: DemoState) -> Iterator[tuple[str, date, str]]:
    """(code, last day, suffix) of those that end; a moved one at its new dates."""
    courses = {one["code"]: one["slots"][-1]["day"] for one in load("courses")}
    for course, last in courses.items():
        yield f"LMS-{course}-{month_of(state.anchor)}", state.anchor + timedelta(days=last), ""
    for name, side in load("sides").items():
        if not side.get("cancelled"):
            code = f"LMS-{side['course']}-{month_of(state.anchor)}-{side['suffix']}"
            start = date.fromisoformat(state.plan[name])
            yield code, slot_day(start, courses[side["course"]]), side["suffix"]


def _answer(invitation: Invitation, choose: Choose, rank: int, *, naming: str, now: datetime) -> None:
    """As its respondent does, on its pages; somebody who already answered is left alone."""
    if invitation.answered_on is not None or invitation.state(now) is not InvitationState.OPEN:
        return
    save_draft(invitation, {}, fields=["naming"], naming=naming, now=now)
    given = {item.field: choose(item, rank) for item in sheet_of(invitation).asked}
    save_draft(invitation, given, fields=list(given), naming=naming, now=now)
    submit(invitation, now=now)


def _choice(said: Mapping[str, Any]) -> Choose:
    """An answer by rank: marks and words of the cast, the first choices otherwise."""

    def choose(item: Any, rank: int) -> list[str]:
        question = item.question
        if question.kind is Kind.TEXT:
            words = said.get(question.key.removeprefix("hot_"), said.get(question.key, ""))
            return [words if isinstance(words, str) else words[rank % len(words)]]
        if question.kind is Kind.NPS:
            return [str(said["scores"][rank % len(said["scores"])])]
        if question.scale is not None:
            return [str(said["marks"][rank % len(said["marks"])])]
        # a first choice is the calm one; one person in three chooses another
        return [item.choices[1 if rank % 3 == 2 else 0].key]

    return choose


@dataclass(frozen=True)
class _Learners:
    """All of a small session, three in four of a main one."""

    code: str
    party: str
    suffix: str
    said: Mapping[str, Any]

    def __call__(self, now: datetime) -> None:
        learners: Sequence[int] = list(
            Enrolment.objects.filter(session__code=self.code).order_by("pk").values_list("pk", flat=True)
        )
        keys = {f"survey/{self.party}/{pk}": rank for rank, pk in enumerate(learners)}
        asked = Invitation.objects.filter(key__in=keys).select_related("version").order_by("pk")
        for invitation in asked:
            rank = keys[invitation.key]
            if self.suffix or rank % 4 != 3:
                nameless = self.suffix == NAMELESS_SIDE or (not self.suffix and rank % 2 == 0)
                naming = "anonymous" if nameless else "named"
                _answer(invitation, _choice(self.said), rank, naming=naming, now=now)


@dataclass(frozen=True)
class _Others:
    """The trainer or the companies of a session."""

    code: str
    party: str
    said: Mapping[str, Any]

    def __call__(self, now: datetime) -> None:
        session = Session.objects.filter(code=self.code).first()
        asked = Invitation.objects.filter(key__startswith=f"survey/{self.party}/{session.pk if session else 0}/")
        for rank, invitation in enumerate(asked.select_related("version").order_by("pk")):
            _answer(invitation, _choice(self.said), rank, naming="named", now=now)


@dataclass(frozen=True)
class _Sign:
    """The quality manager reads what was said at the end, and signs."""

    code: str
    said: Mapping[str, Any]

    def __call__(self, now: datetime) -> None:
        session, nadia = Session.objects.filter(code=self.code).first(), _quality()
        if session is None or nadia is None or analysis_of(f"session/{session.pk}") is not None:
            return
        reading = read_surveys(of_session(session))
        if reading.answered:
            grounds = tuple(
                sorted({one.text for party in reading.parties for one in party.comments if "droits" in one.text})
            )
            lecture = Lecture(self.said["retained"], self.said["changed"], grounds)
            sign_analysis(reading, lecture, by=Signatory(f"user/{nadia.pk}", str(nadia)), now=now)


@dataclass(frozen=True)
class _Contacts:
    """Who answers for each funder that paid for somebody."""

    said: Mapping[str, Any]

    def __call__(self, now: datetime) -> None:
        contact = self.said["funder_contact"]
        for funder in Organisation.objects.filter(kind=OrganisationKind.FUNDER, contact_email="").order_by("pk"):
            funder.contact_name, funder.contact_email = contact["name"], f"{contact['address']}{funder.pk}@{DOMAIN}"
            save_organisation(funder)


@dataclass(frozen=True)
class _Meeting:
    """The first funder of the year said it in a meeting; the quality manager writes it down."""

    year: int
    said: Mapping[str, Any]

    def __call__(self, now: datetime) -> None:
        funder, nadia = Organisation.objects.filter(kind=OrganisationKind.FUNDER).order_by("pk").first(), _quality()
        if funder is None or nadia is None:
            return
        try:
            invitation = funder_invitation(funder, self.year, now=now)
        except ReplyRefused:  # it paid for nobody that year
            return
        if invitation.answered_on is None:
            choose = _choice(self.said)
            given = {item.field: choose(item, 0) for item in sheet_of(invitation).asked}
            relayed = Relayed(ReplyChannel.MEETING, now.date(), self.said["funder_contact"]["name"], given)
            write_down(invitation, relayed, by=f"user/{nadia.pk}", now=now)


def _quality() -> User | None:
    return User.objects.filter(groups__name="Responsable qualité").order_by("pk").first()
