"""What our pages share: menu names at display, and who may read."""

from typing import Any, ClassVar, Final

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page

from .menus import MenuSettings

_MOST_READ: Final = "lessonpage"  # the page of this kind comes along with its address


class ProsePage(Page):
    """A page whose text may name menus of the client's LMS; labels are read once per display, and only if needed."""

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Straight to a page further down: Wagtail's own walk costs two queries per level. A lesson costs one query,
        any other page two."""
        if len(path_components) > 1:
            address = f"{self.url_path}{'/'.join(path_components)}/"
            found = Page.objects.filter(url_path=address).order_by().select_related(_MOST_READ).first()
            model: Any = found.specific_class if found else None
            if model:
                page = getattr(found, _MOST_READ) if model.__name__.lower() == _MOST_READ else None
                return (page or model.objects.get(pk=found.pk)).route(request, [])
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context(request, *args, **kwargs),
            "menu_labels": SimpleLazyObject(MenuSettings.labels),
        }

    class Meta:
        abstract = True


class SignedInPage(ProsePage):
    """For people who signed in. Portal's `before_serve_page` decides more finely, and before this."""

    for_signed_in: ClassVar[bool] = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        return super().serve(request, *args, **kwargs)

    class Meta:
        abstract = True
