"""Who is reading: a learner with their places, somebody of the team, or both. Read once per request."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404, HttpRequest

from lms_onboarding.enrolments.enums import EnrolmentState
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person, ProviderSettings
from lms_onboarding.progress.services import PLACE_FIELDS, Places, places_among
from lms_onboarding.sessions.models import SessionTrainer

from .teams import TEAMS

_KEPT: Final = "_lmso_visitor"
# A group that gives nothing (« Promotion 2026 ») makes nobody of the team; trainers' pages ask for no permission.
_GIVES: Final = (
    Q(name__in=TEAMS)
    | Q(permissions__isnull=False)
    | Q(page_permissions__isnull=False)
    | Q(collection_permissions__isnull=False)
    | Q(site_permissions__isnull=False)
)
_PERSON: Final = ("civility", "first_name", "last_name", "email", "phone", "account")
_SHOWN: Final = (
    *PLACE_FIELDS,
    *(f"person__{name}" for name in _PERSON),
    *("confirmed_at", "session__schedule_no", "session__modality", "session__join_url", "session__trainer_word"),
    *("session__referent_title", "session__support_channel", "session__support_delay"),
    *(f"session__referent__{name}" for name in _PERSON),
)


@dataclass(frozen=True)
class Visitor:
    """`enrolments` are this person's own, newest first, each with its session and `course_title`.

    `in_team`: somebody trusts them with more than their own path. `is_trusted`: that, or they read private requests.
    """

    person: Person | None
    enrolments: tuple[Enrolment, ...]
    in_team: bool
    is_trusted: bool

    @property
    def is_learner(self) -> bool:
        return bool(self.enrolments)

    @property
    def has_completed(self) -> bool:
        """Whether a session of theirs was released: former learners have a space of their own."""
        return any(one.state == EnrolmentState.COMPLETED for one in self.enrolments)

    @property
    def contact(self) -> str:
        """Who answers for the last enrolment, by name; "" when its session names nobody."""
        referent = self.enrolments[0].session.referent if self.enrolments else None
        return referent.full_name if referent else ""

    @cached_property
    def places(self) -> Places:
        return places_among(self.enrolments)

    @cached_property
    def roles(self) -> frozenset[str]:
        """Those of the open places: the micro-courses that come first."""
        return frozenset(place.role for place in self.places.all if place.is_open and place.role)


def for_the_team(request: HttpRequest, found: bool) -> None:
    """The lists of the team are not there for who is not of it: 404, unless something in them is theirs (the referent
    of a session without a group, for instance)."""
    if not found and not visitor_of(request).in_team:
        raise Http404


def visitor_of(request: HttpRequest) -> Visitor:
    """Two queries at most, one for a learner, none for somebody who did not sign in."""
    found: Visitor | None = getattr(request, _KEPT, None)
    if found is None:
        found = _read(request)
        setattr(request, _KEPT, found)
    return found


def _read(request: HttpRequest) -> Visitor:
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return Visitor(None, (), in_team=False, is_trusted=False)
    user = cast(AbstractUser, request.user)
    if _is_trusted(user):  # one question for most of them, who learn nothing here
        person: Any = Person.objects.filter(account=user.pk).annotate(learns=_learns()).first()
        places = tuple(_enrolments_of(user)) if person and person.learns else ()
        return Visitor(person, places, in_team=True, is_trusted=True)
    enrolments = tuple(_enrolments_of(user))
    if enrolments:
        first: Any = enrolments[0]
        return _visitor(first.person, enrolments, first)
    marks = {"in_team": _in_team(user, OuterRef("pk")), "reads_private": _reads_private(OuterRef("pk"))}
    person = Person.objects.filter(account=user.pk).annotate(**marks).first()
    return _visitor(person, (), person) if person else Visitor(None, (), *[_belongs(user)] * 2)


def _visitor(person: Person, enrolments: tuple[Enrolment, ...], marked: Any) -> Visitor:
    return Visitor(person, enrolments, marked.in_team, marked.in_team or marked.reads_private)


def _learns() -> Exists:
    return Exists(Enrolment.objects.filter(person=OuterRef("pk")))


def _enrolments_of(user: AbstractUser) -> QuerySet[Enrolment]:
    return (
        Enrolment.objects.filter(person__account=user.pk)
        .select_related("person", "session__referent")
        .only(*_SHOWN)
        .annotate(
            in_team=_in_team(user, OuterRef("person")),
            reads_private=_reads_private(OuterRef("person")),
            frozen_title=KeyTextTransform("title", "session__programme"),
            page_title=F("session__course__title"),
        )
        .order_by("-created_at", "-pk")
    )


def _is_trusted(user: AbstractUser) -> bool:
    return user.is_staff or user.is_superuser


def _belongs(user: AbstractUser) -> bool:
    return user.groups.filter(_GIVES).exists() or user.user_permissions.exists()


def _reads_private(person: OuterRef) -> Exists:
    """The disability referent: what learners say to them alone is worth a second factor, and gives no other page."""
    return Exists(ProviderSettings.objects.filter(disability_referent=person))


def _in_team(user: AbstractUser, person: OuterRef) -> Q:
    """Somebody whom a team, a permission or a session trusts with more than their own path."""
    model = get_user_model()
    return Q(
        Exists(Group.objects.filter(_GIVES, user=user.pk))
        | Exists(model.user_permissions.through.objects.filter(user_id=user.pk))
        | Exists(SessionTrainer.objects.filter(person=person))
    )
