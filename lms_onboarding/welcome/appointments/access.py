"""Whose calls a person of the team may run: permission is in the fetch."""

from typing import Any

from django.db.models import Q

from lms_onboarding.people.services import provider
from lms_onboarding.sessions.models import Session, SessionQuerySet

RUN = "lmso_welcome.change_callslot"


def sessions_to_call_for(user: Any) -> SessionQuerySet:
    """Every session for who has the right to change slots; for the others, those they train or are the referent of."""
    if not (user.is_authenticated and user.is_active):
        return Session.objects.none()
    if user.has_perm(RUN):
        return Session.objects.all()
    theirs = Q(trainers__person__account_id=user.pk) | Q(referent__account_id=user.pk)
    organisation = provider()
    referent = organisation.pedagogical_referent
    if referent is not None and referent.account_id == user.pk:
        theirs |= Q(referent__isnull=True)
    return Session.objects.filter(pk__in=Session.objects.filter(theirs).values("pk"))
