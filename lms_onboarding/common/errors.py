"""The pages shown when we fail, or when too much was sent: they read no database, no session and nothing sent."""

import base64
import hashlib
import logging
import re
import secrets
import sys
from typing import Final

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.defaults import bad_request as django_bad_request

from .middleware import HEADER

log = logging.getLogger(__name__)
TOO_LARGE: Final = 413
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, with a reference that is also in the log. The one inline style of the house, allowed by its own hash."""
    reference = f"{secrets.token_hex(2)}-{secrets.token_hex(2)}"
    log.error("incident %s %s %s", reference, request.method, request.path, exc_info=sys.exc_info())
    page = loader.get_template("500.html").render({"reference": reference})
    hashes = " ".join(f"'sha256-{_digest(style)}'" for style in _STYLE.findall(page))
    policy = f"default-src 'none'; style-src {hashes}; base-uri 'none'; frame-ancestors 'self'"
    return HttpResponse(page, status=500, headers={HEADER: policy})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """413 for a form or a file that is too large, which Django takes for a 400 like the others; those are 400."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return HttpResponse(loader.get_template("413.html").render(), status=TOO_LARGE)
    return django_bad_request(request, exception)


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
