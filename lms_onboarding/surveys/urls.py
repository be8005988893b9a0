"""Addresses of the room. The administration's own are registered with its viewsets."""

from django.urls import path

from . import views

app_name = "lmso_surveys"
urlpatterns = [
    path("questionnaire/<int:pk>/", views.start, name="start"),
    path("questionnaire/<int:pk>/<int:rank>/", views.section, name="section"),
]
