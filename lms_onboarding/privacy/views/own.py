"""One's own data: what is held, why, and the archive to take away. The team notes requests, and reads nothing here."""

import tempfile
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.common.limits import Limit, take
from lms_onboarding.common.refusals import Refused
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.privacy.archive import write_archive
from lms_onboarding.privacy.consents.reading import consents
from lms_onboarding.privacy.forms import RequestForm
from lms_onboarding.privacy.gathering import counts
from lms_onboarding.privacy.holding import subject_of
from lms_onboarding.privacy.models import DataRequest
from lms_onboarding.privacy.services import ask_for_data, note_taken

ADD: Final = "lmso_privacy.add_datarequest"
UNPROCESSABLE: Final = 422
PER_PAGE: Final = 50
IN_MEMORY: Final = 8 << 20  # bytes; a larger archive waits in a file that disappears by itself
ARCHIVES: Final = Limit("data-archives", places=5, seconds=3600)  # each reads everything and zips it


@require_safe
@never_cache
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """What is held on the person who is signed in, and the way to take it."""
    person = person_of(request)
    now = clock.now()
    standing = DataRequest.objects.visible_to(request.user).open_at(now).first()
    context = {"person": person, "held": counts(subject_of(person)), "standing": standing}
    context["consents"] = [one for one in consents(person) if one.stands]
    return render(request, "lmso_privacy/own.html", context)


@require_POST
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    ask_for_data(person_of(request), by=actor_of(request), now=clock.now())
    messages.success(request, _("Votre archive peut être prise dès maintenant, ici même, pendant quatorze jours."))
    return redirect("lmso_privacy:own")


@require_POST
@login_required
def take_away(request: HttpRequest) -> HttpResponse | FileResponse:
    """The archive, made now and kept nowhere."""
    now = clock.now()
    asked = get_object_or_404(DataRequest.objects.visible_to(request.user).open_at(now).select_related("person"))
    if not take(ARCHIVES, asked.person.key):
        messages.warning(
            request, _("Vous avez déjà pris cinq fois l’archive depuis une heure : revenez un peu plus tard.")
        )
        return redirect("lmso_privacy:own")
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  FileResponse closes it once it has left
    write_archive(file, subject_of(asked.person), provider(), now=now)
    note_taken(asked, by=actor_of(request), now=now)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="mes-donnees.zip", content_type="application/zip")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@permission_required(ADD, raise_exception=True)
def requests(request: HttpRequest) -> HttpResponse:
    """Requests of the last months, and one more: who asked by telephone takes their data after signing in."""
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (person := form.person()):
        try:
            ask_for_data(person, by=actor_of(request), now=clock.now())
        except Refused as refusal:
            form.add_error("email", refusal.sentence)
        else:
            messages.success(
                request, _("C’est noté : %s reçoit un message, et prend son archive après connexion.") % person
            )
            return redirect("lmso_privacy:requests")
    page = Paginator(DataRequest.objects.select_related("person", "mail"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return render(request, "lmso_privacy/requests.html", context, status=UNPROCESSABLE if form.errors else 200)


def person_of(request: HttpRequest) -> Person:
    """The person of this account. 404 for an account that carries nobody: nothing is held on it but itself."""
    found = Person.objects.filter(account=request.user.pk).first()
    if found is None:
        raise Http404
    return found
