"""Welcome kits, to read in the Wagtail administration: sent, bounced, opened and acknowledged are four facts."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn

from lms_onboarding.common.backoffice import DayRangeFilter, MomentColumn, ReadOnlyViewSet

from .models import WelcomeKit

if TYPE_CHECKING:
    from django.db.models import QuerySet

# The rows these come from hold mail bodies and frozen data that no list shows.
SHOWN = (
    *("enrolment__person__first_name", "enrolment__person__last_name", "enrolment__person__email"),
    *("enrolment__session__code", "mail__state", "mail__sent_at", "mail__bounced_at", "schedule_no", "late_reason"),
    *("deadline", "queued_at", "opened_at", "acknowledged_at", "superseded_at", "missing"),
)


class WelcomeKitFilterSet(WagtailFilterSet):
    queued_at = DayRangeFilter(label=_("Préparé"))

    class Meta:
        model = WelcomeKit
        fields = ("enrolment__session", "mail__state", "late_reason")


class WelcomeKitViewSet(ReadOnlyViewSet):
    model = WelcomeKit
    name = "kits"
    icon = "mail"
    menu_label = _("Kits de bienvenue")
    listing: "QuerySet[WelcomeKit]" = WelcomeKit.objects.select_related(
        "enrolment__person", "enrolment__session", "mail"
    ).only(*SHOWN)
    ordering = "-queued_at"
    list_display = (
        Column("enrolment.person.full_name", label=_("Apprenant"), sort_key="enrolment__person__last_name"),
        Column("enrolment.session.code", label=_("Session"), sort_key="enrolment__session__code"),
        StatusTagColumn("mail.get_state_display", label=_("Envoi"), sort_key="mail__state"),
        MomentColumn("mail.sent_at", label=_("Envoyé le"), sort_key="mail__sent_at"),
        MomentColumn("opened_at", label=_("Ouvert le"), sort_key="opened_at"),
        MomentColumn("acknowledged_at", label=_("« Bien reçu » le"), sort_key="acknowledged_at"),
        Column("get_late_reason_display", label=_("Hors délai")),
    )
    search_fields = (
        *("enrolment__person__first_name", "enrolment__person__last_name", "enrolment__person__email"),
        "enrolment__session__code",
    )
    filterset_class = WelcomeKitFilterSet
    export_filename = "kits"
    export_headings = {
        "enrolment.person.last_name": _("Nom"),
        "enrolment.person.first_name": _("Prénom"),
        "enrolment.person.email": _("Adresse e-mail"),
        "enrolment.session.code": _("Session"),
        "schedule_no": _("Version du calendrier"),
        "mail.get_state_display": _("Envoi"),
        "mail.sent_at": _("Envoyé le"),
        "mail.bounced_at": _("Rejeté le"),
        "deadline": _("À temps jusqu’au"),
        "get_late_reason_display": _("Hors délai"),
        "opened_at": _("Ouvert le"),
        "acknowledged_at": _("« Bien reçu » le"),
        "superseded_at": _("Remplacé le"),
        "missing": _("Éléments absents"),
    }
    inspect_view_fields = (
        *("enrolment", "schedule_no", "mail", "deadline", "late_reason", "queued_at", "opened_at", "acknowledged_at"),
        *("superseded_at", "convocation", "missing"),
    )
