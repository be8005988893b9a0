"""What every environment shares. Dev, test and production hold what differs; a deployer sets environment variables."""

import os
from pathlib import Path
from typing import Any

import dj_database_url

from .accounts import *  # noqa: F403  settings extend settings by the star, Django's own convention

BASE_DIR = Path(__file__).resolve().parents[3]
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
DEMO = os.environ.get("DEMO") == "1"
LMSO_DEMO_ALLOWED = True  # production says no
PACKAGE_DIR = Path(__file__).resolve().parents[2]
# In a checkout the templates stand at the top level; in a wheel they travel inside the package.
TEMPLATES_DIR = next(folder for folder in (BASE_DIR / "templates", PACKAGE_DIR / "templates") if folder.is_dir())

INSTALLED_APPS = [
    "lms_onboarding.config",
    "lms_onboarding.operations",
    "lms_onboarding.demo",
    "lms_onboarding.accounts",
    "lms_onboarding.privacy",
    "lms_onboarding.api",
    "lms_onboarding.portal",
    "qualiopi",
    "lms_onboarding.offboarding",
    "lms_onboarding.followup",
    "lms_onboarding.welcome",
    "lms_onboarding.surveys",
    "badges",
    "lms_onboarding.progress",
    "lms_onboarding.enrolments",
    "lms_onboarding.sessions",
    "courses",
    "lms_onboarding.people",
    "lms_onboarding.mailing",
    "lms_onboarding.documents",
    "lms_onboarding.links",
    "lms_onboarding.journal",
    "lms_onboarding.common",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "wagtail.contrib.settings",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "anymail",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "lms_onboarding.operations.middleware.RequestName",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "lms_onboarding.common.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lms_onboarding.accounts.middleware.SecondFactor",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "lms_onboarding.config.urls"
WSGI_APPLICATION = "lms_onboarding.config.wsgi.application"
ASGI_APPLICATION = "lms_onboarding.config.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [TEMPLATES_DIR],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms_onboarding.portal.context.portal",
            ],
        },
    }
]

# --- Data ---------------------------------------------------------------------------------------------------------
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'db.sqlite3'}", conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",  # a writer waits for its turn at BEGIN instead of failing at its first write
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Issued files: content-addressed, never served by URL. Replace by an S3 storage in production if wanted.
    "issued": {
        "BACKEND": "lms_onboarding.documents.storage.IssuedStorage",
        "OPTIONS": {"location": DATA_DIR / "issued", "base_url": None},
    },
    # Evidence files that somebody asked for: fetched under a right, erased after thirty days.
    "exports": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "exports", "base_url": None},
    },
}
# Rate limits must count together whatever process answers: a table of the database, or Redis.
CACHE_URL = os.environ.get("CACHE_URL", "")
CACHES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "lmso_cache"}
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024

# --- Language and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
LMSO_CLOCK = "lms_onboarding.demo.clock.now" if DEMO else ""

# --- Mail ---------------------------------------------------------------------------------------------------------
_FOLDER = "lms_onboarding.mailing.backends.FolderBackend"
_DEMO = "lms_onboarding.mailing.backends.RefusingFolderBackend"
# A demonstration may have been given a real file: whatever the environment says, its mails stay in a local folder.
EMAIL_BACKEND = _DEMO if DEMO else os.environ.get("EMAIL_BACKEND", _FOLDER)
# refused as a mail server would, with a 550
LMSO_REFUSED_ADDRESSES = ["hugo.lemaire@demo.exemple.fr", "rose.tanguy@demo.exemple.fr"] if DEMO else []
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "formation@exemple.fr")
LMSO_MAIL_FOLDER = DATA_DIR / "mail"  # where the embedded backend writes; see lms_onboarding.mailing.backends
LMSO_MESSAGE_ID_DOMAIN = os.environ.get("MESSAGE_ID_DOMAIN", "lms-onboarding.exemple.fr")
LMSO_BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
# A mail sent through an ESP gets delivery events (anymail's tracking signals); plain SMTP gets none.
LMSO_MAIL_IS_TRACKED = EMAIL_BACKEND.startswith("anymail.")
# ANYMAIL_POSTMARK_SERVER_TOKEN, ANYMAIL_WEBHOOK_SECRET…: as anymail names its settings, from the environment.
ANYMAIL = {name.removeprefix("ANYMAIL_"): value for name, value in os.environ.items() if name.startswith("ANYMAIL_")}

# --- Keys with a life of their own (see docs/administration.md: they are backed up apart from the database) --------
LMSO_LINKS_KEY = os.environ.get("LINKS_KEY", "")
# The electronic seal of the organisation: a PEM file, private key (EC P-256) then certificate.
LMSO_SEAL_FILE = os.environ.get("SEAL_FILE", "")
LMSO_SEAL_PASSWORD = os.environ.get("SEAL_PASSWORD", "")
LMSO_SEAL_MADE = False  # whether it may be made where it is missing: the embedded default says yes
LMSO_BADGES_KEY = os.environ.get("BADGES_KEY", "")
LMSO_ACCOUNTS_KEY = os.environ.get("ACCOUNTS_KEY", "")
LMSO_ACCOUNTS_KEYS_BEFORE = [key for key in os.environ.get("ACCOUNTS_KEYS_BEFORE", "").split(",") if key]

# --- Badges -------------------------------------------------------------------------------------------------------
# Written in every badge ever given: choose it once. Production refuses an address that the world cannot reach.
LMSO_BADGES_BASE_URL = os.environ.get("BADGES_BASE_URL", LMSO_BASE_URL).rstrip("/")
LMSO_BADGES_MUST_BE_PUBLIC = False

# --- Worker -------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "filesystem://localhost")

# --- Wagtail ------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "LMS onboarding"
WAGTAILADMIN_BASE_URL = LMSO_BASE_URL
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no address of the team leaves for a third party
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français"), ("en", "English")]
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "wagtail.search.backends.database",
        **({"SEARCH_CONFIG": "french"} if DATABASES["default"]["ENGINE"].endswith("postgresql") else {}),
    }
}

# --- Security -----------------------------------------------------------------------------------------------------
LMSO_ADMIN_PREFIXES = ("/admin/", "/django-admin/")  # where Wagtail and Django need inline scripts: another policy
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail previews pages in a frame of the same origin
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which asks for DENY
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

# --- Operating ----------------------------------------------------------------------------------------------------
LMSO_METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")  # without one, /metrics does not exist
LMSO_METRICS_FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")  # where web processes count together
LMSO_SENTRY_DSN = ""  # incidents stay here; production may send them where SENTRY_DSN says
LMSO_SENTRY_ENVIRONMENT = ""
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "lms_onboarding.operations.logs.Context"}},
    "formatters": {
        "line": {
            "()": "lms_onboarding.operations.logs.Masking",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"()": "lms_onboarding.operations.logs.JsonLines"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json" if os.environ.get("LOG_FORMAT") == "json" else "line",
            "filters": ["context"],
        }
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
