"""The administrator's side: borders, closures, days of remote work, and the cases to export."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSetGroup

from lms_onboarding.common.backoffice import RoomViewSet, ServiceForm

from .models import Closure, FollowupThresholds, RemoteDay
from .setting import save_closure, save_remote_day, save_thresholds


class ThresholdsForm(ServiceForm):
    def write(self, *, by: str, now: datetime) -> FollowupThresholds:
        return save_thresholds(self.instance, by=by, now=now)


class ClosureForm(ServiceForm):
    def write(self, *, by: str, now: datetime) -> Closure:
        return save_closure(self.instance, by=by, now=now)


class RemoteDayForm(ServiceForm):
    def write(self, *, by: str, now: datetime) -> RemoteDay:
        return save_remote_day(self.instance, by=by, now=now)


class ThresholdsViewSet(RoomViewSet):
    model = FollowupThresholds
    name = "seuils"
    icon = "sliders"
    menu_label = _("Seuils de première semaine")
    listing = FollowupThresholds.objects.select_related("course", "session")
    list_display = ("__str__", "watch_from", "contact_from", "delay_days", "followed_days")
    export_headings = {
        "course": _("Formation"),
        "session": _("Session"),
        "watch_from": _("À surveiller à partir de"),
        "contact_from": _("À contacter à partir de"),
        "score_from_day": _("Points lus à partir du jour"),
        "followed_days": _("Jours suivis"),
        "delay_days": _("Délai de prise en charge"),
    }
    export_filename = "seuils"
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("course"), FieldPanel("session")]),
            FieldRowPanel([FieldPanel("watch_from"), FieldPanel("contact_from")]),
            FieldRowPanel([FieldPanel("score_from_day"), FieldPanel("followed_days"), FieldPanel("delay_days")]),
        ],
        base_form_class=ThresholdsForm,
    )


class ClosureViewSet(RoomViewSet):
    model = Closure
    name = "fermetures"
    icon = "calendar-alt"
    menu_label = _("Fermetures")
    listing = Closure.objects.select_related("session")
    list_display = ("label", "first_day", "last_day", Column("session", label=_("Session")))
    export_headings = {
        "label": _("Motif"),
        "first_day": _("Du"),
        "last_day": _("Au"),
        "session": _("Session"),
    }
    export_filename = "fermetures"
    edit_handler = ObjectList(
        [
            FieldPanel("label"),
            FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
            FieldPanel("session"),
        ],
        base_form_class=ClosureForm,
    )


class RemoteDayViewSet(RoomViewSet):
    model = RemoteDay
    name = "jours_a_distance"
    icon = "desktop"
    menu_label = _("Jours à distance")
    listing = RemoteDay.objects.select_related("session")
    list_display = (Column("session", label=_("Session")), "day", "label")
    export_headings = {"session": _("Session"), "day": _("Jour"), "label": _("Travail annoncé")}
    export_filename = "jours-a-distance"
    edit_handler = ObjectList(
        [FieldPanel("session"), FieldRowPanel([FieldPanel("day"), FieldPanel("label")])],
        base_form_class=RemoteDayForm,
    )


class FollowupGroup(ModelViewSetGroup):
    items = (ThresholdsViewSet, ClosureViewSet, RemoteDayViewSet)
    menu_label = _("Première semaine")
    menu_icon = "warning"
    menu_order = 245
