"""« Vérifier un badge »: an image or a text, from any issuer. Nothing is kept, nothing is fetched."""

from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from badges.limits import CHECKS
from badges.models import Award
from badges.verifying.checking import Handed, check
from badges.verifying.pictures import LARGEST
from badges.verifying.verdicts import Finding, Verdict
from lms_onboarding.common import clock
from lms_onboarding.common.limits import take, visitor

ENVELOPE = 512 * 1024  # the other fields of the form, and what surrounds them
UNREADABLE, TOO_BIG, TOO_OFTEN = 400, 413, 429


class BoundedUpload(MemoryFileUploadHandler):
    """Stops reading a file as soon as it is too long, whatever its announced length."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated, self.received = True, 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.received > LARGEST:
            raise StopUpload(connection_reset=True)
        return super().receive_data_chunk(raw_data, start)


# The check changes nothing and reads no cookie: a token would only make Django read the body before we bound it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The form; posted, its verdict on the same page. An unreadable request is a verdict too."""
    if request.method != "POST":
        return _page(request)
    if not take(CHECKS, visitor(request)):
        return _page(request, Finding(Verdict.TOO_OFTEN), status=TOO_OFTEN)
    if _announced(request) > LARGEST + ENVELOPE:
        return _page(request, Finding(Verdict.TOO_BIG), status=TOO_BIG)
    request.upload_handlers = [BoundedUpload(request)]
    try:
        handed, stopped = _handed(request)
    except (MultiPartParserError, BadRequest, SuspiciousOperation):  # cut on its way, or made by hand
        return _page(request, Finding(Verdict.UNREADABLE), status=UNREADABLE)
    if stopped:
        return _page(request, Finding(Verdict.TOO_BIG), status=TOO_BIG)
    return _page(request, check(handed, now=clock.now()), handed=handed)


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdecimal() else 0


def _handed(request: HttpRequest) -> tuple[Handed, bool]:
    """What was handed over, and whether reading it had to stop."""
    files: MultiValueDict[str, Any] = request.FILES
    handler: Any = request.upload_handlers[0] if request.upload_handlers else None
    if getattr(handler, "received", 0) > LARGEST:
        return Handed(), True
    file = files.get("file")
    return (
        Handed(
            content=file.read() if file else b"",
            text=request.POST.get("text", ""),
            email=request.POST.get("email", "")[:254],
            key=request.POST.get("key", ""),
        ),
        False,
    )


def _page(
    request: HttpRequest, finding: Finding | None = None, *, handed: Handed | None = None, status: int = 200
) -> HttpResponse:
    named = Award.objects.select_related("badge_class")
    award = named.filter(pk=finding.award).first() if finding and finding.award else None
    context = {"finding": finding, "handed": handed, "award": award}
    return render(request, "lmso_badges/verify.html", context, status=status)
