"""Mails that left or will leave, to read in the Wagtail administration; nothing here writes."""

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn

from lms_onboarding.common.backoffice import (
    DayRangeFilter,
    MomentColumn,
    ReadOnlyViewSet,
    RoomIndexView,
    RoomInspectView,
)

from .models import OutgoingMail
from .registry import discreet_prefixes

if TYPE_CHECKING:
    from django.db.models import QuerySet

HEAVY = ("variables", "text", "html")  # kilobytes per row that no list shows


class OutgoingMailFilterSet(WagtailFilterSet):
    sent_at = DayRangeFilter(label=_("Envoyé"))

    class Meta:
        model = OutgoingMail
        fields = ("state", "lane", "optout")


def _told(mails: "QuerySet[OutgoingMail]") -> "QuerySet[OutgoingMail]":
    """Without the mails whose very existence is a secret."""
    for prefix in discreet_prefixes():
        mails = mails.exclude(message__startswith=prefix)
    return mails


class OutgoingMailIndexView(RoomIndexView):
    def get_base_queryset(self) -> "QuerySet[OutgoingMail]":
        return _told(super().get_base_queryset())


class OutgoingMailInspectView(RoomInspectView):
    def get_object(self, queryset: Any = None) -> OutgoingMail:
        return get_object_or_404(_told(OutgoingMail.objects.all()), pk=self.pk)


class OutgoingMailViewSet(ReadOnlyViewSet):
    model = OutgoingMail
    name = "courriers"
    icon = "mail"
    menu_label = _("Courriers")
    index_view_class = OutgoingMailIndexView
    inspect_view_class = OutgoingMailInspectView
    listing: "QuerySet[OutgoingMail]" = OutgoingMail.objects.defer(*HEAVY)
    ordering = "-queued_at"
    list_display = (
        "message",
        Column("to_email", label=_("Adresse"), sort_key="to_email"),
        Column("subject", label=_("Sujet")),
        StatusTagColumn("get_state_display", label=_("État"), sort_key="state"),
        MomentColumn("due_at", label=_("À envoyer à partir de"), sort_key="due_at"),
        MomentColumn("sent_at", label=_("Envoyé le"), sort_key="sent_at"),
        Column("reason", label=_("Raison")),
    )
    search_fields = ("to_email", "to_name", "subject", "message", "about")
    filterset_class = OutgoingMailFilterSet
    export_filename = "courriers"
    export_headings = {
        "message": _("Message"),
        "to_name": _("Destinataire"),
        "to_email": _("Adresse"),
        "subject": _("Sujet"),
        "get_state_display": _("État"),
        "reason": _("Raison"),
        "queued_at": _("Mis en attente le"),
        "due_at": _("À envoyer à partir de"),
        "sent_at": _("Envoyé le"),
        "delivered_at": _("Remis le"),
        "bounced_at": _("Rejeté le"),
        "tries": _("Essais"),
        "message_id": _("Message-ID"),
        "about": _("Objet"),
    }
    inspect_view_fields = (
        *("message", "state", "reason", "to_name", "to_email", "from_name", "reply_to", "subject", "text"),
        *("queued_at", "due_at", "sent_at", "delivered_at", "bounced_at", "tries", "message_id", "about", "resend_of"),
    )
