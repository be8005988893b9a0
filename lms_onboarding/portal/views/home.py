"""The first page after signing in: what this person can do here."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The menu as cards; each page decides again what the person may see."""
    return render(request, "lmso_portal/home.html")
