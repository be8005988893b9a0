"""Kits held back before leaving, whose reason is over: forgotten, so that the sweep prepares them afresh."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.services import forget
from lms_onboarding.welcome.enums import Holdable
from lms_onboarding.welcome.models import SendingHold, WelcomeKit


def forget_unsent(*, now: datetime) -> int:
    """Drop the kits that were suppressed before being drawn, of learners who are due one again.

    A hold lifted, an enrolment confirmed anew, a link given back: the next kit is frozen with what is true then,
    and says if it is late. The journal keeps that the first was held back. A mail that may have left is not forgotten.
    """
    with transaction.atomic():
        kits = list(_idle(now).select_for_update(of=("self",)).select_related("mail"))
        if not kits:
            return 0
        WelcomeKit.objects.filter(pk__in=[kit.pk for kit in kits]).delete()
        forget([kit.mail for kit in kits])
    return len(kits)


def _idle(now: datetime) -> QuerySet[WelcomeKit]:
    learners = Enrolment.objects.confirmed().filter(session__cancelled_at__isnull=True, session__ends_at__gt=now)
    held = SendingHold.objects.filter(
        message=Holdable.KIT, lifted_at__isnull=True, session=OuterRef("enrolment__session")
    )
    return WelcomeKit.objects.filter(
        enrolment__in=learners,
        schedule_no=F("enrolment__session__schedule_no"),
        superseded_at__isnull=True,
        mail__state=MailState.SUPPRESSED,
        mail__composed_at__isnull=True,
    ).filter(~Exists(held.filter(Q(enrolment__isnull=True) | Q(enrolment=OuterRef("enrolment")))))
