"""Registrations in the Wagtail administration."""

from wagtail import hooks

from .viewsets import AfterwardsGroup


@hooks.register("register_admin_viewset")
def afterwards() -> list[object]:
    return [AfterwardsGroup()]
