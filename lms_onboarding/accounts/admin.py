"""Accounts in Django's administration: inviting the team. Its own sign-in form is closed."""

from typing import Any, cast

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms_onboarding.common import clock

from . import services
from .models import User

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # allauth's documented way


@admin.register(User)
class AccountAdmin(admin.ModelAdmin[User]):
    """No password anywhere: a person comes in with a code sent to the address."""

    ordering = ("email",)
    list_display = ("email", "first_name", "last_name", "is_staff", "last_login", "invitation_no")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "first_name", "last_name")
    readonly_fields = ("last_login", "date_joined", "invitation_no")
    filter_horizontal = ("groups", "user_permissions")
    fieldsets = (
        (None, {"fields": ("email", "first_name", "last_name")}),
        (gettext_lazy("Droits"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (gettext_lazy("Repères"), {"fields": ("last_login", "date_joined", "invitation_no")}),
    )
    actions = ["send_invitation"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
            obj.date_joined = clock.now()
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Envoyer une invitation"), permissions=["change"])
    def send_invitation(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        invited = 0
        for user in queryset.prefetch_related("groups"):
            try:
                services.invite(user, role_label=_role_of(user), by=cast(User, request.user), now=clock.now())
            except services.AccountInUse as refusal:
                messages.warning(request, refusal.sentence)
            else:
                invited += 1
        if invited:
            sentence = ngettext("%d invitation est en route.", "%d invitations sont en route.", invited)
            messages.success(request, sentence % invited)


def _role_of(user: User) -> str:
    """What the invitation names: the person's groups, or the administration."""
    return ", ".join(group.name for group in user.groups.all()) or _("Administration de l’outil")
