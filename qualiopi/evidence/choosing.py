"""What a piece may be about, as one list to choose from: the house, a course, a session and all that is in it."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from courses.models import CoursePage
from lms_onboarding.common import french
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.sessions.models import Session, Slot
from qualiopi.indicators.kinds import HouseUnit, Kind, Per, kinds, kinds_proving

from .depositing import About
from .models import Deposit, Scope

SHOWN: Final = 200  # sessions offered when none was named, the last ones first
Choices = list[tuple[str, list[tuple[str, str]]]]


def session_named(given: str) -> Session | None:
    """The session of this id or of this code."""
    rows = Session.objects.select_related("course")
    if given.isdecimal() and len(given) < 18:
        return rows.filter(pk=int(given)).first() or rows.filter(code=given).first()
    return rows.filter(code__iexact=given.strip()).first() if given.strip() else None


def subjects(session: Session | None) -> Choices:
    """Groups of (value, words), « session/12 » first when one is named."""
    house = [("organisation", _("Tout l’organisme"))]
    if session is not None:
        return [
            *_inside(session),
            (_("Plus largement"), [(f"course/{session.course_id}", session.course.title), *house]),
        ]
    courses = [
        (f"course/{pk}", title) for pk, title in CoursePage.objects.order_by("title").values_list("pk", "title")
    ]
    recent = Session.objects.standing().select_related("course").order_by("-starts_at", "-pk")[:SHOWN]
    staff = Person.objects.filter(trainings__isnull=False).distinct().order_by("last_name", "first_name")
    return [
        (_("L’organisme"), house),
        (_("Une personne de l’équipe"), [(f"person/{one.pk}", one.full_name) for one in staff]),
        (_("Une formation"), courses),
        (_("Une session"), [(f"session/{one.pk}", session_words(one)) for one in recent]),
    ]


def session_words(session: Session) -> str:
    """« Excel, niveau avancé, du 13 au 17 janvier 2025 »."""
    if session.starts_at is None or session.ends_at is None:
        return f"{session.course.title}, {session.code}"
    first, last = french.local(session.starts_at).date(), french.local(session.ends_at).date()
    return f"{session.course.title}, {french.period(first, last)}"


def _inside(session: Session) -> Choices:
    invited = Enrolment.objects.filter(session=session).exclude(state=EnrolmentState.CANCELLED)
    learners = invited.select_related("person").order_by("person__last_name", "person__first_name")
    halves = Slot.objects.filter(session=session)
    return [
        (_("La session"), [(f"session/{session.pk}", session_words(session))]),
        (_("Une personne en formation"), [(f"enrolment/{one.pk}", one.person.full_name) for one in learners]),
        (
            _("Une demi-journée"),
            [(f"slot/{one.pk}", f"{french.day(one.day)}, {one.get_half_display()}") for one in halves],
        ),
    ]


def about_of(chosen: str, session: Session | None) -> About:
    """What « enrolment/4 » stands for. The choice was checked against `subjects` before."""
    kind, _slash, number = chosen.partition("/")
    pk = int(number) if number else 0
    within = session.pk if session else None
    match kind:
        case "course":
            return About(scope=Scope.COURSE, course=pk)
        case "session":
            return About(scope=Scope.SESSION, session=pk)
        case "enrolment":
            return About(scope=Scope.LEARNER, session=within, enrolment=pk)
        case "slot":
            return About(scope=Scope.SESSION, session=within, slot=pk)
        case "person":
            return About(scope=Scope.TRAINER, person=pk)
        case _:
            return About(scope=Scope.ORGANISATION)


def subject_for(kind: Kind | None, session: Session | None, *, enrolment: str = "", half: str = "") -> str:
    """The value to propose first, for a piece that is missing there."""
    if session is None:
        return ""
    if enrolment.isdecimal():
        return f"enrolment/{enrolment}"
    if half.isdecimal():
        return f"slot/{half}"
    if kind is None or kind.per is Per.SESSION:
        return f"session/{session.pk}"
    return {Per.COURSE: f"course/{session.course_id}", Per.ORGANISATION: "organisation"}.get(kind.per, "")


def kinds_for(indicator: int) -> list[tuple[str, str]]:
    """The expected pieces that a deposit for this indicator may stand for: a funder is asked by the surveys."""
    found = [
        one for one in kinds_proving(indicator) if one.house is None or one.house.unit is not HouseUnit.FUNDER_YEAR
    ]
    return [(one.id, one.title) for one in found]


def kind_named(name: str) -> Kind | None:
    return kinds().get(name)


def subject_words(found: Deposit) -> str:
    """What a kept piece is about, in words."""
    match found.scope:
        case Scope.COURSE:
            return found.course.title if found.course else ""
        case Scope.SESSION:
            words = session_words(found.session) if found.session else ""
            return f"{words}, {french.day(found.slot.day)}, {found.slot.get_half_display()}" if found.slot else words
        case Scope.LEARNER:
            return (
                f"{found.enrolment.person.full_name}, {session_words(found.session)}"
                if found.enrolment and found.session
                else ""
            )
        case Scope.TRAINER:
            return found.person.full_name if found.person else ""
        case _:
            return str(_("Tout l’organisme"))


def titles() -> Mapping[str, str]:
    return {name: kind.title for name, kind in kinds().items()}
