"""Addresses of the room."""

from django.urls import URLPattern

app_name = "lmso_demo"
urlpatterns: list[URLPattern] = []
