"""The embedded settings as `make up` has them, without what stands beside the site: no worker, no collected files."""

from lms_onboarding.config.settings.dev import *  # noqa: F403  settings extend settings by the star, Django's own convention

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
EMAIL_BACKEND = "lms_onboarding.mailing.backends.RefusingFolderBackend"
LMSO_REFUSED_ADDRESSES = ["hugo@exemple.fr"]
CELERY_TASK_ALWAYS_EAGER = True  # a sign-in code leaves within the request that asks for it
WHITENOISE_USE_FINDERS = True
ACCOUNT_RATE_LIMITS = {"request_login_code": "", "login": ""}  # all visitors of these tests have one address
