"""The pages of an account that are open. Every route allauth offers and that is not named here stays closed:
passwords, sign-up and addresses have no page, and no view waits behind them."""

from allauth.account.views import account_inactive, logout, request_login_code
from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("connexion/", request_login_code, name="account_login"),
    path("connexion/", request_login_code, name="account_request_login_code"),
    path("connexion/code/", views.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("deconnexion/", logout, name="account_logout"),
    path("inactif/", account_inactive, name="account_inactive"),
]
