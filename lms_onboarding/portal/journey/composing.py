"""Everything the learner's home shows, read in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import CharField
from django.http import HttpRequest
from django.urls import reverse

from courses.services import micro_courses_for
from lms_onboarding.common import french
from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.prepared import Given, Prepared
from lms_onboarding.common.thread import Line, line_through
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.portal.learning.threads import Thread, thread_of
from lms_onboarding.portal.visitors import Visitor
from lms_onboarding.progress.services import LessonState, Module, Reason, Summary, places_among, reasons, summary_for
from lms_onboarding.sessions.enums import Modality
from lms_onboarding.welcome.enums import CallPurpose
from lms_onboarding.welcome.services import OwnKit, kit_day, own_kit

from . import words
from .contacts import Contact, Word, contacts, trainers_of
from .preparation import preparation_of
from .steps import (
    Doors,
    Facts,
    Opening,
    Phase,
    Preparation,
    Step,
    Task,
    call_offer,
    count_sentence,
    left,
    phase_of,
    route,
    tasks,
)

SHOWN_OPENINGS: Final = 4  # calls offered on the home itself; the others are one press away


@dataclass(frozen=True, slots=True)
class Paper:
    """A document issued in the learner's name; `size` in bytes."""

    number: str
    title: str
    content_type: str
    size: int
    issued_at: datetime
    kind: str
    about: str


@dataclass(frozen=True, kw_only=True)
class Home:
    """One enrolment as its learner sees it today. `title` is that of the course, `closed` says what shuts it."""

    enrolment: Enrolment
    others: Sequence[Enrolment]
    heading: words.Heading
    phase: Phase
    today: date
    route: Sequence[Step]
    line: Line
    tasks: Sequence[Task]
    courses: Sequence[Thread]
    kit: OwnKit | None
    kit_day: date | None
    kit_days: str  # « sept jours »
    documents: Sequence[Paper]
    contacts: Sequence[Contact]
    word: Word | None
    answers: Sequence[LessonState]
    closed: Sequence[Reason]
    openings: Sequence[Opening]
    call_offered: bool

    @property
    def is_open(self) -> bool:
        return self.phase in (Phase.BEFORE, Phase.RUNNING, Phase.AFTER)

    @property
    def has_bilan(self) -> bool:
        """The session was closed, and this enrolment's documents are there."""
        about = self.enrolment.key
        return any(one.about == about and one.kind == "bilan_personnalise" for one in self.documents)

    @property
    def shows_tasks(self) -> bool:
        return self.phase is Phase.BEFORE

    @property
    def next_task(self) -> Task | None:
        return next((task for task in self.tasks if task.is_next), None) if self.shows_tasks else None

    @property
    def next_course(self) -> Thread | None:
        """The micro-course to go on with: one that is started and not done, else the first that is not done."""
        threads = [thread for thread in self.courses if thread.resume is not None]
        return next((thread for thread in threads if thread.started), threads[0] if threads else None)

    @property
    def shows_call(self) -> bool:
        return self.shows_tasks and self.call_offered

    @property
    def call_offer(self) -> str:
        return call_offer(self.openings)

    @property
    def minutes_left(self) -> int:
        return sum(task.minutes for task in left(self.tasks))

    @property
    def steps_done(self) -> int:
        return len(self.tasks) - len(left(self.tasks))


