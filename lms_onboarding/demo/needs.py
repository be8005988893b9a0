"""Needs in the demonstration: some answer, their trainer signs, somebody invited reads their pack and confirms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import Seat, enrol
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.people.models import Organisation
from lms_onboarding.people.services import (
    Card,
    match_or_create,
    match_or_create_organisations,
    provider,
    save_organisation,
)
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import mark_handled, restricted_answers, save_draft, sheet_of, submit
from lms_onboarding.welcome.models import InformationPack
from lms_onboarding.welcome.services import Analysis, Author, confirm_informed, note_pack_opened, synthesise

from .acts import BY, DOMAIN, ROLES, Act, address
from .cast import load
from .dates import month_of
from .models import DemoState
from .who import Named, Ranked, Who, trainer_of


def needs_acts(state: DemoState) -> Iterator[Act]:
    """Answers two days after the question, a synthesis ten days before the session, an invitation and its reading."""
    cast, starts = load("needs"), {name: date.fromisoformat(day) for name, day in state.plan.items()}
    yield Act(state.first_day, time(8, 30), _Contacts(cast["contacts"]))
    for rank, course in enumerate(load("courses")):
        code = f"LMS-{course['code']}-{month_of(state.anchor)}"
        yield from _main(code, cast["main"][course["code"]], state.anchor, minutes=12 * rank)
        yield from _partners(code, cast["partners"], state.anchor - timedelta(days=30))
    for name, side in load("sides").items():
        code = f"LMS-{side['course']}-{month_of(state.anchor)}-{side['suffix']}"
        start = starts["moved_from"] if side.get("moved") else starts[name]
        if name == cast["invited"]["side"]:
            yield from _invitation(code, ROLES[side["course"]], cast["invited"]["learner"], start)
        for rank, learner in enumerate(side["learners"]):
            said = cast["answers"].get(f"{learner['first_name']} {learner['last_name']}")
            if said:
                who = Named(code, learner)
                yield Act(start - timedelta(days=18), time(12, 10 + rank), _Answer(who, said))
                if "synthesis" in said:
                    yield Act(start - timedelta(days=10), time(16, 10 + rank), _Sign(who, said["synthesis"]))
        yield from _partners(code, cast["partners"], start - timedelta(days=16))
    yield Act(starts[cast["invited"]["side"]] - timedelta(days=16), time(9, 30), _Contacted())


def _partners(code: str, given: dict[str, dict[str, str]], day: date) -> Iterator[Act]:
    for questionnaire, answers in given.items():
        yield Act(day, time(17, 40), _PartnerAnswer(code, questionnaire, answers))


def _main(code: str, people: list[dict[str, Any]], start: date, *, minutes: int) -> Iterator[Act]:
    """Learners of a main session, by their rank in the file: what they say, and when they place themselves."""
    for rank, said in enumerate(people):
        if not said:
            continue
        who, at = Ranked(code, rank), time(12, 10 + minutes + rank)
        places = said.get("places", 18)
        yield Act(start - timedelta(days=18), at, _Answer(who, said, ("needs_learner",)))
        if places:
            yield Act(
                start - timedelta(days=places), time(18, 20 + minutes + rank), _Answer(who, said, ("positioning",))
            )
        if "synthesis" in said:
            yield Act(start - timedelta(days=10), time(16, 10 + minutes + rank), _Sign(who, said["synthesis"]))


def _invitation(code: str, role: str, learner: dict[str, Any], start: date) -> Iterator[Act]:
    yield Act(start - timedelta(days=19), time(10, 30), _Invite(code, role, learner))
    yield Act(start - timedelta(days=17), time(18, 40), _ReadAndConfirm(code, learner))


def _enrolment(code: str, learner: dict[str, Any]) -> Enrolment | None:
    found = Enrolment.objects.filter(session__code=code, person__email=address(learner))
    return found.select_related("person", "session").first()


@dataclass(frozen=True)
class _Contacts:
    """Who follows trainees in two of the companies: they are asked for their point of view."""

    contacts: dict[str, dict[str, str]]

    def __call__(self, now: datetime) -> None:
        match_or_create_organisations(set(self.contacts), kind=OrganisationKind.COMPANY)
        for name, contact in self.contacts.items():
            company = Organisation.objects.get(name=name, kind=OrganisationKind.COMPANY)
            company.contact_name, company.contact_email = contact["name"], f"{contact['address']}@{DOMAIN}"
            save_organisation(company)


@dataclass(frozen=True)
class _Answer:
    who: Who
    said: dict[str, Any]
    questionnaires: tuple[str, ...] = ("needs_learner", "positioning")

    def __call__(self, now: datetime) -> None:
        enrolment = self.who.find()
        if enrolment is None:
            return
        levels = iter(self.said.get("levels", ()))
        for questionnaire in self.questionnaires:
            _send(f"{questionnaire}/{enrolment.key}", self.said["needs"], levels, now)


@dataclass(frozen=True)
class _PartnerAnswer:
    """A company of the session answers what it was asked, when it was."""

    code: str
    questionnaire: str
    given: dict[str, str]

    def __call__(self, now: datetime) -> None:
        session = Session.objects.get(code=self.code)
        asked = Invitation.objects.unanswered().about([f"session/{session.pk}"]).open(now)
        for key in asked.filter(version__questionnaire__key=self.questionnaire).values_list("key", flat=True):
            _send(key, self.given, iter(()), now)


def _send(key: str, said: dict[str, str], levels: Iterator[int], now: datetime) -> None:
    """Answer with what is said, the first choice of what must be answered, and a level per objective."""
    invitation = Invitation.objects.unanswered().open(now).filter(key=key).select_related("version").first()
    if invitation is None:
        return
    given: dict[str, list[str]] = {}
    for item in sheet_of(invitation).asked:
        if item.question.repeated:
            given[item.field] = [str(next(levels, 1))]
        elif item.field in said:
            given[item.field] = [said[item.field]]
        elif item.question.required and item.question.scale is not None:
            given[item.field] = [str(item.question.scale.highest - 1)]
        elif item.choices and item.question.required:
            given[item.field] = [item.choices[0].key]
    save_draft(invitation, given, fields=list(given), now=now)
    submit(invitation, now=now)


@dataclass(frozen=True)
class _Contacted:
    """The disability referent called back the first person who had asked for it; the others still wait."""

    def __call__(self, now: datetime) -> None:
        referent = provider().disability_referent
        if referent is None:
            return
        waiting = [one for one in restricted_answers(reader=referent) if one.handled_at is None]
        if waiting:
            mark_handled(waiting[0].pk, reader=referent, handled=True, now=now)


@dataclass(frozen=True)
class _Sign:
    who: Who
    said: dict[str, Any]

    def __call__(self, now: datetime) -> None:
        enrolment, trainer = self.who.find(), trainer_of(self.who.code)
        if enrolment is None or trainer is None or enrolment.needs_syntheses.exists():
            return
        author = Author(f"user/{trainer.account_id}", trainer.full_name)
        synthesise(enrolment, Analysis(sources=_sources(enrolment), **self.said), author=author, now=now)


def _sources(enrolment: Enrolment) -> list[str]:
    """What was really answered: a synthesis rests on nothing else."""
    asked = {
        "learner": f"needs_learner/{enrolment.key}",
        "positioning": f"positioning/{enrolment.key}",
        "company": f"needs_company/session/{enrolment.session_id}/{enrolment.company_id}",
    }
    answered = set(Invitation.objects.answered().filter(key__in=asked.values()).values_list("key", flat=True))
    return [source for source, key in asked.items() if key in answered]


@dataclass(frozen=True)
class _Invite:
    code: str
    role: str
    learner: dict[str, Any]

    def __call__(self, now: datetime) -> None:
        one, mail = self.learner, address(self.learner)
        company = match_or_create_organisations({one["company"]}, kind=OrganisationKind.COMPANY)[one["company"]]
        card = Card(mail, one["first_name"], one["last_name"], one["civility"])
        person = match_or_create([card], by=BY, now=now).people[mail]
        seat = Seat(Session.objects.get(code=self.code), person, role=self.role, company=company)
        enrol(seat, invited=True, source="demo", by=BY, now=now)


@dataclass(frozen=True)
class _ReadAndConfirm:
    code: str
    learner: dict[str, Any]

    def __call__(self, now: datetime) -> None:
        enrolment = _enrolment(self.code, self.learner)
        pack = InformationPack.objects.filter(enrolment=enrolment).order_by("-schedule_no").first()
        if enrolment is None or pack is None:
            return
        by = enrolment.person.key
        note_pack_opened(pack, piece="programme", by=by, now=now)
        confirm_informed(pack, by=by, now=now)
