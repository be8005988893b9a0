"""Addresses that exist only with DEMO=1, on the loopback address."""

from django.urls import path

from . import views

app_name = "lmso_demo"
urlpatterns = [
    path("", views.accounts, name="accounts"),
    path("entrer/", views.enter, name="enter"),
    path("courriers/", views.mails, name="mails"),
    path("courriers/<str:name>/", views.mail, name="mail"),
    path("courriers/<str:name>/html/", views.mail_html, name="mail_html"),
    path("courriers/<str:name>/piece/<int:index>/", views.mail_part, name="mail_part"),
]
