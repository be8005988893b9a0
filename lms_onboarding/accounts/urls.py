"""The pages of an account that are open. Every route allauth offers and that is not named here stays closed:
sign-up, addresses and mails that reset a password have no page, and no view waits behind them."""

from allauth.account.views import account_inactive, logout
from allauth.socialaccount.providers.openid_connect.views import callback
from django.urls import URLPattern, path

from .views import account, keys, signing_in

urlpatterns: list[URLPattern] = [
    path("", account.home, name="account_home"),
    path("connexion/", signing_in.AskCode.as_view(), name="account_login"),
    path("connexion/", signing_in.AskCode.as_view(), name="account_request_login_code"),
    path("connexion/code/", signing_in.ConfirmCode.as_view(), name="account_confirm_login_code"),
    path("connexion/mot-de-passe/", signing_in.PasswordDoor.as_view(), name="account_password_login"),
    path("connexion/cle/", signing_in.PasskeyDoor.as_view(), name="mfa_login_webauthn"),
    path("connexion/second-facteur/", signing_in.SecondFactorDoor.as_view(), name="mfa_authenticate"),
    path("connexion/<slug:provider_id>/", signing_in.sign_on, name="openid_connect_login"),
    path("connexion/<slug:provider_id>/retour/", callback, name="openid_connect_callback"),
    path("deconnexion/", logout, name="account_logout"),
    path("inactif/", account_inactive, name="account_inactive"),
    path("confirmer/", account.confirm, name="account_confirm"),
    path("appareils/deconnecter/", account.end_sessions, name="account_end_sessions"),
    path("appareils/<int:pk>/deconnecter/", account.end_session, name="account_end_session"),
    path("mot-de-passe/", keys.password, name="account_password"),
    path("mot-de-passe/retirer/", keys.drop_password, name="account_drop_password"),
    path("second-facteur/", keys.second_factor, name="account_second_factor"),
    path("second-facteur/application/", keys.application, name="account_application"),
    path("second-facteur/cle/", keys.passkey, name="account_passkey"),
    path("second-facteur/<int:pk>/retirer/", keys.remove_factor, name="account_remove_factor"),
    path("identites/<int:pk>/retirer/", keys.untie, name="account_untie"),
    path("secours/", keys.recovery, name="account_recovery"),
    path("secours/fichier/", keys.recovery_file, name="account_recovery_file"),
    path("secours/renouveler/", keys.renew_recovery, name="account_renew_recovery"),
]
