"""Changing a key asks for one that was shown a moment ago: a session left open, or stolen, changes none."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.utils import get_next_redirect_url
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from lms_onboarding.accounts import devices, proof
from lms_onboarding.accounts.factors import MFAAdapter
from lms_onboarding.accounts.models import User
from lms_onboarding.accounts.security import Act
from lms_onboarding.common import clock

View = Callable[..., HttpResponseBase]


def fresh(view: View) -> View:
    """For who is signed in since a quarter of an hour at most; others confirm who they are, then come back."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if proved(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method == "GET" else reverse("account_home")
        return HttpResponseRedirect(confirmation(back))

    return guarded


def proved(request: HttpRequest) -> bool:
    """Whether a key was shown a moment ago, the second factor included where the account has one."""
    return proof.signed_in_recently(request) and not _hides_a_factor(request)


def confirmation(back: str) -> str:
    """The page that asks for a key, then comes back."""
    return f"{reverse('account_confirm')}?{urlencode({'next': back})}"


def _hides_a_factor(request: HttpRequest) -> bool:
    """A session opened without the second factor that the account now has changes nothing either."""
    return not proof.second_factor_shown(request) and bool(MFAAdapter().is_mfa_enabled(cast(User, request.user)))


def act_of(request: HttpRequest) -> Act:
    """The owner of the account, now, from this device."""
    user = cast(User, request.user)
    return Act(user=user, now=clock.now(), device=devices.named(request.META.get("HTTP_USER_AGENT", "")))


def keep_this_session(request: HttpRequest) -> None:
    """Every session was just ended: this one, which did it, goes on under another key."""
    update_session_auth_hash(request, cast(User, request.user))
    UserSession.objects.create_from_request(request)


def came_from(request: HttpRequest) -> HttpResponse:
    """Back to the page that was asked for, when it is one of this site."""
    return HttpResponseRedirect(get_next_redirect_url(request) or reverse("account_home"))
