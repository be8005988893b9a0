"""Registrations in the Wagtail administration."""

from wagtail import hooks

from .viewsets import SessionChooserViewSet, SessionViewSet


@hooks.register("register_admin_viewset")
def sessions() -> list[object]:
    return [SessionViewSet("sessions"), SessionChooserViewSet("choix_session")]
