"""Public pages that every mail points to: personal data, complaints, accessibility, legal notice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms_onboarding.portal.services import offered_on_privacy_page, periods_on_privacy_page


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is held on a learner, why, until when, why somebody is told of them, and whom to ask."""
    context = {"own_data": offered_on_privacy_page(), "periods": periods_on_privacy_page()}
    return render(request, "lmso_portal/privacy.html", context)


@require_safe
def complaint(request: HttpRequest) -> HttpResponse:
    """How to complain, to whom, by what means."""
    return render(request, "lmso_portal/complaint.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What is checked, what is known to be imperfect, and whom to tell."""
    return render(request, "lmso_portal/accessibility.html")


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes these pages."""
    return render(request, "lmso_portal/legal.html")
