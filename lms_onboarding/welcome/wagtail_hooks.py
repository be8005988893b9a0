"""Registrations in the Wagtail administration."""

from wagtail import hooks

from .viewsets import WelcomeKitViewSet


@hooks.register("register_admin_viewset")
def kits() -> WelcomeKitViewSet:
    return WelcomeKitViewSet("kits")
