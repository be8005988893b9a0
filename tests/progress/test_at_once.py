"""Two gestures at the same instant, on real connections: one row, nothing lost, nothing counted twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connections

from courses.models import LessonPage
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.models import OutgoingMail
from lms_onboarding.people.models import Person
from lms_onboarding.progress.models import DailyActivity, ImportedLine, LessonProgress, StuckReport
from lms_onboarding.progress.services import (
    ActivityOptions,
    Call,
    Declaration,
    declare_action,
    import_activity,
    open_lesson,
    report_stuck,
)
from tests.progress import lessons

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(gesture: Callable[[], object], times: int = 4) -> list[object]:
    """Run `gesture` on as many connections at once, and give back what each returned."""
    barrier = Barrier(times)

    def one() -> object:
        try:
            barrier.wait(timeout=30)
            return gesture()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return [running.result(timeout=60) for running in [pool.submit(one) for _ in range(times)]]


def test_four_first_openings_make_one_row(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    at_once(lambda: open_lesson(person=ines, page=lesson.pk, now=now))
    assert LessonProgress.objects.count() == 1
    assert DailyActivity.objects.count() == 1


def test_four_presses_on_the_button_make_one_call(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    at_once(lambda: report_stuck(person=ines, page=lesson.pk, call=Call(motive="time", text="Vite."), now=now))
    assert StuckReport.objects.get().text == "Vite."
    assert OutgoingMail.objects.count() == 3


def test_four_declarations_make_one_action(
    ines: Person, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> None:
    declaration = Declaration(block=lessons.uid(90), revision=lesson.live_revision_id)
    at_once(lambda: declare_action(person=ines, page=lesson.pk, declaration=declaration, now=now))
    assert DailyActivity.objects.get().actions == 1
    assert LessonProgress.objects.get().completed_at == now


def test_four_imports_of_one_file_count_it_once(ines: Person, enrolment: Enrolment, now: datetime) -> None:
    rows = [f'"29/11/26, {hour:02}:00",Inès Berthier,Course: LMS-CREATEUR-2026-12' for hour in range(8, 20)]
    content = "\n".join(["Time,User full name,Event context", *rows]).encode()
    at_once(lambda: import_activity(content, "journal.csv", options=ActivityOptions(), by="user/1", now=now))
    assert DailyActivity.objects.get().events == ImportedLine.objects.count() == 12
