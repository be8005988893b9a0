"""Registrations in the Wagtail administration."""

from wagtail import hooks

from .viewsets import SurveysGroup


@hooks.register("register_admin_viewset")
def surveys() -> list[object]:
    return [SurveysGroup()]
