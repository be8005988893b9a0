"""Addresses of the portal."""

from django.urls import path

from .views import calls, documents, home, imports, pages, schedule, sendings

app_name = "lmso_portal"
urlpatterns = [
    path("portail/", home.home, name="home"),
    path("inscriptions/importer/", imports.upload, name="import_upload"),
    path("inscriptions/importer/modele.csv", imports.model_file, name="import_model"),
    path("inscriptions/importer/<int:pk>/", imports.preview, name="import_preview"),
    path("inscriptions/importer/<int:pk>/corriger/", imports.correct, name="import_correct"),
    path("inscriptions/importer/<int:pk>/inscrire/", imports.confirm, name="import_confirm"),
    path("inscriptions/importer/<int:pk>/abandonner/", imports.abandon, name="import_abandon"),
    path("inscriptions/importer/<int:pk>/resultat/", imports.result, name="import_result"),
    path("inscriptions/importer/<int:pk>/a-corriger.csv", imports.rejected, name="import_rejected"),
    path("inscriptions/importer/<int:pk>/rapport.csv", imports.report_file, name="import_report"),
    path("envois/", sendings.sendings, name="sendings"),
    path("envois/<int:pk>/maintenant/", sendings.send_now, name="sending_now"),
    path("envois/<int:pk>/<str:message>/suspendre/", sendings.hold, name="sending_hold"),
    path("envois/<int:pk>/<str:message>/reprendre/", sendings.lift, name="sending_lift"),
    path("envois/<int:pk>/<str:message>/personnes/", sendings.people, name="sending_people"),
    path("envois/retour/<int:pk>/", sendings.kit_return, name="kit_return"),
    path("donnees-personnelles/", pages.privacy, name="privacy"),
    path("reclamation/", pages.complaint, name="complaint"),
    path("mentions-legales/", pages.legal, name="legal"),
    path("sessions/<int:pk>/deplacer/", schedule.move, name="session_move"),
    path("sessions/<int:pk>/annuler/", schedule.cancel_session, name="session_cancel"),
    path("sessions/<int:pk>/appels/", calls.session_calls, name="session_calls"),
    path("sessions/<int:pk>/appels/creneau/<int:slot>/", calls.slot, name="call_slot"),
    path("sessions/<int:pk>/appels/creneau/<int:slot>/retirer/", calls.withdraw, name="call_slot_withdraw"),
    path("sessions/<int:pk>/appels/<int:booking>/", calls.note, name="call_note"),
    path("sessions/<int:pk>/appels/<int:booking>/annuler/", calls.cancel, name="call_cancel"),
    path("d/<slug:number>/", documents.document, name="document"),
    path("d/<slug:number>/fichier/", documents.document_file, name="document_file"),
]
