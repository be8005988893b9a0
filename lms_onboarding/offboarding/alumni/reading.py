"""What members read of each other, what is announced, what goes on with a course. Constant queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.offboarding.enums import AlumniState
from lms_onboarding.offboarding.models import AlumniMember, Announcement, FurtherResource
from lms_onboarding.people.models import Person

NEWS_LIFE: Final = timedelta(days=90)


@dataclass(frozen=True)
class Neighbour:
    """A member as the others see them."""

    name: str
    course: str
    company: str
    email: str
    about: str


def membership_of(person: Person) -> AlumniMember | None:
    return AlumniMember.objects.filter(person=person).first()


def directory(person: Person) -> list[Neighbour]:
    """The other members, for one of them; nobody else reads it. Two queries."""
    rows = list(
        AlumniMember.objects.filter(state=AlumniState.JOINED)
        .select_related("person")
        .order_by("person__last_name", "person__first_name", "pk")
    )
    if person.pk not in {row.person_id for row in rows}:
        return []
    last: dict[int, Enrolment] = {}
    places = Enrolment.objects.placed().filter(person__in=[row.person_id for row in rows])
    for place in places.select_related("session__course", "company").order_by("session__ends_at", "pk"):
        last[place.person_id] = place
    return [_neighbour(row, last.get(row.person_id)) for row in rows if row.person_id != person.pk]


def _neighbour(row: AlumniMember, place: Enrolment | None) -> Neighbour:
    title = str(place.session.programme.get("title") or place.session.course.title) if place else ""
    company = place.company.name if place and place.company and row.shows_company else ""
    return Neighbour(row.person.full_name, title, company, row.person.email if row.shows_email else "", row.about)


def announcements(*, now: datetime) -> "QuerySet[Announcement]":
    """Published, and still to come or of the last three months."""
    fresh = Q(event_at__gte=now) | Q(event_at__isnull=True, published_at__gte=now - NEWS_LIFE)
    return Announcement.objects.filter(fresh, published_at__lte=now).order_by("-published_at", "-pk")


def next_event(*, now: datetime) -> "Announcement | None":
    """The first event to come among what is announced."""
    return Announcement.objects.filter(published_at__lte=now, event_at__gt=now).order_by("event_at", "pk").first()


def resources_for(person: Person, *, now: datetime) -> "QuerySet[FurtherResource]":
    """What goes on with the sessions this person followed to the end."""
    ended = Enrolment.objects.placed().filter(person=person, session__ends_at__lte=now)
    places = list(ended.in_standing_sessions().values_list("session__course_id", "role"))
    if not places:
        return FurtherResource.objects.none()
    courses, roles = {course for course, _role in places}, {role for _course, role in places}
    return FurtherResource.objects.filter(
        Q(course__isnull=True) | Q(course__in=courses), Q(role="") | Q(role__in=roles)
    )
