"""Registrations in the Wagtail administration."""

from typing import Any, Final

from django.http import HttpRequest
from wagtail import hooks

from lms_onboarding.common import clock

from .models import Person, ProviderSettings
from .referents import tell_of_referent
from .viewsets import OrganisationChooserViewSet, PeopleGroup, PersonChooserViewSet

_BEFORE: Final = "_lmso_referent_before"


@hooks.register("register_admin_viewset")
def people() -> list[object]:
    return [
        PeopleGroup(),
        PersonChooserViewSet("choix_personne"),
        OrganisationChooserViewSet("choix_organisation"),
    ]


@hooks.register("before_edit_setting")
def remember_the_referent(request: HttpRequest, setting: Any) -> None:
    if isinstance(setting, ProviderSettings):
        setattr(request, _BEFORE, setting.disability_referent_id)


@hooks.register("after_edit_setting")
def tell_who_is_the_referent(request: HttpRequest, setting: Any) -> None:
    """Wagtail has saved the form: what changed is told to those who did not change it."""
    known: int | None = getattr(request, _BEFORE, None)
    if isinstance(setting, ProviderSettings) and setting.disability_referent_id != known:
        before = Person.objects.filter(pk=known).first() if known else None
        tell_of_referent(before, setting, by=request.user, now=clock.now())
