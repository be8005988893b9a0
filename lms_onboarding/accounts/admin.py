"""Accounts in Django's administration: inviting the team. Its own sign-in form is closed."""

from typing import Any, ClassVar, cast

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms_onboarding.common import clock

from . import services
from .models import User

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  allauth's documented way


@admin.register(User)
class AccountAdmin(UserAdmin[User]):
    """No password anywhere: a person comes in with a code sent to the address."""

    ordering = ("email",)
    list_display = ("email", "first_name", "last_name", "is_staff", "last_login", "invitation_no")
    search_fields = ("email", "first_name", "last_name")
    readonly_fields = ("last_login", "date_joined", "invitation_no")
    fieldsets = (
        (None, {"fields": ("email", "first_name", "last_name")}),
        (gettext_lazy("Droits"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (gettext_lazy("Repères"), {"fields": ("last_login", "date_joined", "invitation_no")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "first_name", "last_name", "is_staff", "groups")}),)
    actions: ClassVar[list[Any]] = ["send_invitation"]

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        # UserAdmin's own creation form asks for a password
        return super(UserAdmin, self).get_form(
            request, obj, change=change, fields=None if change else self.add_fieldsets[0][1]["fields"], **kwargs
        )

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
