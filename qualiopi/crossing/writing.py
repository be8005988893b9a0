"""Writing a cross-table: a new version each time something changed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courses.models import CoursePage
from lms_onboarding.common.refusals import Refused
from lms_onboarding.journal.services import Fact, record
from qualiopi.coverage.reviewing import Reviewer

from .models import CrossTable


@dataclass(frozen=True)
class Element:
    """One element of the certification's reference, the objectives (refs) and the content that cover it."""

    code: str
    element: str
    objectives: tuple[str, ...] = ()
    content: str = ""


def write_table(course: CoursePage, elements: list[Element], *, by: Reviewer, now: datetime) -> CrossTable:
    """Keep a new version. The same table twice is one. Raises Refused: no certification, no element."""
    if not course.certification.strip():
        raise Refused(
            _("La certification de cette formation n’est pas écrite : complétez sa page, puis revenez à ce tableau.")
        )
    rows = [
        {
            "code": one.code.strip(),
            "element": one.element.strip(),
            "objectives": list(one.objectives),
            "content": one.content.strip(),
        }
        for one in elements
        if one.element.strip()
    ]
    if not rows:
        raise Refused(_("Écrivez au moins un élément du référentiel de la certification."))
    told = {str(one.ref): one.text for one in course.objectives.all()}
    with transaction.atomic():
        CoursePage.objects.select_for_update().get(pk=course.pk)  # two authors at once: one after the other
        standing = CrossTable.objects.filter(course=course, superseded_at__isnull=True).first()
        same = standing and (standing.rows, standing.certification, standing.objectives)
        if standing is not None and same == (rows, course.certification, told):
            return standing
        CrossTable.objects.filter(course=course, superseded_at__isnull=True).update(superseded_at=now)
        last = CrossTable.objects.filter(course=course).aggregate(last=Max("version"))["last"] or 0
        made = CrossTable.objects.create(
            course=course,
            version=last + 1,
            certification=course.certification,
            objectives=told,
            rows=rows,
            author_key=by.key,
            author_name=by.name,
            written_at=now,
        )
        codes: dict[str, str | int | bool | None] = {"version": made.version, "elements": len(rows)}
        record(Fact("cross_table.written", f"course/{course.pk}", now, by.key, codes), now=now)
    return made
