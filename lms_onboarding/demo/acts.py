"""What people do in the demonstration, day by day: sign up, correct an address, move, cancel, acknowledge.

Only the sessions beside the main ones are moved or cancelled; the learners of an imported file live a whole journey.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import Seat, enrol
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.people.services import Card, match_or_create, match_or_create_organisations
from lms_onboarding.sessions.models import Session
from lms_onboarding.sessions.services import cancel, plans_of, reschedule
from lms_onboarding.welcome.models import WelcomeKit
from lms_onboarding.welcome.services import acknowledge, note_opened, resend_kit

from .calls import main_calls, side_calls
from .cast import load
from .dates import month_of, slot_day
from .models import DemoState
from .who import Named, Ranked, Who

DOMAIN = "demo.exemple.fr"
BY = "system"
GUEST = ("CREATEUR", 0)  # whose journey is told in `guest`
ROLES = {"ADMIN": "admin", "CREATEUR": "creator", "MANAGER": "manager"}


@dataclass(frozen=True)
class Act:
    """Something a person does on `day` at `at` (Paris wall clock)."""

    day: date
    at: time
    do: Callable[[datetime], None]


def address(learner: dict[str, Any], *, corrected: bool = False) -> str:
    """The address of an invented learner; the one that bounces is corrected with an initial."""
    table = str.maketrans("éèêëàâîïôöûüùçñầ", "eeeeaaiioouuucna", " -’")
    first, last = (learner[name].lower().translate(table) for name in ("first_name", "last_name"))
    return f"{first[:1] if corrected else first}.{last}@{DOMAIN}"


def refused_addresses() -> list[str]:
    """Addresses that the mail server of the demonstration refuses, as a real one would."""
    return [
        address(one)
        for side in load("sides").values()
        for one in side["learners"]
        if one.get("case") in ("bounced", "returned")
    ]


def acts(state: DemoState) -> list[Act]:
    """Every act of the demonstration, in the order of time."""
    return sorted(_acts(state), key=lambda act: (act.day, act.at))


def _acts(state: DemoState) -> Iterator[Act]:
    starts = {name: date.fromisoformat(day) for name, day in state.plan.items()}
    for rank, course in enumerate(load("courses")):
        main = f"LMS-{course['code']}-{month_of(state.anchor)}"
        yield from (Act(*told) for told in main_calls(main, state.anchor, rank=rank))
        yield from _main_receptions(main, state.anchor, course["code"])
    for rank, (name, side) in enumerate(load("sides").items()):
        code = f"LMS-{side['course']}-{month_of(state.anchor)}-{side['suffix']}"
        start = starts["moved_from"] if side.get("moved") else starts[name]
        yield from _enrolments(code, side, start)
        yield from _receptions(code, side, start)
        yield from (Act(*told) for told in side_calls(code, side["learners"], start, rank=rank))
        if side.get("moved"):
            yield Act(start - timedelta(days=4), time(11), _Move(code, side["course"], starts[name]))
        if side.get("cancelled"):
            yield Act(start - timedelta(days=4), time(11), _Cancel(code))


def _enrolments(code: str, side: dict[str, Any], start: date) -> Iterator[Act]:
    early = [one for one in side["learners"] if one.get("case") != "late"]
    late = [one for one in side["learners"] if one.get("case") == "late"]
    yield Act(start - timedelta(days=20), time(10), _Enrol(code, ROLES[side["course"]], early))
    if late:
        yield Act(start - timedelta(days=4), time(15), _Enrol(code, ROLES[side["course"]], late))


def _main_receptions(code: str, start: date, course: str) -> Iterator[Act]:
    """Imported learners read their kit too: the first the day it comes, another without pressing « Bien reçu »."""
    for rank, (days, acknowledges) in enumerate(((7, True), (7, False), (6, True))):
        if (course, rank) == GUEST:
            continue
        yield Act(start - timedelta(days=days), time(18, 30 + rank), _Receive(Ranked(code, rank), acknowledges))


def _receptions(code: str, side: dict[str, Any], start: date) -> Iterator[Act]:
    for index, learner in enumerate(side["learners"]):
        day = start - timedelta(days=7)
        match learner.get("case"):
            case "bounced":
                yield Act(day, time(10), _CorrectAddress(Named(code, learner)))
            case "acknowledged":
                yield Act(day, time(12, 5 + index), _Receive(Named(code, learner), acknowledges=True))
            case "opened":
                yield Act(day, time(18, 5 + index), _Receive(Named(code, learner), acknowledges=False))


@dataclass(frozen=True)
class _Enrol:
    code: str
    role: str
    learners: list[dict[str, Any]]

    def __call__(self, now: datetime) -> None:
        session = Session.objects.get(code=self.code)
        companies = match_or_create_organisations(
            {one["company"] for one in self.learners}, kind=OrganisationKind.COMPANY
        )
        cards = {
            address(one): Card(address(one), one["first_name"], one["last_name"], one["civility"])
            for one in self.learners
        }
        people = match_or_create(cards.values(), by=BY, now=now).people
        for one in self.learners:
            seat = Seat(session, people[address(one)], role=self.role, company=companies[one["company"]])
            enrol(seat, source="demo", by=BY, now=now)


def _kit(who: Who) -> WelcomeKit | None:
    kits = WelcomeKit.objects.filter(enrolment=who.find(), superseded_at__isnull=True)
    return kits.select_related("mail", "enrolment").order_by("-schedule_no").first()


@dataclass(frozen=True)
class _CorrectAddress:
    who: Named

    def __call__(self, now: datetime) -> None:
        kit = _kit(self.who)
        if kit is None or kit.mail.state != MailState.BOUNCED:
            return
        resend_kit(kit, email=address(self.who.learner, corrected=True), by=BY, now=now)


@dataclass(frozen=True)
class _Receive:
    who: Who
    acknowledges: bool

    def __call__(self, now: datetime) -> None:
        kit = _kit(self.who)
        if kit is None or not kit.mail.has_left:
            return
        by = f"person/{kit.enrolment.person_id}"
        note_opened(kit, piece="convocation", by=by, now=now)
        if self.acknowledges:
            acknowledge(kit, by=by, now=now)


@dataclass(frozen=True)
class _Move:
    code: str
    course: str
    start: date

    def __call__(self, now: datetime) -> None:
        session = Session.objects.get(code=self.code)
        course = next(one for one in load("courses") if one["code"] == self.course)
        days = [slot_day(self.start, slot["day"]) for slot in course["slots"]]
        slots = [replace(slot, day=day) for slot, day in zip(plans_of(session), days, strict=True)]
        reschedule(session, slots=slots, reason="La formatrice est retenue par un imprévu familial.", by=BY, now=now)


@dataclass(frozen=True)
class _Cancel:
    code: str

    def __call__(self, now: datetime) -> None:
        session = Session.objects.get(code=self.code)
        enrolled = Enrolment.objects.filter(session=session).count()
        reason = f"Le groupe n’a pas atteint le nombre de participants nécessaire ({enrolled} sur 6)."
        options = "Vous pouvez rejoindre la session suivante, ou être intégralement remboursé."
        cancel(session, reason=reason, options=options, by=BY, now=now)
