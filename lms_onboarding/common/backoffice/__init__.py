"""What every room's Wagtail administration shares: writes go through services, lists and exports cost the same queries
whatever their length.

A room registers in `wagtail_hooks.py` the viewsets of its `viewsets`:

    class PersonForm(ServiceForm):
        def write(self, *, by, now):
            return save_person(self.instance, by=by, now=now)

    class PersonViewSet(RoomViewSet):
        model = Person
        listing = Person.objects.select_related("guardian")
        edit_handler = ObjectList([FieldPanel("email")], base_form_class=PersonForm)
        export_headings = {"full_name": _("Nom"), "email": _("Adresse e-mail")}
"""

from .choosing import RoomChooserViewSet
from .columns import MomentColumn
from .filters import DayRangeFilter
from .forms import ServiceForm, constraints_left_to_the_service
from .viewsets import ReadOnlyViewSet, RoomIndexView, RoomInspectView, RoomViewSet
from .writing import actor_of

__all__ = [
    "DayRangeFilter",
    "MomentColumn",
    "ReadOnlyViewSet",
    "RoomChooserViewSet",
    "RoomIndexView",
    "RoomInspectView",
    "RoomViewSet",
    "ServiceForm",
    "actor_of",
    "constraints_left_to_the_service",
]
