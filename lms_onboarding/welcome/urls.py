"""Addresses of the room. The path of a page is also that of its cookie: what hangs from it opens with it."""

from django.urls import path, register_converter

from . import views
from .appointments import views as appointments
from .appointments.addresses import PurposeConverter
from .information import views as information
from .replies import views as replies

register_converter(PurposeConverter, "purpose")

app_name = "lmso_welcome"
urlpatterns = [
    path("kit/<int:pk>/", views.kit, name="kit"),
    path("kit/<int:pk>/bien-recu/", views.acknowledge, name="acknowledge"),
    path("kit/<int:pk>/agenda.ics", views.kit_agenda, name="kit_agenda"),
    path("kit/<int:pk>/<slug:piece>/", views.kit_piece, name="kit_piece"),
    path("information/<int:pk>/", information.information, name="information"),
    path("information/<int:pk>/confirmer/", information.confirm_registration, name="information_confirm"),
    path("information/<int:pk>/<slug:piece>/", information.information_piece, name="information_piece"),
    path("agenda/<int:pk>/", views.agenda, name="agenda"),
    path("agenda/<int:pk>/agenda.ics", views.agenda_file, name="agenda_file"),
    path("session/<int:pk>/reponse/", replies.session_reply, name="session_reply"),
    path("<purpose:purpose>/<int:pk>/", appointments.call, name="call"),
    path("<purpose:purpose>/<int:pk>/reserver/", appointments.book, name="call_book"),
    path("<purpose:purpose>/<int:pk>/deplacer/", appointments.move, name="call_move"),
    path("<purpose:purpose>/<int:pk>/annuler/", appointments.cancel, name="call_cancel"),
    path("<purpose:purpose>/<int:pk>/decliner/", appointments.decline, name="call_decline"),
    path("<purpose:purpose>/<int:pk>/agenda.ics", appointments.agenda, name="call_agenda"),
]
