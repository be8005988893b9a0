"""Registrations in the Wagtail administration."""

from wagtail import hooks

from .viewsets import OrganisationChooserViewSet, PeopleGroup, PersonChooserViewSet


@hooks.register("register_admin_viewset")
def people() -> list[object]:
    return [
        PeopleGroup(),
        PersonChooserViewSet("choix_personne"),
        OrganisationChooserViewSet("choix_organisation"),
    ]
