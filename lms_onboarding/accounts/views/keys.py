"""A password, an application of codes, passkeys, recovery codes: adding, replacing and taking away one's own."""

import base64
import json
from typing import Any, cast

from allauth.account.utils import get_next_redirect_url
from allauth.decorators import rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms_onboarding.accounts import devices, proof, security
from lms_onboarding.accounts.factors import MFAAdapter
from lms_onboarding.accounts.forms import ApplicationForm, PasskeyForm, PasswordForm
from lms_onboarding.accounts.models import User
from lms_onboarding.common import french
from lms_onboarding.portal.services import opens_more_than_own_path

from .fresh import act_of, fresh, keep_this_session

ASKED = "lmso_asked_before_factor"  # the page that a second factor was asked for


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
@fresh
def password(request: HttpRequest) -> HttpResponse:
    """Choose a password, or another one: the fresh sign-in is worth the old one, forgotten or not."""
    user = cast(User, request.user)
    form = PasswordForm(request.POST or None, user=user)
    if form.is_valid():
        security.set_password(act_of(request), form.cleaned_data["password"])
        keep_this_session(request)
        messages.success(request, _("Votre mot de passe est enregistré. Vos autres appareils sont déconnectés."))
        return redirect("account_home")
    return render(request, "account/password.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@fresh
def drop_password(request: HttpRequest) -> HttpResponse:
    """Back to the code alone."""
    security.drop_password(act_of(request))
    keep_this_session(request)
    messages.success(request, _("Le mot de passe est retiré : un code par e-mail suffit."))
    return redirect("account_home")


@require_safe
@never_cache
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where the team is led until its session has shown a second factor: choose one, or come in with it."""
    if asked := get_next_redirect_url(request):
        request.session[ASKED] = asked
    enrolled = Authenticator.objects.filter(user=cast(User, request.user)).exists()
    return render(request, "account/second_factor.html", {"enrolled": enrolled})


@require_http_methods(["GET", "POST"])
@fresh
@rate_limit(action="change_password")
def application(request: HttpRequest) -> HttpResponse:
    """Tie an application of codes: a drawing to scan, then its first code."""
    secret = get_totp_secret(regenerate=request.method == "GET")
    form = ApplicationForm(request.POST or None, secret=secret)
    if form.is_valid():
        added = security.add_application(act_of(request), secret)
        clear_totp_secret(request)
        return _enrolled(request, added)
    adapter = MFAAdapter()
    drawing = adapter.build_totp_svg(adapter.build_totp_url(cast(User, request.user), secret))
    context = {
        "form": form,
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "drawing": "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode(),
    }
    return render(request, "account/application.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@fresh
def passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey: always one that also signs in alone, so that it asks for a finger, a face or a code."""
    user = cast(User, request.user)
    here = _("Cet appareil, %(device)s") % {"device": devices.named(request.META.get("HTTP_USER_AGENT", ""))}
    form = PasskeyForm(request.POST or None, user=user, initial={"name": here[:60]})
    if form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        return _enrolled(
            request, security.add_passkey(act_of(request), name=given["name"], credential=given["credential"])
        )
    options = json.dumps(begin_registration(user, passwordless=True))
    return render(
        request, "account/passkey.html", {"form": form, "passkey_options": options}, status=422 if form.errors else 200
    )


def _enrolled(request: HttpRequest, added: Authenticator) -> HttpResponse:
    """This session goes on, with its proof; recovery codes come next."""
    keep_this_session(request)
    proof.note_enrolment(request, kind=added.type, pk=added.pk)
    messages.success(request, _("C’est enregistré. Gardez maintenant vos codes de secours."))
    return redirect("account_recovery")


@require_POST
@fresh
def remove_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away an application or a passkey of one's own."""
    try:
        security.remove_factor(act_of(request), pk, needed=opens_more_than_own_path(request))
    except Authenticator.DoesNotExist as missing:
        raise Http404 from missing
    except security.LastFactor as refusal:
        messages.error(request, refusal.sentence)
    else:
        keep_this_session(request)
        messages.success(request, _("C’est retiré. Vos autres appareils sont déconnectés."))
    return redirect("account_home")


@require_POST
@fresh
def untie(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a single sign-on."""
    try:
        security.untie_identity(act_of(request), pk)
    except SocialAccount.DoesNotExist as missing:
        raise Http404 from missing
    keep_this_session(request)
    messages.success(request, _("C’est retiré : cette connexion n’ouvre plus votre compte."))
    return redirect("account_home")


@require_safe
@fresh
def recovery(request: HttpRequest) -> HttpResponse:
    """The recovery codes that are left."""
    codes = _codes(request)
    left = french.in_words(len(codes)) if codes else _("aucun")
    context = {"codes": codes, "left": left, "asked": request.session.get(ASKED, "")}
    return render(request, "account/recovery.html", context)


@require_safe
@fresh
def recovery_file(request: HttpRequest) -> HttpResponse:
    """The same, to print or to keep elsewhere."""
    lines = [_("Codes de secours de %(who)s") % {"who": request.user.get_username()}, "", *_codes(request), ""]
    headers = {"Content-Disposition": 'attachment; filename="codes-de-secours.txt"'}
    return HttpResponse("\r\n".join(lines), content_type="text/plain; charset=utf-8", headers=headers)


@require_POST
@fresh
def renew_recovery(request: HttpRequest) -> HttpResponse:
    """Ten others: those on the lost paper open nothing any more."""
    security.renew_recovery_codes(act_of(request))
    keep_this_session(request)
    messages.success(request, _("Voici dix nouveaux codes. Les anciens n’ouvrent plus rien."))
    return redirect("account_recovery")


def _codes(request: HttpRequest) -> list[str]:
    """In two groups of four digits. Raises Http404 for an account without a second factor."""
    found = Authenticator.objects.filter(user=cast(User, request.user), type=security.SAVING).first()
    if found is None:
        raise Http404
    return [f"{code[:4]} {code[4:]}" for code in found.wrap().get_unused_codes()]
