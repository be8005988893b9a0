"""The list of sessions, their form, and the doors that the rooms above open on them.

Rooms above extend this screen by hooks, since this one knows nothing of them: `lmso_session_listing` gives
(annotate: QuerySet → QuerySet, column, heading) for the list and its export; `lmso_session_actions` gives the buttons
of a session's page, for the session and the request.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BaseColumn, Column, StatusTagColumn
from wagtail.admin.widgets.button import HeaderButton

from lms_onboarding.common import clock
from lms_onboarding.common.backoffice import DayRangeFilter, MomentColumn, RoomChooserViewSet, RoomViewSet
from lms_onboarding.common.backoffice.viewsets import RoomIndexView
from lms_onboarding.common.backoffice.writing import ServiceEditView
from lms_onboarding.sessions.enums import SessionState
from lms_onboarding.sessions.models import Session

from .forms import SessionForm
from .panels import AnnouncedPanel, RowsPanel


def state_of(session: Session) -> str:
    return str(session.state(clock.now()).label)


class SessionFilterSet(WagtailFilterSet):
    starts_at = DayRangeFilter(label=_("Début"))
    state = ChoiceFilter(label=_("État"), choices=SessionState.choices, method="in_state")

    class Meta:
        model = Session
        fields = ("course", "modality")

    def in_state(self, queryset: QuerySet[Session], _name: str, value: str) -> QuerySet[Session]:
        return queryset.filter(pk__in=Session.objects.in_state(SessionState(value), clock.now()).values("pk"))


class SessionIndexView(RoomIndexView):
    export_headings: dict[str, Any]

    @cached_property
    def extensions(self) -> list[tuple[Any, BaseColumn, str]]:
        return [hook() for hook in hooks.get_hooks("lmso_session_listing")]

    def get_base_queryset(self) -> "QuerySet[Session]":
        queryset = super().get_base_queryset()
        for annotate, _column, _heading in self.extensions:
            queryset = annotate(queryset)
        return queryset

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [*super().columns, *(column for _annotate, column, _heading in self.extensions)]

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        added = {column.name: heading for _annotate, column, heading in self.extensions}
        self.list_export = [*self.list_export, *added]
        self.export_headings = {**self.export_headings, **added}


class SessionEditView(ServiceEditView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [*super().header_buttons, *self._actions()]

    def _actions(self) -> Iterator[HeaderButton]:
        for hook in hooks.get_hooks("lmso_session_actions"):
            yield from hook(self.object, self.request)


class SessionViewSet(RoomViewSet):
    model = Session
    name = "sessions"
    icon = "date"
    menu_label = _("Sessions")
    menu_order = 210
    add_to_admin_menu = True
    index_view_class = SessionIndexView
    edit_view_class = SessionEditView
    listing: "QuerySet[Session]" = Session.objects.select_related("course", "referent")
    ordering = "-starts_at"
    list_display = (
        "code",
        Column("course.title", label=_("Formation"), sort_key="course__title"),
        Column("get_modality_display", label=_("Modalité"), sort_key="modality"),
        MomentColumn("starts_at", label=_("Début"), sort_key="starts_at"),
        MomentColumn("ends_at", label=_("Fin"), sort_key="ends_at"),
        StatusTagColumn("state", label=_("État"), accessor=state_of),
    )
    search_fields = ("code", "course__title", "venue", "room")
    filterset_class = SessionFilterSet
    export_filename = "sessions"
    export_headings = {
        "code": _("Code"),
        "course.title": _("Formation"),
        "get_modality_display": _("Modalité"),
        "starts_at": _("Début"),
        "ends_at": _("Fin"),
        "schedule_no": _("Version du calendrier"),
        "venue": _("Lieu"),
        "room": _("Salle"),
        "join_url": _("Lien"),
        "seats": _("Places"),
        "cofunded": _("Cofinancée par l’Union européenne"),
        "subcontractor": _("Confiée à"),
        "referent.full_name": _("Référent"),
        "opened_at": _("Ouverte le"),
        "cancelled_at": _("Annulée le"),
        "cancel_reason": _("Raison de l’annulation"),
    }
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("code"), FieldPanel("seats")]),
                    FieldPanel("course"),
                    FieldPanel("cofunded"),
                    FieldPanel("subcontractor"),
                ],
                _("Session"),
            ),
            AnnouncedPanel(heading=_("Calendrier et lieu annoncés")),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]), FieldPanel("modality")],
                _("Calendrier"),
            ),
            RowsPanel(
                "slots",
                [
                    FieldPanel("day"),
                    FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
                    FieldRowPanel([FieldPanel("subject"), FieldPanel("remote")]),
                ],
                heading=_("Demi-journées"),
                label=_("demi-journée"),
            ),
            MultiFieldPanel(
                [FieldPanel("venue"), FieldPanel("room"), FieldPanel("join_url")],
                _("Lieu ou lien"),
            ),
            MultiFieldPanel(
                [FieldPanel("access"), FieldRowPanel([FieldPanel("doors_open"), FieldPanel("lunch")])],
                _("Venir sur place"),
            ),
            MultiFieldPanel(
                [FieldPanel("technical"), FieldPanel("equipment"), FieldPanel("weekly_remote_time")],
                _("Se préparer"),
            ),
            RowsPanel(
                "trainers",
                [FieldPanel("person"), FieldRowPanel([FieldPanel("title"), FieldPanel("quality")])],
                heading=_("Formateurs"),
                label=_("formateur"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("trainer_word"),
                    FieldRowPanel([FieldPanel("referent"), FieldPanel("referent_title")]),
                    FieldRowPanel([FieldPanel("support_channel"), FieldPanel("support_delay")]),
                ],
                _("Accueil et contacts"),
            ),
        ],
        base_form_class=SessionForm,
    )


class SessionChooserViewSet(RoomChooserViewSet):
    model = Session
    name = "choix_session"
    icon = "date"
    words_in = ("code", "course__title")
    choose_one_text = _("Choisir une session")
    choose_another_text = _("Choisir une autre session")
    edit_item_text = _("Modifier cette session")

    def get_object_list(self) -> "QuerySet[Session]":
        return Session.objects.select_related("course").order_by("-starts_at", "code")
