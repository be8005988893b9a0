"""Whose sessions a person may close: permission is in the fetch."""

from typing import Any, Final

from django.db.models import Q

from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Session, SessionQuerySet

RUN: Final = "lmso_offboarding.change_closing"


def sessions_to_close_for(user: Any) -> SessionQuerySet:
    """Every session for who has the right to change closings; else those they train or are the referent of."""
    if not (user.is_authenticated and user.is_active):
        return Session.objects.none()
    if user.has_perm(RUN):
        return Session.objects.standing()
    theirs = Q(trainers__person__account_id=user.pk) | Q(referent__account_id=user.pk)
    referent = provider().pedagogical_referent
    if referent is not None and referent.account_id == user.pk:
        theirs |= Q(referent__isnull=True)
    return Session.objects.standing().filter(pk__in=Session.objects.filter(theirs).values("pk"))
