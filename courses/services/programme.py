"""What a course promises, as plain values that can be frozen."""

from decimal import Decimal
from typing import Any, Final

from courses.models import CoursePage

PLAIN: Final = (
    "title",
    "subtitle",
    "public",
    "prerequisites",
    "methods",
    "assessment",
    "recognition_of_completion",
    "access_delays",
    "price",
    "funding",
    "contact",
    "accessibility",
    "remote_work",
    "certification",
    "recognition",
    "group_size",
    "version",
)


def programme_of(course: CoursePage) -> dict[str, Any]:
    """The programme as JSON values: the fields of PLAIN, `hours` (« 21 », « 3.5 »), `version_date` (ISO or None),
    `objectives` [{ref, text, use_at_work, criteria: [str], quiz: page id or None}] and `sequences`
    [{title, content, method, hours}], in their order."""
    return {
        **{name: getattr(course, name) for name in PLAIN},
        "hours": _hours(course.hours),
        "version_date": course.version_date.isoformat() if course.version_date else None,
        "objectives": [
            {
                "ref": str(objective.ref),
                "text": objective.text,
                "use_at_work": objective.use_at_work,
                "criteria": objective.grid,
                "quiz": objective.quiz_id,
            }
            for objective in course.objectives.all()
        ],
        "sequences": [
            {
                "title": sequence.title,
                "content": sequence.content,
                "method": sequence.method,
                "hours": _hours(sequence.hours),
            }
            for sequence in course.sequences.all()
        ],
    }


def _hours(value: Decimal) -> str:
    """Without useless zeros, never in scientific notation: Decimal('20.00').normalize() would be 2E+1."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
