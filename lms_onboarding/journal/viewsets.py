"""The journal, to read in the Wagtail administration."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from lms_onboarding.common.backoffice import DayRangeFilter, MomentColumn, ReadOnlyViewSet

from .models import Entry


class EntryFilterSet(WagtailFilterSet):
    occurred_at = DayRangeFilter(label=_("Date du fait"))

    class Meta:
        model = Entry
        fields = ()


class EntryViewSet(ReadOnlyViewSet):
    model = Entry
    name = "journal"
    icon = "history"
    menu_label = _("Journal")
    ordering = "-occurred_at"
    list_display = (
        "verb",
        Column("subject", label=_("Objet"), sort_key="subject"),
        Column("actor", label=_("Auteur"), sort_key="actor"),
        MomentColumn("occurred_at", label=_("Date du fait"), sort_key="occurred_at"),
        MomentColumn("recorded_at", label=_("Enregistré le"), sort_key="recorded_at"),
    )
    search_fields = ("verb", "subject", "actor")
    filterset_class = EntryFilterSet
    export_filename = "journal"
    export_headings = {
        "verb": _("Fait"),
        "subject": _("Objet"),
        "actor": _("Auteur"),
        "occurred_at": _("Date du fait"),
        "recorded_at": _("Date d’enregistrement"),
        "codes": _("Codes"),
    }
