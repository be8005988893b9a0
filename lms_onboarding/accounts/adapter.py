"""What allauth may do here: nobody signs up alone, and its one mail leaves by the same door as all others."""

from datetime import timedelta
from typing import Any, ClassVar, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms_onboarding.common import clock

from . import proof, services
from .backends import DOOR
from .models import User

CODE_MAIL: Final = "account/email/login_code"
REMEMBER: Final = "lmso_remember"  # asked with the first key, kept until the second has been shown
STAGES: Final = {"allauth.mfa.stages.AuthenticateStage": "lms_onboarding.accounts.stages.SecondFactorStage"}


class UnexpectedMail(RuntimeError):
    """allauth wants to send a mail of a flow that is closed here: a route was opened without its message."""


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("Ce code n’est pas le bon."),
        "email_password_mismatch": _(
            "Cette adresse et ce mot de passe ne vont pas ensemble. Réessayez, ou demandez un code par e-mail."
        ),
        "too_many_login_attempts": _(
            "Trop d’essais en peu de temps. Attendez quelques minutes, puis demandez un code."
        ),
        "rate_limited": _("Trop de demandes en peu de temps. Attendez une minute, puis réessayez."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if template_prefix != CODE_MAIL:
            raise UnexpectedMail(template_prefix)
        services.send_sign_in_code(email=email, code=context["code"], now=clock.now())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Asked by the sign-in page alone, past its limits: the backend looks at no other password."""
        setattr(request, DOOR, True)
        try:
            found: User | None = super().authenticate(request, **credentials)
        finally:
            delattr(request, DOOR)
        return found

    def get_login_stages(self) -> list[str]:
        return [STAGES.get(path, path) for path in super().get_login_stages()]

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        if request.session.pop(REMEMBER, False):
            request.session.set_expiry(timedelta(days=settings.LMSO_REMEMBER_DAYS))
        response: HttpResponse = super().post_login(request, user, **details)
        return response

    def is_reauthentication_required(self, *, app: str, **_kwargs: Any) -> bool:
        """Our views ask for a recent sign-in before they let allauth do anything; it asks for the same."""
        return not proof.signed_in_recently(allauth_context.request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        return [{"id": "account_confirm", "description": "", "url": reverse("account_confirm")}]
