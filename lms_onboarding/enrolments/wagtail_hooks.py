"""Registrations in the Wagtail administration."""

from wagtail import hooks

from .viewsets import EnrolmentViewSet, seats_in_session_list

hooks.register("lmso_session_listing", seats_in_session_list)


@hooks.register("register_admin_viewset")
def enrolments() -> EnrolmentViewSet:
    return EnrolmentViewSet("inscriptions")
