"""Registrations in the Wagtail administration."""

from wagtail import hooks

from .viewsets import BadgesGroup


@hooks.register("register_admin_viewset")
def badges() -> list[object]:
    return [BadgesGroup()]
