"""A stamp of everything that the documents of a session are made of: one different word gives another stamp.

Contents are hashed, never moments of change: two gestures of the same second differ all the same.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final

from django.db.models import QuerySet

from badges.models import BadgeClass, Issuer
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.offboarding.models import Bilan
from lms_onboarding.people.models import ProviderSettings
from lms_onboarding.progress.models import Assessment, AttendanceMark
from lms_onboarding.sessions.models import Session, SessionTrainer, Slot

from .gathering import lessons_by_role

PERSON: Final = ("person__first_name", "person__last_name", "company__name")
PLACE: Final = ("pk", "state", "role", "confirmed_at", "ended_at", "person_id")
WORDS: Final = ("pk", "version", "strengths", "axes", "action", "word", "validated_at")
VALIDATOR: Final = ("validator_id", "validator__first_name", "validator__last_name")
FOUND: Final = ("pk", "slot_id", "enrolment_id", "presence", "arrived_at")
JUDGED: Final = ("pk", "enrolment_id", "objective", "level", "evidence", "assessed_on")
ASSESSOR: Final = ("assessor__first_name", "assessor__last_name")


def stamp_of(session: Session) -> str:
    """Equal as long as nothing changed of who is enrolled, the calendar, the programme, the trainers, a bilan, a
    finding, an assessment, the organisation, its lessons or its badges. Thirteen queries at most, in hexadecimal."""
    digest = sha256()
    for rows in _sources(session):
        for row in rows:
            digest.update(repr(row).encode())
        digest.update(b"\n")
    digest.update(repr(sorted(lessons_by_role().items())).encode())
    return digest.hexdigest()


def _sources(session: Session) -> Iterator[QuerySet[Any, Any]]:
    enrolled, within = Enrolment.objects.filter(session=session), {"enrolment__session": session}
    yield Session.objects.filter(pk=session.pk).values_list()
    yield Session.objects.filter(pk=session.pk).values_list("course__title")
    yield ProviderSettings.objects.order_by("pk").values_list()
    yield Slot.objects.filter(session=session).order_by("pk").values_list()
    yield SessionTrainer.objects.filter(session=session).order_by("pk").values_list()
    yield enrolled.order_by("pk").values_list(*PLACE, *PERSON)
    yield Bilan.objects.current().filter(**within).order_by("pk").values_list(*WORDS, *VALIDATOR)
    yield AttendanceMark.objects.current().filter(**within).order_by("pk").values_list(*FOUND)
    yield Assessment.objects.current().filter(**within).order_by("pk").values_list(*JUDGED, *ASSESSOR)
    yield Issuer.objects.order_by("pk").values_list("pk")
    yield BadgeClass.objects.current().exclude(role="").order_by("pk").values_list()
