"""Writing to a group: the words, then the message as the first learner will read it, then it leaves for each."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms_onboarding.common import clock, french
from lms_onboarding.followup.services import (
    FollowupRefused,
    GroupMessage,
    group_messages,
    letters_to_group,
    write_to_group,
)
from lms_onboarding.people.services import provider
from lms_onboarding.portal.visitors import visitor_of
from lms_onboarding.welcome.services import sessions_to_call_for


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """`act`: « apercu » shows, « envoyer » sends what was shown."""
    session = get_object_or_404(sessions_to_call_for(request.user).standing().select_related("course"), pk=pk)
    author = visitor_of(request).person
    if author is None:
        raise Http404
    context: dict[str, Any] = {"session": session, "zone": provider().zone_name, "typed": request.POST}
    status = 200
    if request.method == "POST":
        message = GroupMessage(request.POST.get("subject", ""), request.POST.get("text", ""))
        try:
            if request.POST.get("act") == "envoyer":
                sent = write_to_group(session, by=author, message=message, now=clock.now())
                _tell(request, len(sent))
                return redirect("lmso_portal:group", pk=session.pk)
            first, people = letters_to_group(session, by=author, message=message)
        except FollowupRefused as refusal:
            context["refusal"], status = refusal, 422
        else:
            names = french.listing([one.full_name for one in people])
            context |= {"first": first, "names": names, "count": len(people)}
    context["written"] = group_messages(session)
    return render(request, "lmso_portal/alerts/group_write.html", context, status=status)


def _tell(request: HttpRequest, count: int) -> None:
    if not count:
        messages.info(request, _("Chacun a déjà reçu ces mots-là : rien n’est parti de plus."))
        return
    said = french.counted(count, "personne", feminine=True)
    messages.success(request, _("Votre message part à %(people)s dans une minute.") % {"people": said})
