"""The pages a learner opens from a mail: the kit, and the dates. No account: the link's cookie is the right."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms_onboarding.common import clock
from lms_onboarding.documents import services as documents
from lms_onboarding.links.models import PersonalLink

from .agenda import FILENAME, agenda_of
from .pages import agenda_page, kit_page
from .reader import by_link, is_a_reader
from .services.facts import acknowledge as note_acknowledged
from .services.facts import note_opened
from .services.links import AGENDA_SCOPE, KIT_SCOPE, kit_key
from .services.reading import OpenedKit, open_dates, open_kit

of_kit = by_link(KIT_SCOPE, kit_key)
of_dates = by_link(AGENDA_SCOPE, lambda pk: f"enrolment/{pk}")


@require_safe
@of_kit
def kit(request: HttpRequest, link: PersonalLink, pk: int) -> HttpResponse:
    """Everything the documents say, readable on a telephone. Reading it writes nothing."""
    now = clock.now()
    return render(request, "lmso_welcome/kit.html", {"pk": pk, "page": kit_page(_opened(pk), link, now=now)})


@require_POST
@of_kit
def acknowledge(request: HttpRequest, link: PersonalLink, pk: int) -> HttpResponse:
    """« Bien reçu »."""
    found = _opened(pk)
    if note_acknowledged(found.kit, by=link.holder_key, now=clock.now()):
        trainer = found.content.trainer
        told = (
            _("C’est noté, merci. %(name)s le verra.") % {"name": trainer.name} if trainer else _("C’est noté, merci.")
        )
        messages.success(request, told)
    return HttpResponseRedirect(reverse("lmso_welcome:kit", args=[pk]))


@require_safe
@of_kit
def kit_piece(request: HttpRequest, link: PersonalLink, pk: int, piece: str) -> HttpResponse:
    """One of the kit's files, byte for byte as it left."""
    found = _opened(pk)
    wanted = next((one for one in found.pieces if one.slug == piece), None)
    if wanted is None:
        raise Http404
    response = HttpResponse(documents.read(wanted.blob), content_type=wanted.content_type)
    response["Content-Disposition"] = f'inline; filename="{wanted.filename}"'
    _note_reader(request, found, link, piece)
    return response


@require_safe
@of_kit
def kit_agenda(request: HttpRequest, link: PersonalLink, pk: int) -> HttpResponse:
    found = _opened(pk)
    if not found.content.appointments or found.cancelled:
        raise Http404
    drawn = found.kit.edition.agenda if not found.moved else None
    ics = documents.read(drawn) if drawn else agenda_of(found.content, stamped=clock.now())
    _note_reader(request, found, link, "agenda")
    return _calendar(ics)


@require_safe
@of_dates
def agenda(request: HttpRequest, link: PersonalLink, pk: int) -> HttpResponse:
    """The dates of a place just confirmed, before any kit."""
    found = open_dates(pk, now=clock.now())
    if found is None:
        raise Http404
    enrolment, content = found
    page = agenda_page(enrolment, content, link, now=clock.now())
    return render(request, "lmso_welcome/agenda.html", {"pk": pk, "page": page})


@require_safe
@of_dates
def agenda_file(request: HttpRequest, link: PersonalLink, pk: int) -> HttpResponse:
    found = open_dates(pk, now=clock.now())
    if found is None or not found[1].appointments or found[0].session.cancelled_at:
        raise Http404
    return _calendar(agenda_of(found[1], stamped=clock.now()))


def _opened(pk: int) -> OpenedKit:
    found = open_kit(pk, now=clock.now())
    if found is None:
        raise Http404
    return found


def _note_reader(request: HttpRequest, found: OpenedKit, link: PersonalLink, piece: str) -> None:
    if is_a_reader(request):
        note_opened(found.kit, piece=piece, by=link.holder_key, now=clock.now())


def _calendar(ics: bytes) -> HttpResponse:
    response = HttpResponse(ics, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILENAME}"'
    return response
