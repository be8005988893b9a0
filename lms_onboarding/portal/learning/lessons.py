"""One lesson in front of one learner: the page, what they did in it, what they said, what is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from courses.models import LessonPage, MenuSettings, MicroCoursePage
from courses.services import Sibling, outline_of
from lms_onboarding.people.models import Person
from lms_onboarding.portal.visitors import Visitor
from lms_onboarding.progress.enums import StuckMotive
from lms_onboarding.progress.services import (
    Admission,
    LessonState,
    Reason,
    action_in,
    answers_in,
    calls_about,
    enter_lesson,
    summary_for,
)
from lms_onboarding.welcome.services import hand_of

from .bodies import pieces_of
from .threads import thread_of

TEMPLATE: Final = "lmso_portal/lesson.html"
AHEAD: Final = ("prefetch", "preview")


@dataclass(frozen=True)
class Desk:
    """Who reads, in which micro-course with which lessons, and why it is apart from theirs, if it is."""

    visitor: Visitor
    course: MicroCoursePage
    lessons: Sequence[Sibling]
    now: datetime
    aside: Reason | None = None


@dataclass(frozen=True)
class Returned:
    """What was posted and could not be kept: it is shown again as typed, with what to do."""

    sentence: str
    where: str = ""  # block id of the question, "action" or "help"; "" for the top of the page
    status: int = 422
    typed: Mapping[str, str] = field(default_factory=dict)


def show(page: LessonPage, request: HttpRequest, desk: Desk, returned: Returned | None = None) -> TemplateResponse:
    """The lesson with this learner's answers; a first opening is noted, a page read again soon after is not."""
    context = context_of(page, request, desk, returned)
    return TemplateResponse(request, TEMPLATE, context, status=returned.status if returned else 200)


def context_of(page: LessonPage, request: HttpRequest, desk: Desk, returned: Returned | None = None) -> dict[str, Any]:
    person, now = _person(desk), desk.now
    summary = summary_for(person=person)
    state = summary.lessons.get(page.pk)
    _note(page, request, desk, state)
    labels = MenuSettings.labels()
    calls = calls_about(person=person, page=page.pk) if state and state.called else []
    asked = next((one for one in calls if not one.answered_at and not one.settled_at), None)
    declared = action_in(person=person, page=page.pk) if state and state.action_done else None
    outline = outline_of(desk.course, desk.lessons, request=request, current=page)
    return {
        "page": page,
        "self": page,
        "menu_labels": labels,
        "pieces": pieces_of(page, labels),
        "course": desk.course,
        "outline": outline,
        "thread": thread_of(outline, summary),
        "state": state,
        "aside": desk.aside,
        "calls": calls,
        "asked": asked,
        "hand": hand_of(asked.enrolment_id, now=now) if asked else None,
        "motives": StuckMotive.choices,
        "now": now,
        "returned": returned,
        "answers": answers_in(person=person, page=page.pk),
        "declared": declared,
        "proof_value": returned.typed["value"]
        if returned and returned.where == "action"
        else (declared.value if declared else ""),
        "check_method": "post",
        "check_action": reverse("lmso_portal:lesson_check", args=[page.pk]),
        "check_fields": "lmso_portal/lesson/check_fields.html",
        "action_form_template": "lmso_portal/lesson/action_form.html",
    }


def _note(page: LessonPage, request: HttpRequest, desk: Desk, state: LessonState | None) -> None:
    """Reading is noted for the person who reads: not for a HEAD, nor for a browser that fetches ahead."""
    purpose = " ".join(request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    if request.method != "GET" or any(word in purpose for word in AHEAD):
        return
    enrolment = desk.visitor.places.concerned(desk.course.audience, now=desk.now)
    if enrolment is not None:
        entry = Admission(page, desk.course.audience, enrolment)
        enter_lesson(person=_person(desk), entry=entry, seen=state, now=desk.now)


def _person(desk: Desk) -> Person:
    if desk.visitor.person is None:
        msg = "A lesson with progress is shown to a learner only."
        raise AssertionError(msg)
    return desk.visitor.person
