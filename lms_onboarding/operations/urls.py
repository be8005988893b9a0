"""Addresses of the room: the names that orchestrators and Prometheus expect."""

from django.urls import path

from . import views

app_name = "lmso_operations"
urlpatterns = [
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
    path("metrics", views.figures, name="metrics"),
]
