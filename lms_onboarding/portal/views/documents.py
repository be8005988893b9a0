"""`/d/<number>`: where the code printed on a document leads. The number opens nothing by itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms_onboarding.common import clock
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import read
from lms_onboarding.links.services import TooManyCodes, grant_cookie, opened, scope_named
from lms_onboarding.portal.codes import PURPOSE, open_with_code, send_code


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def document(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for a code, then for the code received; the answers never tell whether the number exists."""
    now = clock.now()
    if opened(request, scope=PURPOSE, object_key=number, now=now):
        found = IssuedDocument.objects.get(number=number)
        return render(request, "lmso_portal/document.html", {"document": found})
    if request.method != "POST":
        return _ask(request, number)
    if "code" not in request.POST:
        return _send(request, number)
    link = open_with_code(number, code=request.POST["code"], now=now)
    if link is None:
        return _ask(request, number, sent=True, error="wrong", status=422)
    response = redirect(scope_named(link.scope).path_of(link.object_key))
    grant_cookie(response, link, request, now=now)
    return response


def _send(request: HttpRequest, number: str) -> HttpResponse:
    try:
        send_code(number, now=clock.now())
    except TooManyCodes as refusal:
        return _ask(request, number, sent=True, error=str(refusal), status=429)
    return _ask(request, number, sent=True)


def _ask(request: HttpRequest, number: str, *, sent: bool = False, error: str = "", status: int = 200) -> HttpResponse:
    context = {"number": number, "sent": sent, "error": error}
    return render(request, "lmso_portal/document_code.html", context, status=status)


@never_cache
@require_safe
def document_file(request: HttpRequest, number: str) -> HttpResponse:
    """The exact bytes issued, for the visitor who gave the code."""
    if not opened(request, scope=PURPOSE, object_key=number, now=clock.now()):
        return redirect("lmso_portal:document", number=number)
    found = IssuedDocument.objects.select_related("blob").get(number=number)
    headers = {"Content-Disposition": f'inline; filename="{found.filename}"'}
    return HttpResponse(read(found.blob), content_type=found.content_type, headers=headers)
