"""Registrations in the Wagtail administration."""

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .registers.viewsets import ComplaintViewSet


class DesignationItem(MenuItem):
    """The page is ours, not Wagtail's: its pages stay without script, and hold nothing to search."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("lmso_qualiopi.add_confidentialrecipient"))


@hooks.register("register_admin_viewset")
def complaints() -> ComplaintViewSet:
    return ComplaintViewSet("reclamations")


@hooks.register("register_settings_menu_item")
def designations() -> MenuItem:
    return DesignationItem(
        _("Messages confidentiels"), reverse_lazy("lmso_qualiopi:recipients"), icon_name="lock", order=900
    )
