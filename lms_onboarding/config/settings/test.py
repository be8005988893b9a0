"""Tests: fast hashing, eager tasks, every folder inside one that disappears, one per parallel worker."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "LMSO_TEST_DIR" not in os.environ:
    os.environ["LMSO_TEST_DIR"] = tempfile.mkdtemp(prefix="lmso-test-")
    atexit.register(shutil.rmtree, os.environ["LMSO_TEST_DIR"], ignore_errors=True)
_run = Path(os.environ["LMSO_TEST_DIR"])
_scratch = _run / os.environ.get("PYTEST_XDIST_WORKER", "main")
(_scratch / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns about a folder that is not there
os.environ["DATA_DIR"] = str(_scratch)  # the settings read it, and no test ever writes in var/
os.environ.pop("DEMO", None)

from .base import *  # noqa: E402, F403  the folder must be known before the settings are read
from .base import DATABASES  # noqa: E402

SECRET_KEY = "test-only"  # noqa: S105  a test key protects nothing
LMSO_LINKS_KEY = "test-only-links-key-of-thirty-two-characters"
LMSO_SEAL_FILE = str(_scratch / "keys" / "seal.pem")
LMSO_SEAL_MADE = True
LMSO_BADGES_KEY = "test-only-badges-key-of-thirty-two-characters"
LMSO_ACCOUNTS_KEY = "test-only-accounts-key-of-thirty-two-characters"
LMSO_SECOND_FACTOR_REQUIRED = False  # thousands of tests sign their people in at once; those of accounts ask for it
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LMSO_MAIL_IS_TRACKED = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a file, not memory: threads and killed workers share it, as in production
    DATABASES["default"]["NAME"] = _scratch / "db.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": _scratch / "test.sqlite3"}
else:
    # a name of its own: two runs on one server do not meet
    DATABASES["default"]["TEST"] = {"NAME": _run.name.replace("-", "_")}
