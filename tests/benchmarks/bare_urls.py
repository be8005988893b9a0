"""The project's addresses, and one page more: the base template of the portal, with nothing in it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache

from lms_onboarding.config.urls import handler500
from lms_onboarding.config.urls import urlpatterns as project


@never_cache
@login_required
def bare(request: HttpRequest) -> HttpResponse:
    return render(request, "lmso_portal/base.html")


__all__ = ["handler500", "urlpatterns"]

urlpatterns = [path("bare/", bare), *project]
