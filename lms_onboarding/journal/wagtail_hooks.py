"""Registrations in the Wagtail administration."""

from wagtail import hooks

from .viewsets import EntryViewSet


@hooks.register("register_admin_viewset")
def journal() -> EntryViewSet:
    return EntryViewSet("journal")
