"""A learner's own documents and calendar, signed in. Somebody else's are not found."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms_onboarding.common import clock
from lms_onboarding.documents.models import IssuedDocument
from lms_onboarding.documents.services import read
from lms_onboarding.portal.visitors import visitor_of
from lms_onboarding.welcome.services import note_opened, own_agenda, own_piece


@require_safe
@never_cache
@login_required
def kit_piece(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """A file of one's own kit, byte for byte as it left; downloading it is having opened the kit."""
    found = own_piece(request.user, pk, slug)
    if found is None:
        raise Http404
    kit, piece = found
    content = read(piece.blob)
    if request.method == "GET":
        note_opened(kit, piece=slug, by=_reader(request), now=clock.now())
    return shown(content, piece.filename, piece.content_type)


@require_safe
@never_cache
@login_required
def issued(request: HttpRequest, number: str) -> HttpResponse:
    """A document issued in one's own name."""
    visitor = visitor_of(request)
    held = IssuedDocument.objects.of(visitor.person.key) if visitor.person else IssuedDocument.objects.none()
    found = held.select_related("blob").filter(number=number).first()
    if found is None:
        raise Http404
    return shown(read(found.blob), found.filename, found.content_type)


@require_safe
@never_cache
@login_required
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """The dates of one of one's own enrolments, for a calendar."""
    mine = {one.pk for one in visitor_of(request).enrolments}
    content = own_agenda(pk, now=clock.now()) if pk in mine else None
    if content is None:
        raise Http404
    return shown(content, "rendez-vous.ics", "text/calendar; charset=utf-8", attached=True)


def _reader(request: HttpRequest) -> str:
    person = visitor_of(request).person
    return person.key if person else f"user/{request.user.pk}"


def shown(content: bytes, filename: str, content_type: str, *, attached: bool = False) -> HttpResponse:
    """A file, to be read in the browser or kept."""
    disposition = content_disposition_header(attached, filename) or "inline"
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
