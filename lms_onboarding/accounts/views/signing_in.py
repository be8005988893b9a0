"""Coming in: a code, a password or a passkey, then a second factor. allauth holds the steps; these pages say where
one stands."""

import json
import logging
import time
from typing import Any, Final

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ConfirmLoginCodeView, LoginView, RequestLoginCodeView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from requests import RequestException

from lms_onboarding.accounts.adapter import REMEMBER
from lms_onboarding.accounts.forms import PasswordLoginForm, SecondFactorForm
from lms_onboarding.accounts.sign_on.adapter import refused

logger: Final = logging.getLogger(__name__)


class AskCode(RequestLoginCodeView):
    """The first page: an address, and what else opens the door."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        after = get_next_redirect_url(self.request)
        query = f"?{urlencode({'next': after})}" if after else ""
        doors = [
            {"name": one["name"], "url": reverse("openid_connect_login", args=[one["id"]]) + query}
            for one in settings.LMSO_SIGN_ON
        ]
        return context | {"sign_on": doors}


class ConfirmCode(ConfirmLoginCodeView):
    """The code's page: how many tries are left, a new code, and how long this device stays signed in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        tries = settings.ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS - self._process.state["failed_attempts"]
        return context | {"tries_left": tries, "remember_days": settings.LMSO_REMEMBER_DAYS}

    def form_valid(self, form: Any) -> HttpResponse:
        if self._action == "resend":
            # a new code lives ten minutes of its own, as its mail says; allauth counts on the machine's clock
            self._process.state["at"] = time.time()
        else:
            self.request.session[REMEMBER] = bool(self.request.POST.get("remember"))
        response: HttpResponse = super().form_valid(form)
        return response


class PasswordDoor(LoginView):
    """The one page where a password opens anything."""

    form_class = PasswordLoginForm
    template_name = "account/password_login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session[REMEMBER] = form.cleaned_data["remember"]
        response: HttpResponse = super().form_valid(form)
        return response


class SecondFactorDoor(AuthenticateView):
    """After the first key: a code of the application, a recovery code or a passkey."""

    form_class = SecondFactorForm
    template_name = "account/second_factor_door.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = context["js_data"]["request_options"]
        has_passkey = bool(dict(options).get("publicKey", {}).get("allowCredentials"))
        return context | {"passkey_options": json.dumps(options) if has_passkey else ""}


@require_safe
def sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Leave for the provider of the single sign-on. One that does not answer sends back to the code."""
    try:
        response: HttpResponse = openid_connect.login(request, provider_id)
    except RequestException:
        logger.warning("the provider %s of the single sign-on does not answer", provider_id, exc_info=True)
        return refused(request, _("Le service de connexion ne répond pas. Réessayez plus tard, ou demandez un code."))
    return response


class PasskeyDoor(LoginWebAuthnView):
    """A passkey alone: the device has checked who holds it, which makes two factors of it."""
