"""The page where a person refuses optional messages. Looking changes nothing; the button does."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms_onboarding.common import clock
from lms_onboarding.links.services import opened

from .models import OptOut
from .optout import path_of
from .sending.composing import OPTOUT_SCOPE
from .services.refusing import opt_in, opt_out


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def optout(request: HttpRequest, recipient_key: str) -> HttpResponse:
    """GET: what may be refused, with a button. POST: refuse, or accept again with `again`."""
    now = clock.now()
    if opened(request, scope=OPTOUT_SCOPE, object_key=recipient_key, now=now) is None:
        return render(request, "lmso_links/unknown.html", status=404)
    if request.method == "POST":
        act = opt_in if "again" in request.POST else opt_out
        act(recipient_key, now=now)
        return HttpResponseRedirect(path_of(recipient_key))
    refusal = OptOut.objects.filter(recipient_key=recipient_key).first()
    return render(request, "lmso_mailing/optout.html", {"refusal": refusal})
