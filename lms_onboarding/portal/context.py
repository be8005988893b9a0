"""What every page knows: the provider, the demonstration, and the menu of the person signed in."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from lms_onboarding.people.models import ProviderSettings

# Name of the page, words of the menu, what it is for, and the permission that shows it.
MENU = (
    (
        "lmso_portal:sendings",
        _("Envois"),
        _("Ce qui part dans les quatorze jours, à qui, et ce qui manque"),
        "lmso_welcome.view_welcomekit",
    ),
    (
        "lmso_portal:import_upload",
        _("Inscriptions"),
        _("Inscrire un groupe depuis un fichier"),
        "lmso_enrolments.add_enrolment",
    ),
)


@dataclass(frozen=True)
class MenuItem:
    label: str
    hint: str
    url: str
    current: bool


def _menu(request: HttpRequest) -> list[MenuItem]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    pages = [
        (str(label), str(hint), reverse(name)) for name, label, hint, permission in MENU if user.has_perm(permission)
    ]
    return [MenuItem(label, hint, url, request.path.startswith(url)) for label, hint, url in pages]


def portal(request: HttpRequest) -> dict[str, Any]:
    """The provider is read once per request, and only when a template asks."""
    return {
        "provider": SimpleLazyObject(lambda: ProviderSettings.load(request_or_site=request)),
        "demo": settings.DEMO,
        "portal_nav": SimpleLazyObject(lambda: _menu(request)),
    }
