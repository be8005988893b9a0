"""`/verifier/`: is this document authentic, by its number or by the file itself. No name is ever shown."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms_onboarding.common import clock

from .services import Standing, certificate_of_the_seal, verify_file, verify_number

LARGEST: Final = 10 * 1024 * 1024
LONGEST_NUMBER: Final = 40


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The two ways to ask. A number leads to its own address; a file is read and forgotten."""
    if request.method != "POST":
        return _page(request)
    uploaded = request.FILES.get("file")
    number = "".join(request.POST.get("number", "").split())
    if uploaded is not None:
        if (uploaded.size or 0) > LARGEST:
            return _page(request, error="large", status=422)
        return _page(request, verdict=verify_file(uploaded.read(), now=clock.now()), by_file=True)
    if not number or len(number) > LONGEST_NUMBER or not number.replace("-", "").isalnum() or not number.isascii():
        return _page(request, error="number", status=422)
    return redirect("lmso_documents:verify_number", number=number)


@never_cache
@require_safe
def verify_by_number(request: HttpRequest, number: str) -> HttpResponse:
    """Where the code printed on a document leads. An unknown number is an answer, not a missing page."""
    verdict = verify_number(number)
    status = 404 if verdict.standing is Standing.UNKNOWN else 200
    return _page(request, verdict=verdict, number=number, status=status)


@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """The public certificate of the seal: what a reader of PDFs is told to trust."""
    headers = {"Content-Disposition": 'attachment; filename="cachet.pem"'}
    content = certificate_of_the_seal(at=clock.now())
    return HttpResponse(content, content_type="application/x-pem-file", headers=headers)


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "lmso_documents/verify.html", context, status=status)
