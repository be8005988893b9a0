"""Tests: fast hashing, eager tasks, every folder inside pytest's own."""

import os
import tempfile
from pathlib import Path

_scratch = Path(os.environ.setdefault("LMSO_TEST_DATA_DIR", tempfile.mkdtemp(prefix="lmso-test-")))
os.environ.setdefault("DATA_DIR", str(_scratch))

from .base import *  # noqa: E402, F403  the folder must be known before the settings are read
from .base import DATABASES  # noqa: E402

SECRET_KEY = "test-only"  # noqa: S105  a test key protects nothing
LMSO_LINKS_KEY = "test-only-links-key-of-thirty-two-characters"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LMSO_MAIL_IS_TRACKED = False
DATABASES["default"].setdefault("TEST", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file, not memory: threads and killed workers share it, as in production
    DATABASES["default"]["NAME"] = _scratch / "db.sqlite3"
    DATABASES["default"]["TEST"]["NAME"] = _scratch / "test.sqlite3"
