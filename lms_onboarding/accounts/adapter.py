"""What allauth may do here: nobody signs up alone, and its one mail leaves by the same door as all others."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms_onboarding.common import clock

from . import services

CODE_MAIL = "account/email/login_code"


class UnexpectedMail(RuntimeError):
    """allauth wants to send a mail of a flow that is closed here: a route was opened without its message."""


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("Ce code n’est pas le bon."),
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
