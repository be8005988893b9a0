"""Addresses of the room."""

from django.urls import path, register_converter

from . import views, webhooks
from .converters import RecipientConverter

register_converter(RecipientConverter, "recipient_key")

app_name = "lmso_mailing"
urlpatterns = [
    path("messages/<recipient_key:recipient_key>/", views.optout, name="optout"),
    path("anymail/<slug:esp>/tracking/", webhooks.events, name="mail_events"),
]
