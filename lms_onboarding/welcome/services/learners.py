"""A learner as the selection of kits reads them: one row, no model, no other query."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lms_onboarding.enrolments.enums import Role
from lms_onboarding.enrolments.models import EnrolmentQuerySet
from lms_onboarding.mailing.services import Recipient
from lms_onboarding.people.enums import Civility
from lms_onboarding.welcome.completeness import lacks_name
from lms_onboarding.welcome.content import Personal
from lms_onboarding.welcome.enums import Holdable, LateReason
from lms_onboarding.welcome.needs.reading import needs_to_restate
from lms_onboarding.welcome.rules import Past, late_reason

from .outlook import Outlook

FIELDS: Final = (
    "pk", "session_id", "confirmed_at", "role", "company__name",
    "person_id", "person__civility", "person__first_name", "person__last_name", "person__email",
    "person__guardian_id", "person__guardian__first_name", "person__guardian__last_name", "person__guardian__email",
    "need_restated",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Learner:
    """What a kit takes from an enrolment and its person. Fields in the order of FIELDS."""

    enrolment: int
    session: int
    confirmed_at: datetime
    role: str
    company: str | None
    person: int
    civility: str
    first_name: str
    last_name: str
    email: str
    guardian: int | None
    guardian_first_name: str | None
    guardian_last_name: str | None
    guardian_email: str | None
    need: str | None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def recipient(self) -> Recipient:
        return Recipient(self.email, self.full_name, f"person/{self.person}")

    @property
    def guardian_name(self) -> str:
        return f"{self.guardian_first_name or ''} {self.guardian_last_name or ''}".strip()

    @property
    def personal(self) -> Personal:
        return Personal(
            first_name=self.first_name.strip(),
            full_name=self.full_name,
            civility=str(Civility(self.civility).label) if self.civility else "",
            role=str(Role(self.role).label) if self.role else "",
            company=self.company or "",
            guardian=self.guardian_name,
            need=self.need or "",
        )


def read(enrolments: EnrolmentQuerySet) -> list[Learner]:
    return [Learner(*row) for row in needs_to_restate(enrolments).values_list(*FIELDS)]


def may_receive(one: Learner, outlook: Outlook) -> bool:
    """Whether this learner is neither nameless nor set aside by somebody of the team."""
    return not lacks_name(one.full_name) and outlook.holds.learner(Holdable.KIT, one.enrolment) is None


def reason_for(one: Learner, outlook: Outlook, now: datetime) -> LateReason | None:
    """Why this learner's kit is late at `now`, if it is."""
    if outlook.dates is None:
        return None
    past = Past(
        confirmed_at=one.confirmed_at,
        moved_at=outlook.moved_at,
        resumed_at=outlook.holds.resumed_at(Holdable.KIT, one.enrolment),
        was_incomplete=outlook.was_incomplete,
    )
    return late_reason(now, outlook.dates.kit_deadline, past)
