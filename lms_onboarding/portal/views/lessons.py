"""What a learner does in a lesson. Each form works without script; what is refused comes back as it was typed."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.models import LessonPage
from courses.services import around
from lms_onboarding.common import clock, french
from lms_onboarding.people.models import Person
from lms_onboarding.portal.learning import lessons, serving
from lms_onboarding.portal.visitors import visitor_of
from lms_onboarding.progress.models import StuckReport
from lms_onboarding.progress.services import (
    ActionGone,
    Answer,
    Call,
    CallRefused,
    Declaration,
    LessonClosed,
    ProgressRefused,
    QuestionChanged,
    attempt_check,
    declare_action,
    mark_answer_read,
    report_stuck,
    settle_stuck,
)

CONFLICT = (QuestionChanged, ActionGone)  # the page was rewritten between reading and answering
Gesture = Callable[[HttpRequest, LessonPage, Person, datetime], HttpResponseBase]


def _by_learner(gesture: Gesture) -> Callable[..., HttpResponseBase]:
    """A lesson that exists and a person who follows one; a place that closed meanwhile shows why, with status 403."""

    @require_POST
    @login_required
    @wraps(gesture)
    def view(request: HttpRequest, pk: int) -> HttpResponseBase:
        page = get_object_or_404(LessonPage, pk=pk)
        visitor = visitor_of(request)
        if visitor.person is None:
            raise Http404
        if serving.asks_more(page, request):
            return HttpResponseRedirect(page.get_url(request))
        try:
            return gesture(request, page, visitor.person, clock.now())
        except LessonClosed as closed:
            return serving.closed(request, [closed.reason], status=403)

    return view


@_by_learner
def check(request: HttpRequest, page: LessonPage, person: Person, now: datetime) -> HttpResponseBase:
    """One more try. htmx, or the script that stands for it, receives the question alone."""
    block = request.POST.get("block", "")
    option = request.POST.get(f"reponse-{block}", "")
    try:
        attempt_check(
            person=person,
            page=page.pk,
            answer=Answer(block=block, option=option, revision=_revision(request)),
            now=now,
        )
    except LessonClosed:
        raise
    except ProgressRefused as refusal:
        asked = {str(child.id) for child in page.body}
        returned = lessons.Returned(refusal.sentence, block if block in asked else "", _status(refusal))
        return _again(request, page, returned, now)
    if getattr(request, "htmx", False):
        desk = lessons.Desk(visitor_of(request), *around(page), now)
        context = lessons.context_of(page, request, desk)
        child = next(child for child in page.body if str(child.id) == block)
        return render(request, "lmso_portal/lesson/one_block.html", {**context, "child": child})
    return HttpResponseRedirect(f"{page.get_url(request)}#q-{block}")


@_by_learner
def action(request: HttpRequest, page: LessonPage, person: Person, now: datetime) -> HttpResponseBase:
    """« C’est fait », with what the kind of proof asks for."""
    value = request.POST.get("value", "")
    declaration = Declaration(block=request.POST.get("block", ""), revision=_revision(request), value=value)
    try:
        declare_action(person=person, page=page.pk, declaration=declaration, now=now)
    except LessonClosed:
        raise
    except ProgressRefused as refusal:
        where = "" if isinstance(refusal, ActionGone) else "action"
        returned = lessons.Returned(refusal.sentence, where, _status(refusal), {"value": value})
        return _again(request, page, returned, now)
    return HttpResponseRedirect(f"{page.get_url(request)}#action")


@_by_learner
def ask_for_help(request: HttpRequest, page: LessonPage, person: Person, now: datetime) -> HttpResponseBase:
    """« Je suis bloqué »: heard even when the lesson was withdrawn meanwhile."""
    typed = {"motive": request.POST.get("motive", ""), "text": request.POST.get("text", "")}
    try:
        report = report_stuck(person=person, page=page.pk, call=Call(**typed), now=now)
    except CallRefused as refusal:
        returned = lessons.Returned(refusal.sentence, "help", typed=typed)
        return _again(request, page, returned, now)
    due = french.day_and_hour(french.local(report.answer_due_at), year=False)
    messages.success(request, _("C’est envoyé. Vous aurez une réponse d’ici au %(due)s.") % {"due": due})
    if not page.live:
        return HttpResponseRedirect(reverse("lmso_portal:home"))
    return HttpResponseRedirect(f"{page.get_url(request)}#aide")


@require_POST
@login_required
def call_read(request: HttpRequest, pk: int) -> HttpResponse:
    """The learner read the answer."""
    report, person = _own_call(request, pk)
    mark_answer_read(report=report.pk, reader=person, now=clock.now())
    return _back_to(report, request)


@require_POST
@login_required
def call_settled(request: HttpRequest, pk: int) -> HttpResponse:
    """« J’ai trouvé »: nobody is waited for any more."""
    report, person = _own_call(request, pk)
    if settle_stuck(report=report.pk, learner=person, now=clock.now()):
        messages.success(request, _("Bien joué. Votre demande est close."))
    return _back_to(report, request)


def _own_call(request: HttpRequest, pk: int) -> tuple[StuckReport, Person]:
    person = visitor_of(request).person
    if person is None:
        raise Http404
    return get_object_or_404(StuckReport.objects.of(person), pk=pk), person


def _back_to(report: StuckReport, request: HttpRequest) -> HttpResponse:
    page = LessonPage.objects.live().filter(pk=report.page_id).first()
    return HttpResponseRedirect(f"{page.get_url(request)}#aide" if page else reverse("lmso_portal:home"))


def _again(request: HttpRequest, page: LessonPage, returned: lessons.Returned, now: datetime) -> HttpResponseBase:
    """The lesson with what was refused; a lesson that is closed to this person shows why, and nothing of itself."""
    visitor = visitor_of(request)
    course, siblings = around(page)
    found = serving.reasons_for(course, visitor, page, now=now)
    if any(reason.blocking for reason in found):
        return serving.closed(request, found, status=403)
    desk = lessons.Desk(visitor, course, siblings, now, aside=serving.apart(found))
    return lessons.show(page, request, desk, returned)


def _revision(request: HttpRequest) -> int | None:
    """The revision displayed, which travels with the form; anything else is an unknown one."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def _status(refusal: ProgressRefused) -> int:
    return 409 if isinstance(refusal, CONFLICT) else 422
