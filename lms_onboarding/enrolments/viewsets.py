"""Enrolments in the Wagtail administration."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.db.models import Count, Q, QuerySet
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BaseColumn, Column, NumberColumn, StatusTagColumn

from lms_onboarding.common.backoffice import DayRangeFilter, MomentColumn, RoomViewSet, ServiceForm
from lms_onboarding.sessions.models import Session

from .enums import PLACED, AbandonCause
from .models import Enrolment
from .services import Seat, abandon, amend, cancel, confirm, enrol


class Move(models.TextChoices):
    """What the form may do to a state, in the words of whoever does it."""

    STAY = "", _("Ne rien changer")
    CONFIRM = "confirm", _("Confirmer la place")
    CANCEL = "cancel", _("Annuler, avant le début")
    ABANDON = "abandon", _("Enregistrer un abandon")


class EnrolmentForm(ServiceForm):
    invited = forms.BooleanField(
        label=_("Invitation seulement"),
        required=False,
        help_text=_("La place n’est pas encore confirmée : aucun kit ne part avant sa confirmation."),
    )
    move = forms.ChoiceField(label=_("Faire évoluer l’inscription"), required=False, choices=Move.choices)
    cause = forms.ChoiceField(
        label=_("Cause de l’abandon"), required=False, choices=[("", "---------"), *AbandonCause.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whose place it is never changes: another person, or another session, is another enrolment.
        for name in ("session", "person", "invited") if self.instance.pk else ("move", "cause"):
            self.fields.pop(name, None)
        if self.instance.pk:
            self.fields["move"].help_text = _("Aujourd’hui : %(state)s.") % {
                "state": self.instance.get_state_display()
            }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("move") == Move.ABANDON and not cleaned.get("cause"):
            self.add_error("cause", _("Choisissez la cause de l’abandon : elle aide à comprendre, jamais à juger."))
        return cleaned

    def write(self, *, by: str, now: datetime) -> Enrolment:
        enrolment: Enrolment = self.instance
        if not enrolment.pk:
            seat = Seat(enrolment.session, enrolment.person, enrolment.role, enrolment.company, enrolment.funder)
            return enrol(seat, invited=self.cleaned("invited"), by=by, now=now)
        amend(enrolment, by=by, now=now)
        match self.cleaned("move"):
            case Move.CONFIRM:
                return confirm(enrolment, by=by, now=now)
            case Move.CANCEL:
                return cancel(enrolment, by=by, now=now)
            case Move.ABANDON:
                return abandon(enrolment, cause=AbandonCause(self.cleaned("cause")), by=by, now=now)
        return enrolment


class EnrolmentFilterSet(WagtailFilterSet):
    session__starts_at = DayRangeFilter(label=_("Début de la session"))

    class Meta:
        model = Enrolment
        fields = ("session", "state", "role", "company", "funder")


class EnrolmentViewSet(RoomViewSet):
    model = Enrolment
    name = "inscriptions"
    icon = "clipboard-list"
    menu_label = _("Inscriptions")
    menu_order = 215
    add_to_admin_menu = True
    listing: "QuerySet[Enrolment]" = Enrolment.objects.select_related("person", "session__course", "company", "funder")
    list_display = (
        "person",
        Column("session.code", label=_("Session"), sort_key="session__code"),
        Column("get_role_display", label=_("Profil"), sort_key="role"),
        Column("company", label=_("Entreprise"), sort_key="company__name"),
        StatusTagColumn("get_state_display", label=_("État"), sort_key="state"),
        MomentColumn("session.starts_at", label=_("Début"), sort_key="session__starts_at"),
    )
    search_fields = ("person__first_name", "person__last_name", "person__email", "session__code", "company__name")
    filterset_class = EnrolmentFilterSet
    export_filename = "inscriptions"
    export_headings = {
        "get_state_display": _("État"),
        "person.get_civility_display": _("Civilité"),
        "person.last_name": _("Nom"),
        "person.first_name": _("Prénom"),
        "person.email": _("Adresse e-mail"),
        "person.phone": _("Téléphone"),
        "get_role_display": _("Profil"),
        "company.name": _("Entreprise"),
        "funder.name": _("Financeur"),
        "session.code": _("Session"),
        "session.course.title": _("Formation"),
        "session.starts_at": _("Début"),
        "session.ends_at": _("Fin"),
        "created_at": _("Enregistrée le"),
        "confirmed_at": _("Confirmée le"),
        "ended_at": _("Terminée le"),
        "get_abandon_cause_display": _("Cause d’abandon"),
        "source": _("Origine"),
    }
    inspect_view_fields: ClassVar[list[str]] = [
        *("session", "person", "role", "company", "funder", "state", "abandon_cause"),
        *("created_at", "confirmed_at", "ended_at", "source"),
    ]
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("session"), FieldPanel("person"), FieldPanel("invited")], _("Inscrire")),
            MultiFieldPanel(
                [FieldPanel("role"), FieldRowPanel([FieldPanel("company"), FieldPanel("funder")])], _("Dossier")
            ),
            MultiFieldPanel([FieldPanel("move"), FieldPanel("cause")], _("État")),
        ],
        base_form_class=EnrolmentForm,
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_common_view_kwargs(**kwargs), "delete_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        """An enrolment is cancelled or abandoned, never erased: its history is somebody's proof."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]


def with_seats(sessions: "QuerySet[Session]") -> "QuerySet[Session]":
    """Each session with `seated`: its confirmed and completed enrolments."""
    held = Q(enrolments__state__in=PLACED)
    return sessions.annotate(
        seated=Count("enrolments", filter=held),
    )


def seats_in_session_list() -> tuple[Any, BaseColumn, Any]:
    """The column that this room adds to the list of sessions; see `sessions.viewsets.listing`."""
    return with_seats, NumberColumn("seated", label=_("Inscrits"), sort_key="seated"), _("Inscrits")
