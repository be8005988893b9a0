"""Sessions opened with every key of an account, as the tests of a room need them; and what an application draws."""

import time
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.test import Client


def signed_in(user: Any, *methods: str, **defaults: Any) -> Client:
    """A client whose session shows that these keys were just used: a code, and a second factor unless told."""
    client = Client(**defaults)
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": method, "at": time.time()} for method in methods or ("code", "mfa")
    ]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()
    return client


def code_drawn(user: Any, *, late: int = 0) -> str:
    """What the application of `user` shows, `late` periods from now."""
    secret = decrypt(Authenticator.objects.get(user=user, type="totp").data["secret"])
    return drawn_from(secret, late=late)


def drawn_from(secret: str, *, late: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + late))
