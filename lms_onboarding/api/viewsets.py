"""Tokens in the Wagtail administration: made once, shown once, revoked; never edited into something else."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column

from lms_onboarding.common.backoffice import MomentColumn, RoomViewSet, ServiceForm
from lms_onboarding.common.backoffice.writing import ServiceCreateView

from .enums import Scope
from .models import ApiToken
from .services import make_token, revoke_token


class TokenForm(ServiceForm):
    revoke = forms.BooleanField(
        label=gettext_lazy("Révoquer ce jeton"),
        required=False,
        help_text=gettext_lazy(
            "Tout de suite et pour de bon : la plateforme qui s’en sert ne pourra plus rien envoyer."
        ),
    )
    secret = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = bool(self.instance.pk)
        for name in ("sender", "sessions", "expires_at") if made else ("revoke",):
            self.fields.pop(name, None)

    def write(self, *, by: str, now: datetime) -> ApiToken:
        token: ApiToken = self.instance
        if token.pk:
            return revoke_token(token, by=by, now=now) if self.cleaned("revoke") else token
        made = make_token(
            token, scopes=[Scope.ACTIVITY_WRITE], sessions=self.cleaned("sessions") or (), by=by, now=now
        )
        self.secret = made.secret
        return made.token


class TokenCreateView(ServiceCreateView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if form.secret:
            told = _("Copiez ce jeton maintenant, il ne sera plus jamais affiché : %(secret)s")
            messages.warning(self.request, told % {"secret": form.secret})
        return response


class ApiTokenViewSet(RoomViewSet):
    model = ApiToken
    name = "api-tokens"
    icon = "key"
    menu_label = gettext_lazy("Jetons d’interface")
    add_to_settings_menu = True
    add_view_class = TokenCreateView
    edit_handler = ObjectList(
        [FieldPanel("sender"), FieldPanel("sessions"), FieldPanel("expires_at"), FieldPanel("revoke")],
        base_form_class=TokenForm,
    )
    list_display = (
        "sender",
        Column("prefix", label=gettext_lazy("Début")),
        MomentColumn("created_at", label=gettext_lazy("Créé le"), sort_key="created_at"),
        MomentColumn("last_used_at", label=gettext_lazy("Dernier emploi"), sort_key="last_used_at"),
        MomentColumn("expires_at", label=gettext_lazy("Valable jusqu’au"), sort_key="expires_at"),
        MomentColumn("revoked_at", label=gettext_lazy("Révoqué le"), sort_key="revoked_at"),
    )
    search_fields = ("sender", "prefix")
    inspect_view_fields: ClassVar[list[str]] = [
        *("sender", "prefix", "scopes", "sessions", "created_at", "created_by", "expires_at", "revoked_at"),
        "last_used_at",
    ]
    export_headings: ClassVar[dict[str, Any]] = {
        "sender": gettext_lazy("Expéditeur"),
        "prefix": gettext_lazy("Début"),
        "created_at": gettext_lazy("Créé le"),
        "created_by": gettext_lazy("Créé par"),
        "last_used_at": gettext_lazy("Dernier emploi"),
        "expires_at": gettext_lazy("Valable jusqu’au"),
        "revoked_at": gettext_lazy("Révoqué le"),
    }
    export_filename = "jetons"
