"""Single sign-on: an identity that an outside provider vouches for opens an account that was already here.

Nothing of what the provider says is kept but its identifier of the person.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lms_onboarding.accounts import devices, security
from lms_onboarding.accounts.models import User
from lms_onboarding.common import clock

logger: Final = logging.getLogger(__name__)
KIND: Final = "openid_connect"
FACTOR: Final = "lmso_second_factor"  # in the state of one sign-in: the provider's own second factor counts
VERIFIED: Final = (True, "true")  # some providers write their booleans as words; « false » is a word too


class SignOnAdapter(DefaultSocialAccountAdapter):
    """Providers come from the settings alone; accounts from invitations alone."""

    error_messages: ClassVar[dict[str, Any]] = dict(DefaultSocialAccountAdapter.error_messages)

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        known = [
            SocialApp(
                provider=KIND,
                provider_id=one["id"],
                name=one["name"],
                client_id=one["client_id"],
                secret=one["secret"],
                settings={"server_url": one["server_url"]},
            )
            for one in settings.LMSO_SIGN_ON
        ]
        kept = (app for app in known if client_id in (None, app.client_id))
        return [app for app in kept if provider in (None, KIND, app.provider_id)]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Tie the identity to the account of its verified address, once; refuse every other way in."""
        said = sociallogin.account.extra_data
        claims: Mapping[str, Any] = {**said.get("id_token", {}), **said.get("userinfo", {})}
        sociallogin.account.extra_data = {}
        known, name = sociallogin.is_existing, sociallogin.provider.name
        if sociallogin.state.get("process") != "login":
            _refuse(request, _("Cette demande n’est pas une connexion. Revenez à la page de connexion."))
        if known:
            sociallogin.account.save(update_fields=["extra_data"])
        else:
            user = _account_of(request, claims, name)
            device = devices.named(request.META.get("HTTP_USER_AGENT", ""))
            act = security.Act(user=user, now=clock.now(), device=device)
            security.tie_identity(act, name, save=lambda: sociallogin.connect(request, user))
        sociallogin.state[FACTOR] = _counts(sociallogin, said.get("id_token", {}))

    def send_notification_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """`security.tie_identity` tells it, in the words of the house."""

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> NoReturn:
        """Given up over there, or broken: both lead back to the sign-in page, where a code always works."""
        said, cause = details.get("error"), details.get("exception")
        logger.warning("single sign-on by %s failed: %s", provider.id, said, exc_info=cause)
        sentence = _("%(name)s ne vous a pas connecté. Réessayez, ou demandez un code.")
        _refuse(request, sentence % {"name": provider.name})


def refused(request: HttpRequest, sentence: str) -> HttpResponseRedirect:
    """Back to the sign-in page, where the sentence says what to do."""
    messages.error(request, sentence)
    return HttpResponseRedirect(reverse("account_login"))


def _refuse(request: HttpRequest, sentence: str) -> NoReturn:
    raise ImmediateHttpResponse(refused(request, sentence))


def _account_of(request: HttpRequest, claims: Mapping[str, Any], name: str) -> User:
    """The account of the address that the provider verified. Unverified, anybody could have written it there."""
    email = str(claims.get("email") or "")
    if not email or claims.get("email_verified") not in VERIFIED:
        sentence = _("%(name)s n’a pas vérifié votre adresse e-mail : elle n’ouvre rien ici. Demandez un code.")
        _refuse(request, sentence % {"name": name})
    found = User.objects.filter(email__iexact=email).first()
    if found is None:
        sentence = _("Aucun compte n’est ouvert ici à l’adresse %(email)s. Demandez une invitation à votre organisme.")
        _refuse(request, sentence % {"email": email})
    return found


def _counts(sociallogin: SocialLogin, id_token: Mapping[str, Any]) -> bool:
    """Whether what the provider asked for is a second factor by the setting of this provider."""
    accepted = {
        word for one in settings.LMSO_SIGN_ON if one["id"] == sociallogin.account.provider for word in one["factors"]
    }
    return bool(accepted & _words(id_token))


def _words(id_token: Mapping[str, Any]) -> set[str]:
    methods = id_token.get("amr")
    listed: Iterable[Any] = methods if isinstance(methods, list) else []
    return {str(one) for one in (*listed, id_token.get("acr", "")) if one}
