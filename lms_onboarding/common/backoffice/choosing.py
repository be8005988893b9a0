"""A chooser for tables too long for a drop-down."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from .viewsets import matching


class _WordsForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Rechercher"), required=False, widget=forms.TextInput(attrs={"placeholder": _("Nom ou adresse")})
    )
    fields_searched: ClassVar[tuple[str, ...]] = ()

    def filter(self, objects: "QuerySet[Any]") -> "QuerySet[Any]":
        words = self.cleaned_data.get("q", "")
        return super().filter(objects).filter(matching(words, self.fields_searched)) if words else objects


class _Searchable:
    words_in: tuple[str, ...] = ("name",)

    def get_filter_form_class(self) -> type[forms.Form]:
        return type("WordsForm", (_WordsForm,), {"fields_searched": self.words_in})


class RoomChooseView(_Searchable, ChooseView):
    pass


class RoomChooseResultsView(_Searchable, ChooseResultsView):
    pass


class RoomChooserViewSet(ChooserViewSet):
    """Searches the fields of `words_in`, word by word."""

    words_in: tuple[str, ...] = ("name",)
    choose_view_class = RoomChooseView
    choose_results_view_class = RoomChooseResultsView
    per_page = 15

    def get_urlpatterns(self) -> list[URLPattern]:
        """Without the form that makes one: there is none, and Wagtail's own view fails on what is posted to it."""
        return [entry for entry in super().get_urlpatterns() if entry.name != "create"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(words_in=self.words_in, **kwargs)
