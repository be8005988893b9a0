"""Addresses of the room."""

from django.urls import path

from .views import consenting, erasing, keeping, own

app_name = "lmso_privacy"
urlpatterns = [
    path("mes-donnees/", own.own, name="own"),
    path("mes-donnees/demander/", own.ask, name="ask"),
    path("mes-donnees/archive/", own.take_away, name="take"),
    path("mes-donnees/retirer/", consenting.take_back, name="take_back"),
    path("donnees-personnelles/demandes/", own.requests, name="requests"),
    path("donnees-personnelles/consentements/", consenting.register, name="consents"),
    path("donnees-personnelles/consentements.csv", consenting.table, name="consents_file"),
    path("donnees-personnelles/purge/", keeping.purge, name="purge"),
    path("donnees-personnelles/conservations/", keeping.holds, name="holds"),
    path("donnees-personnelles/conservations/<int:pk>/lever/", keeping.lift, name="lift_hold"),
    path("donnees-personnelles/effacements/", erasing.erasures, name="erasures"),
    path("donnees-personnelles/effacements/<int:pk>/", erasing.erasure, name="erasure"),
]
