"""Needs in the demonstration: some answer, their trainer signs, somebody invited reads their pack and confirms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.enrolments.services import Seat, enrol
from lms_onboarding.people.enums import OrganisationKind
from lms_onboarding.people.models import Organisation
from lms_onboarding.people.services import Card, match_or_create, match_or_create_organisations, save_organisation
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.models import Invitation
from lms_onboarding.surveys.services import save_draft, sheet_of, submit
from lms_onboarding.welcome.models import InformationPack
from lms_onboarding.welcome.services import Analysis, Author, confirm_informed, note_pack_opened, synthesise

from .acts import BY, DOMAIN, ROLES, Act, address
from .cast import load
from .dates import month_of
from .models import DemoState


def needs_acts(state: DemoState) -> Iterator[Act]:
    """Answers two days after the question, a synthesis ten days before the session, an invitation and its reading."""
    cast, starts = load("needs"), {name: date.fromisoformat(day) for name, day in state.plan.items()}
    for name, side in load("sides").items():
        code = f"LMS-{side['course']}-{month_of(state.anchor)}-{side['suffix']}"
        start = starts["moved_from"] if side.get("moved") else starts[name]
        yield Act(start - timedelta(days=20), time(9, 50), _Contacts(cast["contacts"]))
        if name == cast["invited"]["side"]:
            yield from _invitation(code, ROLES[side["course"]], cast["invited"]["learner"], start)
        for rank, learner in enumerate(side["learners"]):
            said = cast["answers"].get(f"{learner['first_name']} {learner['last_name']}")
            if said:
                yield Act(start - timedelta(days=18), time(12, 10 + rank), _Answer(code, learner, said))
                if "synthesis" in said:
                    yield Act(start - timedelta(days=10), time(16, 10 + rank), _Sign(code, learner, said["synthesis"]))


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
    code: str
    learner: dict[str, Any]
    said: dict[str, Any]

    def __call__(self, now: datetime) -> None:
        enrolment = _enrolment(self.code, self.learner)
        if enrolment is None:
            return
        for questionnaire in ("needs_learner", "positioning"):
            key = f"{questionnaire}/{enrolment.key}"
            invitation = Invitation.objects.unanswered().filter(key=key).select_related("version").first()
            if invitation is not None:
                given = self._given(invitation)
                save_draft(invitation, given, fields=list(given), now=now)
                submit(invitation, now=now)

    def _given(self, invitation: Invitation) -> dict[str, list[str]]:
        levels = iter(self.said["levels"])
        given: dict[str, list[str]] = {}
        for item in sheet_of(invitation).asked:
            if item.question.repeated:
                given[item.field] = [str(next(levels, 1))]
            elif item.field in self.said["needs"]:
                given[item.field] = [self.said["needs"][item.field]]
            elif item.choices and item.question.required:
                given[item.field] = [item.choices[0].key]
        return given


@dataclass(frozen=True)
class _Sign:
    code: str
    learner: dict[str, Any]
    said: dict[str, Any]

    def __call__(self, now: datetime) -> None:
        enrolment = _enrolment(self.code, self.learner)
        trainer = Session.objects.get(code=self.code).trainers.select_related("person").first()
        if enrolment is None or trainer is None or enrolment.needs_syntheses.exists():
            return
        author = Author(f"user/{trainer.person.account_id}", trainer.person.full_name)
        analysis = Analysis(sources=("learner", "positioning"), **self.said)
        synthesise(enrolment, analysis, author=author, now=now)


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
