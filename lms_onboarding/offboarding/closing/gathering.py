"""Everything the product holds of the learners of a session at its end, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from courses.models import LessonPage, MicroCoursePage
from lms_onboarding.common.calendar import local_date
from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.people.services import provider
from lms_onboarding.progress.models import ActionDone, Assessment, LessonProgress, StuckReport
from lms_onboarding.progress.services import assessment_was_planned, assessments_of, goals_of
from lms_onboarding.sessions.models import Session
from lms_onboarding.surveys.services import Reading, readings

from . import rules
from .attendance import Attendance, attendance_in

POSITIONING: Final = "positioning"
LEVEL_QUESTION: Final = "pos_objective"


@dataclass(frozen=True)
class Levels:
    """What a learner said of each objective, and on which day, before and after."""

    before: Mapping[str, int] = field(default_factory=dict)
    after: Mapping[str, int] = field(default_factory=dict)
    before_on: date | None = None
    after_on: date | None = None


@dataclass(frozen=True)
class Learner:
    """One learner of the session, with everything about them."""

    enrolment: Enrolment
    attendance: Attendance
    assessments: Mapping[str, Assessment]
    levels: Levels
    facts: rules.Facts

    @property
    def left(self) -> bool:
        return self.enrolment.state == EnrolmentState.ABANDONED

    @property
    def came(self) -> bool:
        return self.attendance.minutes > 0


@dataclass(frozen=True)
class Group:
    session: Session
    organisation: ProviderSettings
    learners: tuple[Learner, ...]

    @cached_property
    def by_enrolment(self) -> dict[int, Learner]:
        return {one.enrolment.pk: one for one in self.learners}

    @cached_property
    def assessment_was_planned(self) -> bool:
        return assessment_was_planned(self.session)


def gather(session: Session, *, only: Iterable[int] | None = None) -> Group:
    """The learners of a session that is ending; `only` these enrolments when given. Eleven queries at most."""
    organisation = provider()
    zone = organisation.zone
    rows = Enrolment.objects.once_placed().filter(session=session).select_related("person", "company", "funder")
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    learners = list(rows.order_by("person__last_name", "person__first_name", "pk"))
    read = _Read.of(session, learners, zone)
    return Group(session, organisation, tuple(read.learner(one) for one in learners))


@dataclass(frozen=True)
class _Read:
    """What was read for everybody at once."""

    session: Session
    zone: ZoneInfo
    attendance: Mapping[int, Attendance]
    assessments: Mapping[int, Mapping[str, Assessment]]
    levels: Mapping[int, Levels]
    actions: Mapping[int, Sequence[ActionDone]]
    stuck: Mapping[int, Sequence[StuckReport]]
    done: Mapping[int, set[int]]
    shelves: Mapping[str, list[int]]

    @classmethod
    def of(cls, session: Session, learners: Sequence[Enrolment], zone: ZoneInfo) -> "_Read":
        people = [one.person_id for one in learners]
        actions, stuck, done = defaultdict(list), defaultdict(list), defaultdict(set)
        since = session.created_at
        for action in ActionDone.objects.filter(person__in=people, done_at__gte=since).order_by("done_at", "pk"):
            actions[action.person_id].append(action)
        for report in StuckReport.objects.filter(person__in=people, reported_at__gte=since).order_by(
            "reported_at", "pk"
        ):
            stuck[report.person_id].append(report)
        finished = LessonProgress.objects.completed().filter(person__in=people)
        for person, page in finished.values_list("person_id", "page_id"):
            done[person].add(page)
        return cls(
            session,
            zone,
            attendance_in(session, learners, zone=zone),
            assessments_of([one.pk for one in learners]),
            levels_of(learners, zone=zone),
            actions,
            stuck,
            done,
            lessons_by_role() if any(one.role for one in learners) else {},
        )

    def learner(self, one: Enrolment) -> Learner:
        attendance = self.attendance[one.pk]
        assessments, levels = self.assessments.get(one.pk, {}), self.levels.get(one.pk, Levels())
        return Learner(one, attendance, assessments, levels, self._facts(one, attendance, assessments, levels))

    def _facts(
        self, one: Enrolment, attendance: Attendance, assessments: Mapping[str, Assessment], levels: Levels
    ) -> rules.Facts:
        lessons = self.shelves.get(one.role, [])
        done = self.done.get(one.person_id, set())
        ends_at = self.session.ends_at or self.session.created_at
        return rules.Facts(
            goals=tuple(
                _goal(goal.ref, goal.text, assessments.get(goal.ref), levels) for goal in goals_of(self.session)
            ),
            actions=tuple(
                rules.Action(f"action/{action.pk}", action.title, local_date(action.done_at, self.zone))
                for action in self.actions.get(one.person_id, ())
            ),
            halves_followed=len(attendance.followed),
            halves_planned=len(attendance.halves),
            minutes_followed=attendance.minutes,
            minutes_planned=sum(_length(half.start, half.end) for half in attendance.halves),
            missed=tuple(rules.Missed(half.day, half.half, half.subject) for half in attendance.missed),
            lessons_done=sum(page in done for page in lessons),
            lessons=len(lessons),
            blocked=tuple(
                (f"stuck/{report.pk}", report.title, local_date(report.reported_at, self.zone))
                for report in self.stuck.get(one.person_id, ())
            ),
            ends_on=local_date(ends_at, self.zone),
        )


def levels_of(learners: Iterable[Enrolment], *, zone: ZoneInfo) -> dict[int, Levels]:
    """What each said of the objectives, on arrival and at the end. One query."""
    keys = {one.key: one.pk for one in learners}
    said: dict[tuple[int, str], list[Reading]] = defaultdict(list)
    for reading in readings(questionnaire=POSITIONING, abouts=keys) if keys else ():
        if reading.question == LEVEL_QUESTION and isinstance(reading.value, int):
            said[keys[reading.about], reading.occasion].append(reading)
    return {
        pk: Levels(
            **{name: {one.objective: _whole(one) for one in said[pk, occasion]} for name, occasion in _OCCASIONS},
            before_on=_day_of(said[pk, "entry"], zone),
            after_on=_day_of(said[pk, "exit"], zone),
        )
        for pk in keys.values()
    }


_OCCASIONS: Final = (("before", "entry"), ("after", "exit"))


def _whole(reading: Reading) -> int:
    return reading.value if isinstance(reading.value, int) else 0


def _day_of(said: Sequence[Reading], zone: ZoneInfo) -> date | None:
    moments = [one.submitted_at for one in said if one.submitted_at]
    return local_date(max(moments), zone) if moments else None


def lessons_by_role() -> dict[str, list[int]]:
    """The published lessons of each role, in course order. Two queries."""
    courses = {
        course.path: course.audience
        for course in MicroCoursePage.objects.live().only("path", "audience").order_by("path")
    }
    found: dict[str, list[int]] = defaultdict(list)
    for path, pk in LessonPage.objects.live().order_by("path").values_list("path", "pk"):
        role = courses.get(path[: -LessonPage.steplen])
        if role:
            found[role].append(pk)
    return found


def _goal(ref: str, text: str, assessment: Assessment | None, levels: Levels) -> rules.Goal:
    return rules.Goal(
        ref=ref,
        text=text,
        level=assessment.level if assessment else "",
        evidence=assessment.evidence if assessment else "",
        assessed_on=assessment.assessed_on if assessment else None,
        before=levels.before.get(ref),
        after=levels.after.get(ref),
    )


def _length(start: time, end: time) -> int:
    return (end.hour - start.hour) * 60 + end.minute - start.minute
