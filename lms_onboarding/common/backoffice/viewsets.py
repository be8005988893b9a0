"""The viewsets that rooms start from."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any, ClassVar

from django.db.models import Model, Q, QuerySet
from django.urls import URLPattern
from django.utils.timezone import localtime
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from .exporting import FrenchExport
from .writing import ServiceCreateView, ServiceDeleteView, ServiceEditView


def matching(words: str, fields: Sequence[str]) -> Q:
    """Rows where each word is somewhere: « inès berthier » finds her whatever field holds which."""
    return reduce(
        and_, (reduce(or_, (Q(**{f"{field}__icontains": word}) for field in fields)) for word in words.split()), Q()
    )


class RoomIndexView(FrenchExport, generic.IndexView):
    def search_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return queryset.filter(matching(self.search_query, self.search_fields)) if self.is_searching else queryset


class RoomInspectView(generic.InspectView):
    """One row to read. Wagtail would show its moments in UTC, and « None » where nothing was said."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, datetime):
            return localtime(value)
        return "" if value is None else value


class RoomViewSet(ModelViewSet):
    """CRUD of one model through its services. `listing` holds the relations that lists and exports read."""

    model: type[Model]
    listing: "QuerySet[Any] | None" = None
    export_headings: ClassVar[dict[str, Any]] = {}
    index_view_class = RoomIndexView
    add_view_class = ServiceCreateView
    edit_view_class = ServiceEditView
    delete_view_class = ServiceDeleteView
    inspect_view_class = RoomInspectView
    # A copy would be made by Wagtail, outside the services; references are kept by the database's own constraints.
    copy_view_enabled = False
    add_to_reference_index = False
    inspect_view_enabled = True
    list_per_page = 50

    @property
    def list_export(self) -> list[str]:
        """The columns of exports are those of `export_headings`, in its order."""
        return list(self.export_headings)

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        listing = {} if self.listing is None else {"queryset": self.listing}
        return super().get_index_view_kwargs(**listing, **kwargs)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # The usage page reads Wagtail's reference index, which bulk writes do not feed.
        return {**super().get_common_view_kwargs(**kwargs), "usage_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "usage"]


class ReadOnlyViewSet(RoomViewSet):
    """A record to search, read and export: no address of it writes, whatever the permissions."""

    form_fields: ClassVar[list[str]] = []
    add_to_reports_menu = True
    KEPT: ClassVar[frozenset[str]] = frozenset({"index", "index_results", "inspect"})
    CLOSED: ClassVar[tuple[str, ...]] = ("add", "edit", "delete", "history")

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        closed = dict.fromkeys(f"{name}_url_name" for name in self.CLOSED)
        return {**super().get_common_view_kwargs(**kwargs), **closed}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in self.KEPT]

    def register_admin_url_finder(self) -> None:
        """Wagtail would link to an edit page that does not exist."""
