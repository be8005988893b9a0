"""The team's side of « Je suis bloqué »: what waits, and one call to read and answer."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms_onboarding.common import clock
from lms_onboarding.links.services import opened
from lms_onboarding.people.models import Person
from lms_onboarding.portal.visitors import for_the_team, visitor_of
from lms_onboarding.progress.models import StuckReport
from lms_onboarding.progress.services import STUCK_SCOPE, AlreadyAnswered, CallRefused, answer_stuck

WITH = ("person", "answered_by", "enrolment__session__course")
RECENT = 20


@require_safe
@never_cache
@login_required
def calls(request: HttpRequest) -> HttpResponse:
    """The calls of one's own sessions: those that wait, oldest first, then the last that were settled."""
    mine = StuckReport.objects.visible_to(request.user).select_related(*WITH)
    if visitor_of(request).person is None:
        raise Http404
    waiting = list(mine.open().order_by("answer_due_at", "pk"))
    done = list(mine.exclude(pk__in=[call.pk for call in waiting]).order_by("-reported_at")[:RECENT])
    for_the_team(request, bool(waiting or done))
    return render(request, "lmso_portal/stuck_calls.html", {"waiting": waiting, "done": done, "now": clock.now()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One call, by the link of the mail or signed in. Who no longer follows the session finds nothing."""
    reader = _reader(request, pk)
    if reader is None:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        raise Http404
    report = StuckReport.objects.answerable_by(reader).select_related(*WITH).filter(pk=pk).first()
    if report is None:
        raise Http404
    typed, error, status = "", "", 200
    if request.method == "POST":
        typed = request.POST.get("answer", "")
        try:
            answer_stuck(report=report.pk, text=typed, author=reader, now=clock.now())
        except AlreadyAnswered as refusal:
            error, status = refusal.sentence, 409
            report.refresh_from_db()
        except CallRefused as refusal:
            error, status = refusal.sentence, 422
        else:
            messages.success(
                request,
                _("Votre réponse est partie. Un e-mail prévient %(who)s.")
                % {"who": report.person.first_name or report.person.full_name},
            )
            return HttpResponseRedirect(request.path)
    context = {"report": report, "typed": typed, "error": error, "now": clock.now()}
    return render(request, "lmso_portal/stuck_answer.html", context, status=status)


def _reader(request: HttpRequest, pk: int) -> Person | None:
    """The person to whom the link was sent, else the one who signed in."""
    link = opened(request, scope=STUCK_SCOPE, object_key=str(pk), now=clock.now())
    if link is not None:
        room, _slash, key = link.holder_key.partition("/")
        if room == "person" and key.isdecimal():
            return Person.objects.filter(pk=int(key)).first()
    return visitor_of(request).person
