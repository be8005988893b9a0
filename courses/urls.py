"""Addresses of the files that pages show; pages themselves have those of their tree."""

from django.urls import path

from . import views

app_name = "lmso_courses"
urlpatterns = [
    path("media/images/<path:path>", views.picture, name="picture"),
    path("medias/<int:pk>/", views.media, name="media"),
]
