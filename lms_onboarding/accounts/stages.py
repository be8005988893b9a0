"""The second factor, in the steps of signing in."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from .proof import AT_PROVIDER
from .sign_on.adapter import FACTOR


class SecondFactorStage(AuthenticateStage):
    """Asked of everybody who has one, unless the provider that opened the first door asked for its own and counts."""

    def _should_handle(self, request: HttpRequest) -> bool:
        sign_on = (self.login.signal_kwargs or {}).get("sociallogin")
        if sign_on is not None and sign_on.state.get(FACTOR):
            record_authentication(request, self.login.user, AT_PROVIDER)
            return False
        return bool(super()._should_handle(request))
