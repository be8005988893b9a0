"""Addresses of the interface."""

from django.urls import path

from .views import ActivityView

app_name = "lmso_api"
urlpatterns = [path("activity", ActivityView.as_view(), name="activity")]
