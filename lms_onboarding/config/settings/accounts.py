"""What opens an account: codes, passwords, second factors, single sign-on; read by every environment."""

import os
from datetime import timedelta
from typing import Any

AUTH_USER_MODEL = "lmso_accounts.User"
AUTHENTICATION_BACKENDS = ["lms_onboarding.accounts.backends.PasswordBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "lmso_portal:home"
ACCOUNT_ADAPTER = "lms_onboarding.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # nobody signs up; the second word lets a password sign in
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code sent to the address is the proof; accounts are opened by invitation
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 2
# Twelve codes an hour of three tries each: a guesser has thirty-six chances in a million per hour and address.
# Wrong passwords and wrong codes of a second factor: five in five minutes, thirty a day, per account.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,12/h/key",
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key,30/d/key",
}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
LMSO_REMEMBER_DAYS = (
    30  # « Rester connecté trente jours sur cet appareil »; otherwise the session ends with the browser
)
ACCOUNT_SESSION_COOKIE_AGE = int(timedelta(days=LMSO_REMEMBER_DAYS).total_seconds())
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("UserAttributeSimilarityValidator", {}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
MFA_ADAPTER = "lms_onboarding.accounts.factors.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # thirty seconds of a clock that is late or early
# Single sign-on (OpenID Connect), from the environment; a settings file may list several. `id` ends the address given
# to the provider; `factors`: what its `amr` or `acr` says when it has asked for a second factor that counts here.
LMSO_SIGN_ON: list[dict[str, Any]] = (
    [
        {
            "id": os.environ.get("OIDC_ID", "organisation"),
            "name": os.environ.get("OIDC_NAME", "Connexion de mon organisation"),
            "server_url": os.environ["OIDC_SERVER_URL"].rstrip("/"),
            "client_id": os.environ.get("OIDC_CLIENT_ID", ""),
            "secret": os.environ.get("OIDC_CLIENT_SECRET", ""),
            "factors": [word for word in os.environ.get("OIDC_FACTORS", "").split(",") if word],
        }
    ]
    if os.environ.get("OIDC_SERVER_URL")
    else []
)
SOCIALACCOUNT_ADAPTER = "lms_onboarding.accounts.sign_on.adapter.SignOnAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: the content policy lets no form lead to another site
LMSO_SECOND_FACTOR_REQUIRED = True  # of whoever opens more than their own path; only tests may say no
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = int(timedelta(days=1).total_seconds())
SESSION_COOKIE_HTTPONLY = True
WAGTAILADMIN_LOGIN_URL = "account_login"
