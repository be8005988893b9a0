"""Addresses of the room."""

from django.urls import path, register_converter

from . import views
from .converters import TokenConverter

register_converter(TokenConverter, "link_token")

app_name = "lmso_links"
urlpatterns = [path("l/<int:pk>-<link_token:token>/", views.open_link, name="open")]
