"""The register of complaints, to read in the Wagtail administration. Confidential reports are in no list."""

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from lms_onboarding.common.backoffice import (
    DayRangeFilter,
    MomentColumn,
    ReadOnlyViewSet,
    RoomIndexView,
    RoomInspectView,
)

from .models import Complaint

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONG = ("facts", "effect")  # what no list shows


class ComplaintFilterSet(WagtailFilterSet):
    received_at = DayRangeFilter(label=_("Reçue"))

    class Meta:
        model = Complaint
        fields = ("kind", "channel", "stakeholder", "topic")


class ComplaintIndexView(RoomIndexView):
    def get_base_queryset(self) -> "QuerySet[Complaint]":
        found: QuerySet[Complaint] = super().get_base_queryset()
        return found & Complaint.objects.visible_to(self.request.user)


class ComplaintInspectView(RoomInspectView):
    def get_object(self, queryset: Any = None) -> Complaint:
        found = Complaint.objects.visible_to(self.request.user).filter(pk=self.pk).first()
        if found is None:
            raise Http404
        return found


class ComplaintViewSet(ReadOnlyViewSet):
    model = Complaint
    name = "reclamations"
    icon = "warning"
    menu_label = _("Réclamations")
    index_view_class = ComplaintIndexView
    inspect_view_class = ComplaintInspectView
    listing: "QuerySet[Complaint]" = Complaint.objects.select_related("handler", "acknowledgement", "session").defer(
        *LONG, "acknowledgement__text", "acknowledgement__html", "acknowledgement__variables"
    )
    ordering = "-received_at"
    list_display = (
        Column("number", label=_("Numéro"), sort_key="number"),
        Column("get_topic_display", label=_("Objet"), sort_key="topic"),
        Column("get_stakeholder_display", label=_("De la part de"), sort_key="stakeholder"),
        MomentColumn("received_at", label=_("Reçue le"), sort_key="received_at"),
        MomentColumn("acknowledged_at", label=_("Accusé envoyé le"), sort_key="acknowledgement__sent_at"),
        Column("due_on", label=_("Réponse d’ici au"), sort_key="due_on"),
        Column("handler", label=_("Confiée à"), sort_key="handler__last_name"),
    )
    search_fields = ("number", "name", "email", "session_words", "facts")
    filterset_class = ComplaintFilterSet
    export_filename = "reclamations"
    export_headings = {
        "number": _("Numéro"),
        "get_kind_display": _("Nature"),
        "get_channel_display": _("Reçue par"),
        "get_stakeholder_display": _("De la part de"),
        "get_topic_display": _("Objet"),
        "get_wish_display": _("Attente"),
        "received_at": _("Reçue le"),
        "acknowledged_at": _("Accusé envoyé le"),
        "due_on": _("Réponse d’ici au"),
        "handler": _("Confiée à"),
    }
    inspect_view_fields = (
        *("number", "kind", "channel", "stakeholder", "topic", "session", "session_words", "facts", "effect", "wish"),
        *("name", "email", "received_at", "acknowledged_at", "due_on", "handler"),
    )
