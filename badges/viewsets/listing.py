"""The lists: wordings, awards, keys, and the issuer."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, NumberColumn, StatusTagColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.widgets.button import HeaderButton

from badges.enums import AwardState
from badges.models import Award, BadgeClass, Issuer, SigningKey
from lms_onboarding.common.backoffice import DayRangeFilter, MomentColumn, ReadOnlyViewSet, RoomIndexView, RoomViewSet

from .acting import AwardView, ReissueView, RevokeView
from .forms import BadgeClassForm, IssuerForm


class _NeverDeleted(RoomViewSet):
    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_common_view_kwargs(**kwargs), "delete_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]


class BadgeClassIndexView(RoomIndexView):
    add_item_label = _("Écrire un badge")


class BadgeClassViewSet(_NeverDeleted):
    model = BadgeClass
    name = "modeles_de_badges"
    icon = "snippet"
    menu_label = _("Modèles")
    index_view_class = BadgeClassIndexView
    listing: "QuerySet[BadgeClass]" = BadgeClass.objects.current().with_counts()
    list_display = (
        "name",
        Column("get_role_display", label=_("Profil"), sort_key="role"),
        NumberColumn("version", label=_("Version"), sort_key="version"),
        NumberColumn("awarded", label=_("Attribués")),
        MomentColumn("last_awarded", label=_("Dernier")),
    )
    search_fields = ("name", "slug", "summary")
    export_filename = "modeles-de-badges"
    export_headings = {
        "slug": _("Repère"),
        "version": _("Version"),
        "name": _("Nom"),
        "get_role_display": _("Profil"),
        "validity_months": _("Validité en mois"),
        "awarded": _("Attribués"),
    }
    inspect_view_fields: ClassVar[list[str]] = [
        *("slug", "version", "name", "short_name", "role", "summary", "description", "criteria", "examined", "limits"),
        *("skills", "validity_months", "renewal", "created_at", "frozen_at"),
    ]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("name"),
                    FieldRowPanel([FieldPanel("short_name"), FieldPanel("slug"), FieldPanel("role")]),
                    FieldPanel("picture"),
                ],
                _("Le badge"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("summary"),
                    FieldPanel("description"),
                    FieldPanel("criteria"),
                    FieldPanel("examined"),
                    FieldPanel("limits"),
                    FieldPanel("skill_lines"),
                ],
                _("Ce qu’il dit"),
                help_text=_("Lu par qui recrute ou finance. Listes et gras s’écrivent comme dans un message."),
            ),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("validity_months"), FieldPanel("renewal")])],
                _("Durée"),
            ),
        ],
        base_form_class=BadgeClassForm,
    )


class IssuerViewSet(_NeverDeleted):
    model = Issuer
    name = "emetteur_de_badges"
    icon = "home"
    menu_label = _("Émetteur")
    inspect_view_enabled = False
    list_display = ("name", "url", "email")
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("url"), FieldPanel("email")]),
            FieldPanel("description"),
            FieldPanel("linkedin_id"),
        ],
        base_form_class=IssuerForm,
    )


class AwardFilterSet(WagtailFilterSet):
    issued_at = DayRangeFilter(label=_("Émission"))

    class Meta:
        model = Award
        fields = ("badge_class", "state")


class AwardIndexView(RoomIndexView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        user = self.request.user
        buttons = []
        if user.has_perm("lmso_badges.add_award"):
            url = reverse("badges_attribues:award")
            buttons.append(HeaderButton(_("Attribuer un badge"), url, icon_name="plus"))
        if user.has_perm("lmso_badges.change_award"):
            buttons.append(HeaderButton(_("Retirer"), reverse("badges_attribues:revoke"), icon_name="bin"))
        return buttons

    def get_list_more_buttons(self, instance: Award) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if instance.person is None or not self.request.user.has_perm("lmso_badges.change_award"):
            return buttons
        if instance.state in (AwardState.VALID, AwardState.REVOKED):
            url = reverse("badges_attribues:reissue", args=[instance.pk])
            buttons.append(MenuItem(_("Réémettre"), url=url, icon_name="rotate", priority=40))
        if instance.state == AwardState.VALID:
            query = f"?badge_class={instance.badge_class_id}&addresses={instance.person.email}"
            url = reverse("badges_attribues:revoke") + query
            buttons.append(MenuItem(_("Retirer"), url=url, icon_name="bin", priority=50))
        return buttons


class AwardViewSet(ReadOnlyViewSet):
    model = Award
    name = "badges_attribues"
    icon = "snippet"
    menu_label = _("Badges attribués")
    index_view_class = AwardIndexView
    listing: "QuerySet[Award]" = Award.objects.select_related("badge_class", "person", "signing_key")
    list_display = (
        "holder",
        Column("badge_class", label=_("Badge"), sort_key="badge_class__name"),
        MomentColumn("issued_at", label=_("Émis le"), sort_key="issued_at"),
        MomentColumn("expires_at", label=_("Valable jusqu’au"), sort_key="expires_at"),
        StatusTagColumn("get_state_display", label=_("État"), sort_key="state"),
    )
    search_fields = ("person__first_name", "person__last_name", "person__email", "badge_class__name", "uuid")
    filterset_class = AwardFilterSet
    export_filename = "badges-attribues"
    export_headings = {
        "uuid": _("Identifiant"),
        "person.last_name": _("Nom"),
        "person.first_name": _("Prénom"),
        "person.email": _("Adresse e-mail"),
        "badge_class.name": _("Badge"),
        "badge_class.version": _("Version"),
        "earned_at": _("Obtenu le"),
        "issued_at": _("Émis le"),
        "expires_at": _("Valable jusqu’au"),
        "get_state_display": _("État"),
        "get_reason_display": _("Motif"),
        "ended_at": _("Retiré le"),
        "signing_key.kid": _("Signé par"),
    }
    inspect_view_fields: ClassVar[list[str]] = [
        *("uuid", "person", "badge_class", "about", "edition", "earned_at", "issued_at", "expires_at", "state"),
        *("reason", "ended_at", "replaced_by", "visibility", "consented_at", "credential_id", "signing_key"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("attribuer/", AwardView.as_view(), name="award"),
            path("retirer/", RevokeView.as_view(), name="revoke"),
            path("reemettre/<int:pk>/", ReissueView.as_view(), name="reissue"),
        ]


class SigningKeyViewSet(ReadOnlyViewSet):
    model = SigningKey
    name = "cles_de_signature"
    icon = "key"
    menu_label = _("Clés de signature")
    list_display = (
        "kid",
        StatusTagColumn("get_state_display", label=_("État"), sort_key="state"),
        MomentColumn("created_at", label=_("Créée le"), sort_key="created_at"),
        MomentColumn("retired_at", label=_("Retirée le"), sort_key="retired_at"),
    )
    inspect_view_fields = ("kid", "state", "created_at", "retired_at", "compromised_at", "public_jwk")


class BadgesGroup(ModelViewSetGroup):
    items = (AwardViewSet, BadgeClassViewSet, IssuerViewSet, SigningKeyViewSet)
    menu_label = _("Badges")
    menu_icon = "snippet"
    menu_order = 245
