"""The project's addresses, and two pages that read nothing: one for who signed in, one that asks what they may do."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from lms_onboarding.config.urls import handler500
from lms_onboarding.config.urls import urlpatterns as project

ASKED = ("lmso_welcome.view_welcomekit", "lmso_enrolments.add_enrolment", "lmso_qualiopi.view_complaint")


@login_required
def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@login_required
def permissions(request: HttpRequest) -> HttpResponse:
    return HttpResponse(" ".join(name for name in ASKED if request.user.has_perm(name)))


__all__ = ["handler500", "urlpatterns"]

urlpatterns = [path("vide/", empty), path("droits/", permissions), *project]
