"""Who does something in the demonstration: somebody it invented, or the learner of a rank in the imported file."""

from dataclasses import dataclass
from typing import Any, Protocol

from lms_onboarding.enrolments.models import Enrolment, EnrolmentQuerySet
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session


class Who(Protocol):
    """An enrolment that may not be there: a file holds whom it holds."""

    @property
    def code(self) -> str: ...

    def find(self) -> Enrolment | None: ...


@dataclass(frozen=True)
class Named:
    """One of the invented learners of the session `code`, found by name: their address may be corrected meanwhile."""

    code: str
    learner: dict[str, Any]

    def find(self) -> Enrolment | None:
        names = {f"person__{name}": self.learner[name] for name in ("first_name", "last_name")}
        return _enrolments(self.code).filter(**names).first()


@dataclass(frozen=True)
class Ranked:
    """The learner of this rank among those of the session `code`, in the order of their enrolment."""

    code: str
    rank: int

    def find(self) -> Enrolment | None:
        return _enrolments(self.code).confirmed().order_by("pk")[self.rank : self.rank + 1].first()


def _enrolments(code: str) -> EnrolmentQuerySet:
    return Enrolment.objects.filter(session__code=code).select_related("person", "session")


def trainer_of(code: str) -> Person | None:
    """The first trainer of the session."""
    first = Session.objects.get(code=code).trainers.select_related("person").first()
    return first.person if first else None
