"""Addresses of the room."""

from django.urls import path

from . import views

app_name = "lmso_privacy"
urlpatterns = [
    path("mes-donnees/", views.own, name="own"),
    path("mes-donnees/demander/", views.ask, name="ask"),
    path("mes-donnees/archive/", views.take_away, name="take"),
    path("donnees-personnelles/demandes/", views.requests, name="requests"),
]
