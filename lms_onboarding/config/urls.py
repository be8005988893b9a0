"""Addresses of the whole project. The closed sign-in forms stand before what they close (docs/decisions/0002)."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

closed = RedirectView.as_view(pattern_name="account_login", query_string=True)
# Wagtail's own pages of accounts let whoever changes one make a superuser of it: there is one place, ours.
accounts = RedirectView.as_view(pattern_name="admin:lmso_accounts_user_changelist")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lms_onboarding.operations.urls")),
    path("admin/login/", closed),
    path("admin/password_reset/", closed),
    re_path(r"^admin/(?:users/|bulk/lmso_accounts/)", accounts),
    path("admin/", include(wagtailadmin_urls)),
    path("django-admin/login/", closed),
    path("django-admin/password_change/", closed),
    path("django-admin/", admin.site.urls),
    path("_util/login/", closed),
    path("documents/", include(wagtaildocs_urls)),
    path("compte/", include("lms_onboarding.accounts.urls")),
    path("api/", include("lms_onboarding.api.urls")),
    path("", include("lms_onboarding.privacy.urls")),
    path("", include("lms_onboarding.links.urls")),
    path("", include("lms_onboarding.documents.urls")),
    path("", include("lms_onboarding.mailing.urls")),
    path("badges/", include("badges.urls")),
    path("", include("lms_onboarding.surveys.urls")),
    path("", include("lms_onboarding.welcome.urls")),
    path("", include("lms_onboarding.offboarding.urls")),
    path("", include("qualiopi.urls")),
    path("", include("courses.urls")),
    path("", include("lms_onboarding.portal.urls")),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("lms_onboarding.demo.urls"))]
urlpatterns += [path("", include(wagtail_urls))]

handler400 = "lms_onboarding.common.errors.bad_request"
handler500 = "lms_onboarding.common.errors.server_error"
