"""The address by which a person refuses optional messages: where its link leads, and what a one-click POST does."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from .services.refusing import opt_out


def path_of(recipient_key: str) -> str:
    """`person/12` → the page with the button."""
    return reverse("lmso_mailing:optout", args=[recipient_key])


def one_click(request: HttpRequest, recipient_key: str, now: datetime) -> HttpResponse:
    """RFC 8058: the mail program posts `List-Unsubscribe=One-Click` to the link itself, without cookie nor page."""
    if request.POST.get("List-Unsubscribe") != "One-Click":
        return HttpResponse(status=400)
    opt_out(recipient_key, now=now)
    return HttpResponse(status=204)
