"""Pages of the demonstration: its accounts, and the mails that its learners received."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from lms_onboarding.accounts.models import User
from lms_onboarding.accounts.services import codes_of_the_moment, sign_in_whole

from .guest import guest_code, guest_of
from .mailbox import latest, letter
from .models import DemoState
from .registers import PASSPHRASE, code_to_try

SHOWN = 200
LOOPBACK = ("127.0.0.1", "::1")
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


def _demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """These pages sign anybody in: they answer to this machine only, and only in a demonstration."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO or request.META.get("REMOTE_ADDR") not in LOOPBACK:
            raise Http404
        return view(request, **kwargs)

    return guarded


@require_safe
@_demo_only
def accounts(request: HttpRequest) -> HttpResponse:
    """Who can be tried, one button each."""
    people = list(User.objects.filter(is_active=True).prefetch_related("groups").order_by("groups__name", "last_name"))
    codes = codes_of_the_moment(people, now=time.time())  # as an application does, on the machine's clock
    state = DemoState.objects.first()
    context = {
        "people": [(person, codes.get(person.pk, "")) for person in people],
        "state": state,
        "guest": guest_of(guest_code(state)) if state else None,
        "passphrase": PASSPHRASE,
        "follow_up": code_to_try(),
    }
    return render(request, "lmso_demo/accounts.html", context)


@require_POST
@_demo_only
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the invented people, without a code nor a second factor."""
    user = get_object_or_404(User, pk=request.POST.get("account") or 0, is_active=True)
    sign_in_whole(request, user)
    return redirect("lmso_portal:home")


@require_safe
@_demo_only
def mails(request: HttpRequest) -> HttpResponse:
    """The last mails of the folder, newest first."""
    return render(request, "lmso_demo/mails.html", {"letters": latest(SHOWN), "shown": SHOWN})


@require_safe
@_demo_only
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its headers, its HTML in a closed frame, its text, its files."""
    found = letter(name)
    if found is None:
        raise Http404
    return render(request, "lmso_demo/mail.html", {"letter": found})


@require_safe
@_demo_only
@xframe_options_sameorigin
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a mail under a policy of its own: no script, no outside resource."""
    found = letter(name)
    if found is None:
        raise Http404
    body = found.html.replace("<head>", '<head><base target="_top">', 1)
    return HttpResponse(body, headers={"Content-Security-Policy": MAIL_POLICY})


@require_safe
@_demo_only
def mail_part(request: HttpRequest, name: str, index: int) -> HttpResponse:
    """One file joined to a mail."""
    found = letter(name)
    parts = found.attachments if found else []
    if index >= len(parts):
        raise Http404
    part = parts[index]
    disposition = "inline" if part.content_type == "application/pdf" else "attachment"
    headers = {"Content-Disposition": f'{disposition}; filename="{part.filename}"'}
    return HttpResponse(part.content, content_type=part.content_type, headers=headers)
