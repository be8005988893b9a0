"""Settings of the processes that are killed: the embedded ones, with an SMTP server instead of the mail folder,
and a place where a sender can be stopped while it draws."""

import os

from lms_onboarding.config.settings.dev import *  # noqa: F403  settings extend settings by the star
from lms_onboarding.config.settings.dev import BASE_DIR, STORAGES, TEMPLATES

TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "tests" / "mailing" / "templates"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "0"))
EMAIL_TIMEOUT = int(os.environ.get("EMAIL_TIMEOUT", "20"))
LMSO_CLOCK = ""
STORAGES["issued"]["BACKEND"] = "tests.faults.storage.BrakedStorage"
