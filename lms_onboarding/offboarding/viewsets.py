"""Announcements and further resources in the Wagtail administration."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSetGroup

from lms_onboarding.common.backoffice import MomentColumn, RoomViewSet, ServiceForm

from .models import Announcement, FurtherResource


class AnnouncementForm(ServiceForm):
    def write(self, *, by: str, now: datetime) -> Announcement:
        self.instance.save()
        found: Announcement = self.instance
        return found


class ResourceForm(ServiceForm):
    def write(self, *, by: str, now: datetime) -> FurtherResource:
        self.instance.save()
        found: FurtherResource = self.instance
        return found


class AnnouncementViewSet(RoomViewSet):
    model = Announcement
    name = "annonces-anciens"
    icon = "mail"
    menu_label = _("Annonces aux anciens")
    listing: "QuerySet[Announcement]" = Announcement.objects.all()
    list_display = (
        "__str__",
        MomentColumn("event_at", label=_("Rendez-vous"), sort_key="event_at"),
        MomentColumn("published_at", label=_("Publiée à partir du"), sort_key="published_at"),
    )
    search_fields = ("title", "text")
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("text"),
            FieldRowPanel([FieldPanel("event_at"), FieldPanel("published_at")]),
            FieldPanel("url"),
        ],
        base_form_class=AnnouncementForm,
    )


class ResourceViewSet(RoomViewSet):
    model = FurtherResource
    name = "ressources-suite"
    icon = "doc-full"
    menu_label = _("Ressources pour la suite")
    listing: "QuerySet[FurtherResource]" = FurtherResource.objects.select_related("course")
    list_display = (
        "__str__",
        Column("course", label=_("Formation")),
        Column("get_need_display", label=_("Pour")),
    )
    search_fields = ("title", "summary")
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("summary"),
            FieldPanel("url"),
            FieldRowPanel([FieldPanel("need"), FieldPanel("minutes"), FieldPanel("position")]),
            FieldRowPanel([FieldPanel("course"), FieldPanel("role")]),
        ],
        base_form_class=ResourceForm,
    )


class AfterwardsGroup(ModelViewSetGroup):
    menu_label = _("Après la formation")
    menu_icon = "group"
    items = (AnnouncementViewSet, ResourceViewSet)
