"""Registrations in the Wagtail administration."""

from wagtail import hooks

from .viewsets import OutgoingMailViewSet


@hooks.register("register_admin_viewset")
def courriers() -> OutgoingMailViewSet:
    return OutgoingMailViewSet("courriers")
