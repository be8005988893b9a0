"""Whose needs a person of the team may read, and for whom they may sign: permission is in the fetch."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from lms_onboarding.sessions.models import Session, SessionQuerySet

VIEW = "lmso_welcome.view_needssynthesis"
SIGN = "lmso_welcome.add_needssynthesis"


def visible_to(user: Any) -> SessionQuerySet:
    """Every session for who has the right to read syntheses; their own for trainers and referents of a session."""
    return Session.objects.all() if _may(user, VIEW) else _own(user)


def signable_by(user: Any) -> SessionQuerySet:
    """The sessions whose needs this person may analyse: reading everything does not give the right to decide."""
    return Session.objects.all() if _may(user, SIGN) else _own(user)


def _may(user: Any, permission: str) -> bool:
    return bool(user.is_authenticated and user.has_perm(permission))


def _own(user: Any) -> SessionQuerySet:
    if isinstance(user, AnonymousUser) or not user.is_active:
        return Session.objects.none()
    theirs = Q(trainers__person__account_id=user.pk) | Q(referent__account_id=user.pk)
    return Session.objects.filter(pk__in=Session.objects.filter(theirs).values("pk"))
