"""What made the tool work and protected it: links, codes, devices, requests answered long ago."""

from typing import Final

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session as WebSession
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Least

from lms_onboarding.api.models import ReceivedBatch
from lms_onboarding.links.models import OneTimeCode, PersonalLink
from lms_onboarding.privacy.holding import Subject, named_by, through
from lms_onboarding.privacy.holds import Held
from lms_onboarding.privacy.models import DataRequest

from .part import Part, deleted


def _nobodys(_subject: Subject) -> Q:
    return Q(pk__in=[])


def _never(_held: Held) -> Q:
    return Q(pk__in=[])


TRACES: Final = (
    Part(
        rows=PersonalLink.objects.all,
        forget=deleted(PersonalLink),
        moment=Least(F("expires_at"), Coalesce(F("revoked_at"), F("expires_at"))),
        held=lambda held: held.names("holder_key", "object_key"),
        mine=named_by("holder_key", "object_key"),
    ),
    Part(
        rows=OneTimeCode.objects.all,
        forget=deleted(OneTimeCode),
        moment=F("expires_at"),
        held=_never,
        mine=named_by("object_key"),
    ),
    Part(
        rows=UserSession.objects.all,
        forget=deleted(UserSession),
        moment=F("last_seen_at"),
        held=lambda held: Q(user__person__in=held.people.values("pk")),
        mine=through("user__person"),
    ),
    Part(
        rows=WebSession.objects.all,
        forget=deleted(WebSession),
        moment=F("expire_date"),
        held=_never,
        mine=_nobodys,
    ),
    Part(
        rows=ReceivedBatch.objects.all,
        forget=deleted(ReceivedBatch),
        moment=F("received_at"),
        held=_never,
        mine=_nobodys,
    ),
    Part(
        rows=DataRequest.objects.all,
        forget=deleted(DataRequest),
        moment=F("closes_at"),
        held=lambda held: Q(person__in=held.people.values("pk")),
        mine=through("person"),
    ),
)
