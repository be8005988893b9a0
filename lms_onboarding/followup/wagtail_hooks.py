"""Registrations in the Wagtail administration."""

from wagtail import hooks

from .viewsets import FollowupGroup


@hooks.register("register_admin_viewset")
def followup() -> FollowupGroup:
    return FollowupGroup()
