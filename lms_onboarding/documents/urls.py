"""Addresses of the room."""

from django.urls import path

from . import views

app_name = "lmso_documents"
urlpatterns = [
    path("verifier/", views.verify, name="verify"),
    path("verifier/cachet.pem", views.certificate, name="certificate"),
    path("verifier/<slug:number>/", views.verify_by_number, name="verify_number"),
]
