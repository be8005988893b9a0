"""The page where a learner answers a change, by personal link or signed in. A GET writes nothing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms_onboarding.common import clock
from lms_onboarding.common.refusals import Refused
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.welcome.enums import ReplyChoice
from lms_onboarding.welcome.reader import of_learner

from .answering import Answer, reply_to_change
from .links import SCOPE
from .reading import ReplyPage, reply_page
from .refusals import ReplyClosed, ReplyRefused

CONFLICT, GONE, UNPROCESSABLE = 409, 410, 422


@require_http_methods(["GET", "HEAD", "POST"])
@of_learner(SCOPE)
def session_reply(request: HttpRequest, enrolment: Enrolment) -> HttpResponse:
    """What changes, and the answer given, which may be changed until the session begins."""
    if request.method != "POST":
        return _page(request, enrolment)
    given = Answer(
        schedule_no=_number(request, "schedule"),
        cancelled=request.POST.get("cancelled") == "1",
        choice=request.POST.get("choice", ""),
        said=request.POST.get("said", ""),
    )
    try:
        kept = reply_to_change(enrolment=enrolment.pk, answer=given, by=enrolment.person.key, now=clock.now())
    except Refused as refusal:
        return _page(request, enrolment, given=given, refusal=refusal)
    told = _("C’est noté, merci.") if kept.choice == ReplyChoice.FITS else _("C’est noté. Nous vous répondons.")
    messages.success(request, told)
    return HttpResponseRedirect(reverse("lmso_welcome:session_reply", args=[enrolment.pk]))


def _page(
    request: HttpRequest, enrolment: Enrolment, *, given: Answer | None = None, refusal: Refused | None = None
) -> HttpResponse:
    page = reply_page(enrolment.pk, now=clock.now())
    if page is None:
        return render(request, "lmso_welcome/closed.html", status=GONE)
    context = {"page": page, "pk": enrolment.pk, "refusal": refusal, "typed": given or _before(page)}
    return render(request, "lmso_welcome/reply.html", context, status=_status(refusal))


def _before(page: ReplyPage) -> Answer:
    kept = page.reply
    return Answer(
        schedule_no=page.schedule_no,
        cancelled=page.cancelled,
        choice=kept.choice if kept else "",
        said=kept.said if kept else "",
    )


def _status(refusal: Refused | None) -> int:
    if refusal is None:
        return 200
    if isinstance(refusal, ReplyRefused):
        return UNPROCESSABLE
    return GONE if isinstance(refusal, ReplyClosed) else CONFLICT


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0
