"""What the holder alone may do: take the badge away, decide who sees their name. By account or by personal link."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from badges.addresses import HOLDER_SCOPE
from badges.enums import AwardState, Visibility
from badges.models import Award
from badges.services import note_taken, show, taken_as_drawing, taken_away
from badges.views.machines import SANDBOX
from lms_onboarding.common import clock
from lms_onboarding.links.services import opened


def holds(request: HttpRequest, award: Award) -> bool:
    """Whether this visitor is the holder: signed in, or come by the link they were sent."""
    if award.person is None:
        return False
    if request.user.is_authenticated and award.person.account_id == request.user.pk:
        return True
    key = str(award.uuid)
    link = opened(request, scope=HOLDER_SCOPE, object_key=key, now=clock.now())
    return link is not None and link.holder_key == award.person.key


@never_cache
@require_safe
def baked_png(request: HttpRequest, uuid: UUID) -> HttpResponse:
    award = _own(request, Q(uuid=uuid))
    return _taken(request, award, taken_away(award), "png", "image/png")


@never_cache
@require_safe
def baked_svg(request: HttpRequest, uuid: UUID) -> HttpResponse:
    award = _own(request, Q(uuid=uuid))
    content = taken_as_drawing(award)
    if content is None:
        raise Http404
    return _taken(request, award, content, "svg", "image/svg+xml")


@never_cache
@require_safe
def credential(request: HttpRequest, credential: UUID) -> HttpResponse:
    award = _own(request, Q(credential_id=credential))
    return _taken(request, award, award.credential.encode(), "jwt", "application/vc+jwt")


@never_cache
@require_safe
def credential_of_award(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same, where the cookie of a personal link is sent."""
    award = _own(request, Q(uuid=uuid))
    return _taken(request, award, award.credential.encode(), "jwt", "application/vc+jwt")


@never_cache
@require_POST
def visibility(request: HttpRequest, uuid: UUID) -> HttpResponse:
    award = _own(request, Q(uuid=uuid))
    chosen = request.POST.get("visibility", "")
    if chosen not in Visibility.values:
        raise Http404
    by = award.person.key if award.person else ""
    show(award, visibility=Visibility(chosen), by=by, now=clock.now())
    public = chosen == Visibility.PUBLIC
    messages.success(
        request,
        _("C’est noté : votre nom est affiché.") if public else _("C’est noté : votre nom n’est plus affiché."),
    )
    return redirect("lmso_badges:assertion", uuid=uuid)


def _own(request: HttpRequest, named: Q) -> Award:
    """The holder's award, whatever its state but erased. Anybody else learns nothing, not even that it exists."""
    rows = Award.objects.select_related("person", "badge_class__image", "badge_class__drawing", "signing_key")
    award = rows.filter(named).exclude(state=AwardState.ERASED).first()
    if award is None or not holds(request, award):
        raise Http404
    return award


def _taken(request: HttpRequest, award: Award, content: bytes, ending: str, kind: str) -> HttpResponse:
    if request.method == "GET":
        note_taken(award, form=ending, now=clock.now())
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{award.badge_class.slug}.{ending}"'
    response["Content-Security-Policy"] = SANDBOX
    response["X-Robots-Tag"] = "noindex"
    return response
