"""What this room adds to the administration."""

from wagtail import hooks

from .viewsets import ApiTokenViewSet


@hooks.register("register_admin_viewset")
def tokens() -> ApiTokenViewSet:
    return ApiTokenViewSet()
