"""The list of questionnaires, the form of their draft, and the record of who was asked."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.widgets.button import HeaderButton

from lms_onboarding.common.backoffice import DayRangeFilter, MomentColumn, ReadOnlyViewSet, RoomViewSet
from lms_onboarding.common.backoffice.viewsets import RoomIndexView
from lms_onboarding.common.backoffice.writing import ServiceEditView
from lms_onboarding.surveys.models import Invitation, Questionnaire

from .forms import QuestionnaireForm, current_version
from .publishing import PreviewView, PublishView, VersionsView


class QuestionnaireIndexView(RoomIndexView):
    add_item_label = _("Écrire un questionnaire")


class QuestionnaireEditView(ServiceEditView):
    """Saving writes the draft and stays here: publishing is another act, on another page."""

    def get_success_url(self) -> str:
        return str(self.request.path)

    def get_success_message(self) -> str:
        return str(_("Brouillon enregistré. Les personnes déjà sollicitées gardent leur version."))

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        version = current_version(self.object)
        if version is None:
            return []
        buttons = [
            HeaderButton(_("Aperçu"), reverse("questionnaires:preview", args=[version.pk]), icon_name="view"),
            HeaderButton(
                _("Versions"), reverse("questionnaires:versions", args=[self.object.pk]), icon_name="history"
            ),
        ]
        if version.published_at is None:
            publish = reverse("questionnaires:publish", args=[self.object.pk])
            buttons.append(HeaderButton(_("Publier cette version"), publish, icon_name="check"))
        return buttons


class QuestionnaireViewSet(RoomViewSet):
    model = Questionnaire
    name = "questionnaires"
    icon = "form"
    menu_label = _("Questionnaires")
    index_view_class = QuestionnaireIndexView
    edit_view_class = QuestionnaireEditView
    inspect_view_enabled = False
    listing: "QuerySet[Questionnaire]" = Questionnaire.objects.with_counts()
    list_display = (
        "title",
        "key",
        Column("audience", label=_("Public"), sort_key="audience"),
        Column("published_number", label=_("Version publiée")),
        Column("draft_number", label=_("Brouillon")),
        Column("invited_count", label=_("Sollicitations")),
        Column("answered_count", label=_("Réponses")),
    )
    search_fields = ("title", "key", "audience")
    export_filename = "questionnaires"
    export_headings = {
        "key": _("Clé"),
        "title": _("Titre"),
        "audience": _("Public"),
        "filled_by": _("Rempli par"),
        "published_number": _("Version publiée"),
        "invited_count": _("Sollicitations"),
        "answered_count": _("Réponses"),
    }
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("title"),
                    FieldRowPanel([FieldPanel("key"), FieldPanel("prefix")]),
                    FieldRowPanel([FieldPanel("audience"), FieldPanel("filled_by")]),
                    FieldRowPanel([FieldPanel("minutes"), FieldPanel("naming")]),
                ],
                _("Questionnaire"),
                help_text=_(
                    "Ce que vous enregistrez est un brouillon : rien ne change pour les personnes sollicitées."
                ),
            ),
            MultiFieldPanel(
                [FieldPanel("heading"), FieldPanel("intro"), FieldPanel("thanks")], _("Autour des questions")
            ),
            FieldPanel("sections"),
            MultiFieldPanel(
                [
                    FieldPanel("theme"),
                    FieldPanel("when"),
                    FieldPanel("methodology"),
                    FieldPanel("closing_heading"),
                    FieldPanel("closing_thanks"),
                    FieldPanel("text_may_be_required"),
                ],
                _("Méthode"),
                classname="collapsed",
            ),
        ],
        base_form_class=QuestionnaireForm,
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # What was asked is a proof: a questionnaire is renewed, never deleted.
        return {**super().get_common_view_kwargs(**kwargs), "delete_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]
        return [
            *kept,
            path("publier/<int:pk>/", PublishView.as_view(), name="publish"),
            path("versions/<int:pk>/", VersionsView.as_view(), name="versions"),
            path("apercu/<int:pk>/", PreviewView.as_view(), name="preview"),
        ]


class InvitationFilterSet(WagtailFilterSet):
    invited_at = DayRangeFilter(label=_("Sollicitation"))

    class Meta:
        model = Invitation
        fields = ("version__questionnaire",)


class InvitationViewSet(ReadOnlyViewSet):
    """Who was asked, and whether they answered; what they answered is nowhere here."""

    model = Invitation
    name = "sollicitations"
    icon = "mail"
    menu_label = _("Sollicitations")
    listing: "QuerySet[Invitation]" = Invitation.objects.select_related("version__questionnaire")
    list_display = (
        Column("respondent_name", label=_("Personne"), sort_key="respondent_name"),
        Column("version", label=_("Questionnaire")),
        Column("about", label=_("Objet"), sort_key="about"),
        MomentColumn("invited_at", label=_("Sollicitée le"), sort_key="invited_at"),
        MomentColumn("closes_at", label=_("Se ferme le"), sort_key="closes_at"),
        Column("answered_on", label=_("Répondu le"), sort_key="answered_on"),
    )
    search_fields = ("respondent_name", "respondent_email", "organisation", "about")
    filterset_class = InvitationFilterSet
    export_filename = "sollicitations"
    export_headings = {
        "version.questionnaire.title": _("Questionnaire"),
        "version.number": _("Version"),
        "about": _("Objet"),
        "respondent_name": _("Personne"),
        "organisation": _("Organisation"),
        "invited_at": _("Sollicitée le"),
        "closes_at": _("Se ferme le"),
        "answered_on": _("Répondu le"),
    }
    inspect_view_fields = (
        "version", "about", "group", "occasion", "respondent_name", "respondent_email", "organisation", "invited_at",
        "opens_at", "closes_at", "answered_on", "closed_at", "withdrawn_at",
    )  # fmt: skip


class SurveysGroup(ModelViewSetGroup):
    items = (QuestionnaireViewSet, InvitationViewSet)
    menu_label = _("Questionnaires")
    menu_icon = "form"
    menu_order = 240
