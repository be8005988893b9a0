"""Coming in by a code sent to one's address. allauth holds the steps; these pages say where one stands."""

import time
from datetime import timedelta
from typing import Any

from allauth.account.views import ConfirmLoginCodeView
from django.conf import settings
from django.http import HttpResponse


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
        response: HttpResponse = super().form_valid(form)
        if self.request.user.is_authenticated and self.request.POST.get("remember"):
            self.request.session.set_expiry(timedelta(days=settings.LMSO_REMEMBER_DAYS))
        return response
