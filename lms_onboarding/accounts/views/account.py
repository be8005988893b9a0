"""« Mon compte »: every key and every session of one account, and confirming who one is."""

import json
from typing import Any, cast

from allauth.account.internal import flows
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms_onboarding.accounts import devices, security
from lms_onboarding.accounts.middleware import lacks_second_factor
from lms_onboarding.accounts.models import User
from lms_onboarding.common import french

from .fresh import act_of, came_from, keep_this_session


@require_safe
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The keys of the account and the devices where it is open."""
    user = cast(User, request.user)
    factors = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    saving = next((one for one in factors if one.type == security.SAVING), None)
    context = {
        "application": next((one for one in factors if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [one for one in factors if one.type == Authenticator.Type.WEBAUTHN],
        "codes_left": _left(saving) if saving else None,
        "identities": _identities(user),
        "must": lacks_second_factor(request),
        "devices": _devices(request, user),
    }
    return render(request, "account/home.html", context)


def _identities(user: User) -> list[dict[str, Any]]:
    """The single sign-ons that open the account, by the name they have in the settings."""
    names = {one["id"]: one["name"] for one in settings.LMSO_SIGN_ON}
    return [
        {"pk": one.pk, "name": names.get(one.provider, one.provider), "since": one.date_joined}
        for one in SocialAccount.objects.filter(user=user)
    ]


def _left(saving: Authenticator) -> str:
    """How many recovery codes are left, in words; "" for none."""
    left = len(saving.wrap().get_unused_codes())
    return french.in_words(left) if left else ""


def _devices(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """Sessions that are still open, this one first."""
    current = request.session.session_key
    found = UserSession.objects.purge_and_list(user)
    return sorted(
        (
            {
                "pk": one.pk,
                "name": devices.named(one.user_agent),
                "ip": one.ip,
                "since": one.created_at,
                "is_here": one.session_key == current,
            }
            for one in found
        ),
        key=lambda one: (not one["is_here"], -one["since"].timestamp()),
    )


@require_POST
@login_required
def end_sessions(request: HttpRequest) -> HttpResponse:
    """« Déconnecter les autres appareils »."""
    security.end_sessions(act_of(request))
    keep_this_session(request)
    messages.success(request, _("C’est fait : votre compte n’est plus ouvert qu’ici."))
    return redirect("account_home")


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Close one of the devices of the list."""
    security.end_session(act_of(request), pk)
    messages.success(request, _("Cet appareil est déconnecté."))
    return redirect("account_home")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    """« Confirmez que c’est vous »: a passkey here, or signing in again with a code."""
    user = cast(User, request.user)
    if request.method == "POST" and request.POST.get("credential"):
        form = ReauthenticateWebAuthnForm(user=user, data=request.POST)
        if form.is_valid():
            form.save()
            return came_from(request)
        messages.error(request, _("Cette clé d’accès n’a pas été reconnue. Réessayez, ou demandez un code."))
    elif request.method == "POST":
        return _sign_in_again(request, user)
    has_passkey = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists()
    context = {
        "passkey_options": json.dumps(begin_authentication(user)) if has_passkey else "",
        "next": get_next_redirect_url(request) or "",
    }
    return render(request, "account/confirm.html", context)


def _sign_in_again(request: HttpRequest, user: User) -> HttpResponse:
    """The whole way again, second factor included: nothing that a session left open could skip."""
    back = get_next_redirect_url(request) or reverse("account_home")
    if not ratelimit.consume(request, action="request_login_code", key=user.email.lower()):
        messages.error(request, _("Trop de codes demandés en peu de temps. Attendez une minute, puis réessayez."))
        return HttpResponseRedirect(f"{reverse('account_confirm')}?{urlencode({'next': back})}")
    flows.logout.logout(request, show_message=False)
    LoginCodeVerificationProcess.initiate(request=request, user=user, email=user.email)
    return HttpResponseRedirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': back})}")
