"""Whose answers a person of the team may read, and who signs: permission is in the fetch."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from lms_onboarding.sessions.models import Session, SessionQuerySet

VIEW = "lmso_offboarding.view_surveyanalysis"
SIGN = "lmso_offboarding.add_surveyanalysis"


def reads_everything(user: Any) -> bool:
    """Whether this person reads every session, periods and funders; trainers read their own sessions."""
    return bool(user.is_authenticated and user.has_perm(VIEW))


def signs(user: Any) -> bool:
    return bool(user.is_authenticated and user.has_perm(SIGN))


def surveys_visible_to(user: Any) -> SessionQuerySet:
    """Every session for who reads everything; their own for its trainers and referent."""
    if reads_everything(user):
        return Session.objects.all()
    if isinstance(user, AnonymousUser) or not user.is_active:
        return Session.objects.none()
    theirs = Q(trainers__person__account_id=user.pk) | Q(referent__account_id=user.pk)
    return Session.objects.filter(pk__in=Session.objects.filter(theirs).values("pk"))
