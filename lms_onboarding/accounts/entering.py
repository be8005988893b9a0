"""Signing somebody in without a key: the demonstration's one button, and the tests. Nothing else may call it."""

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from .models import User
from .proof import SECOND_FACTOR


def sign_in_whole(request: HttpRequest, user: User) -> None:
    """Open a session as if every key of `user` had just been shown, the second factor included."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    for method in ("code", SECOND_FACTOR):
        record_authentication(request, user, method)
    UserSession.objects.create_from_request(request)
