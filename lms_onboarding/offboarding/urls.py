"""Addresses of the room: what a learner, an employer or a funder opens from a mail."""

from django.urls import path

from . import views

app_name = "lmso_offboarding"
urlpatterns = [
    path("cloture/<int:pk>/", views.closing, name="closing"),
    path("cloture/<int:pk>/code/", views.code, name="closing_code"),
    path("cloture/<int:pk>/action/", views.action, name="closing_action"),
    path("cloture/<int:pk>/action/suite/", views.outcome, name="closing_outcome"),
    path("cloture/<int:pk>/<slug:slug>/", views.paper, name="closing_paper"),
    path("cloture/<int:pk>/<slug:slug>/fichier.pdf", views.paper_file, name="closing_file"),
    path("certificat/<int:pk>/", views.certificate, name="certificate"),
    path("certificat/<int:pk>/code/", views.certificate_code, name="certificate_code"),
    path("rappel/<int:pk>/", views.recall, name="recall"),
]
