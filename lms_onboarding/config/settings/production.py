"""Production: everything that matters comes from the environment, and a missing secret stops the start."""

import os

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403  settings extend settings by the star, Django's own convention
from .base import LOGGING, STORAGES


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Définissez la variable d’environnement {name} avant de démarrer en production.")
    return value


DEBUG = False
SECRET_KEY = _required("SECRET_KEY")
LMSO_LINKS_KEY = _required("LINKS_KEY")
LMSO_SEAL_FILE = _required("SEAL_FILE")
LMSO_SEAL_MADE = os.environ.get("SEAL_MADE") == "1"  # a seal that we make ourselves, recognised by nobody else
LMSO_BADGES_KEY = _required("BADGES_KEY")
LMSO_ACCOUNTS_KEY = _required("ACCOUNTS_KEY")
LMSO_BADGES_MUST_BE_PUBLIC = True
ALLOWED_HOSTS = _required("ALLOWED_HOSTS").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith((".", "*"))]
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
LMSO_MAIL_IS_TRACKED = EMAIL_BACKEND.startswith("anymail.")
SECURE_SSL_REDIRECT = os.environ.get("SECURE_SSL_REDIRECT", "1") == "1"
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked from inside, where nobody speaks HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "1"))
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
LMSO_CLOCK = ""
DEMO = LMSO_DEMO_ALLOWED = False
LMSO_REFUSED_ADDRESSES = []
if os.environ.get("LOG_FORMAT", "json") == "json":
    LOGGING["handlers"]["stderr"]["formatter"] = "json"
if bucket := os.environ.get("S3_BUCKET", ""):
    # Any S3-compatible storage; keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, as boto3 reads them.
    _s3 = {
        "bucket_name": bucket,
        "endpoint_url": os.environ.get("S3_ENDPOINT") or None,
        "region_name": os.environ.get("S3_REGION") or None,
        "default_acl": None,  # nothing is public: every file goes through a view that asks who reads it
        "file_overwrite": True,  # a name stands for its bytes
    }
    STORAGES["issued"] = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {**_s3, "location": "issued"}}
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {**_s3, "location": "media", "file_overwrite": False},
    }
LMSO_SENTRY_DSN = os.environ.get("SENTRY_DSN", "")
LMSO_SENTRY_ENVIRONMENT = os.environ.get("SENTRY_ENVIRONMENT", "production")
