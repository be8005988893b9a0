"""What concerns a learner in the follow-up of their first week: they read it, and may answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms_onboarding.common import clock
from lms_onboarding.followup.models import Alert
from lms_onboarding.followup.services import FollowupRefused, reply
from lms_onboarding.people.services import provider
from lms_onboarding.portal.alerts.own import own_cases
from lms_onboarding.portal.visitors import visitor_of
from lms_onboarding.welcome.services import hand_of


@never_cache
@require_safe
@login_required
def own(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_POST
@never_cache
@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A word for the team."""
    person = visitor_of(request).person
    if person is None:
        raise Http404
    try:
        reply(alert=pk, learner=person, words=request.POST.get("words", ""), now=clock.now())
    except FollowupRefused as refusal:
        return _show(request, refused=(pk, refusal.sentence, request.POST.get("words", "")))
    messages.success(request, _("Votre réponse est transmise à la personne qui vous suit."))
    return redirect("lmso_portal:own_followup")


def _show(request: HttpRequest, *, refused: tuple[int, str, str] | None = None) -> HttpResponse:
    if visitor_of(request).person is None:
        raise Http404
    organisation = provider()
    cases = own_cases(Alert.objects.about(request.user), zone=organisation.zone)
    current = next((one.alert for one in cases if one.alert.closed_at is None), None)
    hand = hand_of(current.enrolment_id, now=clock.now()) if current else None
    context = {"cases": cases, "refused": refused, "zone": organisation.zone_name, "current": current, "hand": hand}
    return render(request, "lmso_portal/alerts/own.html", context, status=422 if refused else 200)
