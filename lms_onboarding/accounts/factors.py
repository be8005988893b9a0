"""How allauth draws, names and stores second factors here."""

from io import BytesIO
from typing import Any, ClassVar

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext_lazy as _

from lms_onboarding.people.services import provider

from . import sealing


class MFAAdapter(DefaultMFAAdapter):
    """Secrets are sealed before they are stored; the organisation is named in applications and on passkeys."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "Ce code n’est pas le bon. Un code d’application change toutes les trente secondes : prenez le prochain."
        ),
    }

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def build_totp_svg(self, url: str) -> str:
        """Black on white, as cameras want it; a file of its own, that a page shows as a picture."""
        drawn = BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, dark="#000", light="#fff", border=3)
        return drawn.getvalue().decode()

    def _get_site_name(self) -> str:
        return provider().name or "LMS onboarding"
