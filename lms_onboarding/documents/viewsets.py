"""Issued documents, to read in the Wagtail administration; corrections supersede, nothing here writes."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from lms_onboarding.common.backoffice import DayRangeFilter, MomentColumn, ReadOnlyViewSet

from .models import IssuedDocument

if TYPE_CHECKING:
    from django.db.models import QuerySet


class IssuedDocumentFilterSet(WagtailFilterSet):
    issued_at = DayRangeFilter(label=_("Émis"))

    class Meta:
        model = IssuedDocument
        fields = ("content_type",)


class IssuedDocumentViewSet(ReadOnlyViewSet):
    model = IssuedDocument
    name = "documents_emis"
    icon = "doc-full"
    menu_label = _("Documents émis")
    listing: "QuerySet[IssuedDocument]" = IssuedDocument.objects.select_related("blob", "superseded_by").defer("data")
    ordering = "-issued_at"
    list_display = (
        "number",
        Column("title", label=_("Titre"), sort_key="title"),
        Column("kind", label=_("Type"), sort_key="kind"),
        MomentColumn("issued_at", label=_("Émis le"), sort_key="issued_at"),
        Column("superseded_by.number", label=_("Remplacé par")),
        Column("blob.size", label=_("Octets")),
    )
    search_fields = ("number", "title", "kind", "about", "holder_key")
    filterset_class = IssuedDocumentFilterSet
    export_filename = "documents-emis"
    export_headings = {
        "number": _("Numéro"),
        "title": _("Titre"),
        "kind": _("Type"),
        "issued_at": _("Émis le"),
        "holder_key": _("Au nom de"),
        "about": _("Objet"),
        "superseded_by.number": _("Remplacé par"),
        "filename": _("Nom de fichier"),
        "blob.size": _("Octets"),
        "blob.sha256": _("Empreinte SHA-256"),
    }
    inspect_view_fields = (
        *("number", "title", "kind", "holder_key", "about", "filename", "content_type", "blob", "issued_at"),
        *("superseded_by", "data"),
    )