def home_of(
    enrolment: Enrolment, visitor: Visitor, organisation: ProviderSettings, *, request: HttpRequest, now: datetime
) -> Home:
    """The home of one of the visitor's own enrolments, as `visitor_of` read it."""
    session, zone = enrolment.session, organisation.zone
    person = enrolment.person
    summary = summary_for(person=person)
    kit = own_kit(request.user, enrolment)
    expected = kit_day(session.starts_at, organisation, now=now) if session.starts_at and kit is None else None
    shelf = micro_courses_for(enrolment.role) if enrolment.role else []
    ahead = session.starts_at is None or now < session.starts_at
    prepared = preparation_of(enrolment, now=now) if ahead else Preparation()
    facts = _facts(enrolment, kit, summary, prepared, expected=expected, has_lessons=bool(shelf))
    phase = phase_of(facts, now)
    todo, steps = tasks(facts, _doors(enrolment, prepared), zone=zone), route(facts, now=now, zone=zone)
    trainers = trainers_of(enrolment)
    told = words.Told(
        course=title_of(enrolment),
        modality=session.modality,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        tasks=count_sentence(todo),
    )
    return Home(
        enrolment=enrolment,
        others=[one for one in visitor.enrolments if one.pk != enrolment.pk],
        heading=words.heading(phase, told, now=now, zone=zone),
        phase=phase,
        today=local_date(now, zone),
        route=steps,
        line=line_through(steps),
        tasks=todo,
        courses=[thread_of(outline, summary) for outline in shelf],
        kit=kit,
        kit_day=expected,
        kit_days=french.counted(organisation.kit_days, "jour"),
        documents=_others(person.key),
        contacts=contacts(enrolment, trainers, organisation),
        word=Word(session.trainer_word, trainers[0].person, trainers[0].title)
        if trainers and session.trainer_word
        else None,
        answers=summary.answers_waiting,
        openings=prepared.openings[:SHOWN_OPENINGS],
        call_offered=prepared.call_offered,
        closed=_closed(enrolment, visitor, now=now) if phase in (Phase.WAITING, Phase.STOPPED) else [],
    )


def title_of(enrolment: Enrolment) -> str:
    """The course as its session froze it, else as its page says."""
    return str(getattr(enrolment, "frozen_title", "") or getattr(enrolment, "page_title", ""))


def chosen(visitor: Visitor, *, now: datetime) -> Enrolment:
    """The enrolment to open first: the session that runs, then the next one, then the last that ended."""
    standing = visitor.places.concerned("", now=now)
    return next((one for one in visitor.enrolments if one.pk == standing), visitor.enrolments[0])


def _facts(
    enrolment: Enrolment,
    kit: OwnKit | None,
    summary: Summary,
    prepared: Preparation,
    *,
    expected: date | None,
    has_lessons: bool,
) -> Facts:
    session = enrolment.session
    opened = [state.opened_at for state in summary.lessons.values()]
    return Facts(
        state=enrolment.state,
        confirmed_at=enrolment.confirmed_at,
        cancelled=session.cancelled_at is not None,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        kit_day=expected,
        kit_sent_at=kit.sent_at if kit else None,
        kit_opened_at=(kit.kit.acknowledged_at or kit.kit.opened_at) if kit else None,
        needs_connection=session.modality != Modality.ONSITE,
        lesson_started_at=min(opened, default=None),
        has_lessons=has_lessons,
        preparation=prepared,
    )


def _doors(enrolment: Enrolment, prepared: Preparation) -> Doors:
    asked = {"needs": prepared.needs, "positioning": prepared.positioning}
    return Doors(
        check=reverse("lmso_portal:access_check", args=[enrolment.pk]),
        call=reverse("lmso_welcome:call", args=[CallPurpose.WELCOME, enrolment.pk]),
        **{
            name: reverse("lmso_surveys:start", args=[one.pk])
            for name, one in asked.items()
            if one is not None and one.is_open
        },
    )


def _others(holder: str) -> list[Paper]:
    """What was issued in this person's name and stands, beside the kit's own convocation."""
    return [Paper(*row) for row in _PAPERS.rows(holder=holder)]


def _papers() -> Any:
    mine = IssuedDocument.objects.current().filter(holder_key=Given("holder", CharField()))
    columns = ("number", "title", "content_type", "blob__size", "issued_at", "kind", "about")
    return mine.exclude(kind="convocation").order_by("-issued_at").values_list(*columns)


_PAPERS: Final = Prepared(_papers)


def _closed(enrolment: Enrolment, visitor: Visitor, *, now: datetime) -> list[Reason]:
    places = places_among([enrolment]).all
    module = Module(enrolment.role, published=True)
    return [one for one in reasons(module, places, contact=visitor.contact, now=now) if one.blocking]
