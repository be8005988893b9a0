"""The information pack, by personal link. Reading it writes nothing; a download and the button are facts."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.refusals import Refused
from lms_onboarding.documents import services as documents
from lms_onboarding.links.models import PersonalLink
from lms_onboarding.welcome.reader import by_link, is_a_reader

from .composing import SCOPE, pack_key
from .facts import confirm_informed, note_pack_opened
from .reading import OpenedPack, open_pack

of_pack = by_link(SCOPE, pack_key)


@require_safe
@of_pack
def information(request: HttpRequest, link: PersonalLink, pk: int) -> HttpResponse:
    return render(request, "lmso_welcome/information.html", {"pk": pk, "page": _opened(pk)})


@require_POST
@of_pack
def confirm_registration(request: HttpRequest, link: PersonalLink, pk: int) -> HttpResponse:
    """« J’en ai pris connaissance et je confirme mon inscription »."""
    found = _opened(pk)
    if request.POST.get("schedule") != str(found.pack.schedule_no):
        # The page was open before a new pack took its place: nothing is confirmed unread.
        messages.warning(
            request, _("Le dossier a changé depuis que cette page est ouverte : relisez-le, puis confirmez.")
        )
        return HttpResponseRedirect(reverse("lmso_welcome:information", args=[pk]))
    try:
        if confirm_informed(found.pack, by=link.holder_key, now=clock.now()):
            messages.success(request, _("C’est noté : votre inscription est confirmée. Un e-mail vous le redit."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return HttpResponseRedirect(reverse("lmso_welcome:information", args=[pk]))


@require_safe
@of_pack
def information_piece(request: HttpRequest, link: PersonalLink, pk: int, piece: str) -> HttpResponse:
    """One of the documents, byte for byte as it was the day of the pack."""
    found = _opened(pk)
    wanted = next((one for one in found.pieces if one.slug == piece), None)
    if wanted is None:
        raise Http404
    response = HttpResponse(documents.read(wanted.blob), content_type=wanted.content_type)
    response["Content-Disposition"] = f'inline; filename="{wanted.filename}"'
    if is_a_reader(request):
        note_pack_opened(found.pack, piece=piece, by=link.holder_key, now=clock.now())
    return response


def _opened(pk: int) -> OpenedPack:
    found = open_pack(pk, now=clock.now())
    if found is None:
        raise Http404
    return found
