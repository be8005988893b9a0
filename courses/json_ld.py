"""A course for search engines, in the words of schema.org."""

from decimal import Decimal
from typing import Any

from courses.models import CoursePage


def course_data(course: CoursePage, *, provider: Any, url: str) -> dict[str, Any]:
    """schema.org/Course as plain values; what is not known is left out. Source: https://schema.org/Course."""
    reviewed = course.reviewed_on or course.version_date
    data = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": course.title,
        "description": course.subtitle or course.search_description or course.title,
        "url": url,
        "inLanguage": "fr",
        "version": course.version,
        "dateModified": reviewed.isoformat() if reviewed else "",
        "timeRequired": _iso_hours(course.hours),
        "teaches": [objective.text for objective in course.objectives.all()],
        "coursePrerequisites": course.prerequisites,
        "educationalCredentialAwarded": course.certification or course.recognition,
        "audience": {"@type": "Audience", "audienceType": course.public} if course.public else {},
        "provider": _organisation(provider),
        "offers": {"@type": "Offer", "category": "Paid", "description": course.price} if course.price else {},
    }
    return {name: value for name, value in data.items() if value}


def _organisation(provider: Any) -> dict[str, str]:
    if not provider or not provider.name:
        return {}
    return {"@type": "EducationalOrganization", "name": provider.name}


def _iso_hours(hours: Decimal) -> str:
    """« PT21H », « PT3H30M » (ISO 8601)."""
    whole, minutes = divmod(round(hours * 60), 60)
    return "PT" + (f"{whole}H" if whole else "") + (f"{minutes}M" if minutes else "")
