"""Accounts in Django's administration: inviting, taking away a lost factor. Its own sign-in form is closed."""

from typing import Any, cast

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin  # noqa: F401  imported so that what they register can be taken away
import taggit.admin  # noqa: F401  the same
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from taggit.models import Tag

from lms_onboarding.common import clock

from . import granting, services
from .models import User

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # allauth's documented way
_stock = admin.site.has_permission


def _has_permission(request: HttpRequest) -> bool:
    """Staff, and whoever manages accounts: it is the one place where accounts are managed."""
    user = request.user
    return _stock(request) or bool(user.is_active and user.has_perm("lmso_accounts.change_user"))


admin.site.has_permission = _has_permission  # type: ignore[method-assign]  # the same way


# Keys are changed by their owner, or taken away by the journaled action below: never by a form on their rows. The page
# that merges tags asks for no right.
admin.site.unregister([EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession, Tag])


@admin.register(User)
class AccountAdmin(admin.ModelAdmin[User]):
    """No password here: it is chosen by its owner. Nobody gives, or touches, more than they hold (`granting`)."""

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
    actions = ["send_invitation", "reset_second_factor"]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        kept = tuple(super().get_readonly_fields(request, obj))
        return kept if cast(User, request.user).is_superuser else (*kept, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["queryset"] = granting.grantable(by=cast(User, request.user))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
            obj.date_joined = clock.now()
        super().save_model(request, obj, form, change)

    @admin.action(description=gettext_lazy("Envoyer une invitation"), permissions=["change"])
    def send_invitation(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        invited = 0
        for user in queryset.prefetch_related("groups"):
            if not _may_touch(request, user):
                continue
            try:
                services.invite(user, role_label=_role_of(user), by=cast(User, request.user), now=clock.now())
            except services.AccountInUse as refusal:
                messages.warning(request, refusal.sentence)
            else:
                invited += 1
        if invited:
            sentence = ngettext("%d invitation est en route.", "%d invitations sont en route.", invited)
            messages.success(request, sentence % invited)

    @admin.action(description=gettext_lazy("Retirer le second facteur perdu"), permissions=["change"])
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For who lost theirs and called: they choose another at the next sign-in, and a mail tells them."""
        by, done = cast(User, request.user), 0
        for user in queryset:
            if not _may_touch(request, user):
                continue
            try:
                done += services.reset_second_factor(services.Act(user=user, by=by, now=clock.now()))
            except services.NotOneself as refusal:
                messages.warning(request, refusal.sentence)
        sentence = ngettext("%d second facteur est retiré.", "%d seconds facteurs sont retirés.", done)
        messages.info(request, sentence % done)


def _may_touch(request: HttpRequest, obj: User | None) -> bool:
    return obj is None or granting.may_touch(obj, by=cast(User, request.user))


def _role_of(user: User) -> str:
    """What the invitation names: the person's groups, or the administration."""
    return ", ".join(group.name for group in user.groups.all()) or _("Administration de l’outil")
