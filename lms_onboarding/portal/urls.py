"""Addresses of the portal."""

from django.urls import path

from .views import documents, home, pages

app_name = "lmso_portal"
urlpatterns = [
    path("portail/", home.home, name="home"),
    path("donnees-personnelles/", pages.privacy, name="privacy"),
    path("reclamation/", pages.complaint, name="complaint"),
    path("mentions-legales/", pages.legal, name="legal"),
    path("d/<slug:number>/", documents.document, name="document"),
    path("d/<slug:number>/fichier/", documents.document_file, name="document_file"),
]
