"""« Quoi part, à qui, quand »: the fortnight of sendings, and what a person of the team may decide about them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms_onboarding.common import clock, french
from lms_onboarding.common.refusals import Refused
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.mailing.enums import MailState
from lms_onboarding.mailing.services import NothingToResend
from lms_onboarding.people.services import provider
from lms_onboarding.portal import sendings as page
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome import services as welcome
from lms_onboarding.welcome.enums import OF_PROVIDER, Holdable
from lms_onboarding.welcome.models import WelcomeKit

DAYS = 14
FACTS_OVER = timedelta(days=7)

View = Callable[..., HttpResponse]


def _readers(view: View) -> View:
    guarded = permission_required("lmso_welcome.view_welcomekit", raise_exception=True)(view)
    return never_cache(login_required(guarded))


def _deciders(view: View) -> View:
    """Who may hold back and send: the right to write a hold."""
    guarded = permission_required("lmso_welcome.change_sendinghold", raise_exception=True)(view)
    return never_cache(login_required(guarded))


@require_safe
@_readers
def sendings(request: HttpRequest) -> HttpResponse:
    now, organisation = clock.now(), provider()
    found = welcome.planned(now=now, days=DAYS)
    current = request.GET.get("etat", "")
    current = current if current in page.FILTERS else ""
    today = now.astimezone(organisation.zone).date()
    since = now - FACTS_OVER
    lacks = page.lacks_of(found, OF_PROVIDER)
    shown = page.SendingsPage(
        first=today,
        last=today + timedelta(days=DAYS - 1),
        days=page.days_of(page.shown(found, current), now=now, zone=organisation.zone),
        tabs=page.tabs_of(found, current),
        lacks=lacks,
        summary=page.summary_of(found),
        missing_title=page.missing_title(lacks),
        facts=welcome.facts_since(since),
        facts_since=since.astimezone(organisation.zone).date(),
        seen_at=now.astimezone(organisation.zone),
    )
    context = {"page": shown, "may_decide": request.user.has_perm("lmso_welcome.change_sendinghold")}
    return render(request, "lmso_portal/sendings.html", context)


@require_POST
@_deciders
def hold(request: HttpRequest, pk: int, message: str) -> HttpResponse:
    """Suspend a message of a session, or set one learner aside. Reversible: done at once, no question asked."""
    session, what, learner = _subject(request, pk, message)
    welcome.hold(session, what, enrolment=learner, by=_user_key(request), now=clock.now())
    about = learner.person.full_name if learner else session.code
    messages.success(request, _("C’est suspendu pour %(about)s : %(what)s.") % {"about": about, "what": what.label})
    return _back(request)


@require_POST
@_deciders
def lift(request: HttpRequest, pk: int, message: str) -> HttpResponse:
    session, what, learner = _subject(request, pk, message)
    welcome.lift(session, what, enrolment=learner, by=_user_key(request), now=clock.now())
    about = learner.person.full_name if learner else session.code
    messages.success(request, _("L’envoi reprend pour %(about)s : %(what)s.") % {"about": about, "what": what.label})
    return _back(request)


@require_safe
@_readers
def people(request: HttpRequest, pk: int, message: str) -> HttpResponse:
    """Everybody concerned by one message of one session, and who is set aside."""
    session = get_object_or_404(Session.objects.select_related("course"), pk=pk)
    what = _holdable(message)
    aside = set(_held_learners(session, what))
    rows = [(one, one.pk in aside) for one in _confirmed(session)]
    context: dict[str, Any] = {"session": session, "message": what, "rows": rows}
    context["may_decide"] = request.user.has_perm("lmso_welcome.change_sendinghold")
    return render(request, "lmso_portal/sending_people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_deciders
def send_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Kits before their date cannot be called back: a page names who receives what, then one button."""
    session = get_object_or_404(Session.objects.select_related("course"), pk=pk)
    waiting, aside = _waiting_for_kit(session)
    if request.method == "POST":
        return _send(request, session, waiting)
    context = {"session": session, "people": waiting, "aside": aside, "names": french.listing([*map(_name, waiting)])}
    return render(request, "lmso_portal/sending_now.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@_deciders
def kit_return(request: HttpRequest, pk: int) -> HttpResponse:
    """A kit that came back: the right address, then the same kit again, byte for byte."""
    kits = WelcomeKit.objects.select_related("mail", "enrolment__person", "enrolment__session__course")
    kit = get_object_or_404(kits, pk=pk)
    error, given = "", request.POST.get("email", kit.enrolment.person.email)
    if request.method == "POST":
        try:
            welcome.resend_kit(kit, email=given, by=_user_key(request), now=clock.now())
        except Refused as refusal:
            error = refusal.sentence
        except NothingToResend as refusal:
            error = str(refusal)
        else:
            sent = {"name": kit.enrolment.person.full_name, "email": given.strip()}
            messages.success(request, _("Le kit de %(name)s repart à %(email)s.") % sent)
            return redirect("lmso_portal:sendings")
    context = {
        "kit": kit,
        "error": error,
        "given": given,
        "is_returned": kit.mail.state in (MailState.BOUNCED, MailState.FAILED),
    }
    return render(request, "lmso_portal/kit_return.html", context, status=422 if error else 200)


def _send(request: HttpRequest, session: Session, waiting: list[Enrolment]) -> HttpResponse:
    chosen = {one.pk for one in waiting} & {int(pk) for pk in request.POST.getlist("enrolment") if pk.isdecimal()}
    try:
        sent = welcome.send_now(session, enrolments=chosen, by=_user_key(request), now=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("lmso_portal:sending_now", pk=session.pk)
    words = french.counted(sent, "kit")
    messages.success(request, _("C’est parti : %(kits)s pour %(code)s.") % {"kits": words, "code": session.code})
    return redirect("lmso_portal:sendings")


def _subject(request: HttpRequest, pk: int, message: str) -> tuple[Session, Holdable, Enrolment | None]:
    session = get_object_or_404(Session, pk=pk)
    learner = request.POST.get("enrolment", "")
    if not learner:
        return session, _holdable(message), None
    chosen = Enrolment.objects.select_related("person").filter(session=session)
    return session, _holdable(message), get_object_or_404(chosen, pk=int(learner) if learner.isdecimal() else 0)


def _holdable(message: str) -> Holdable:
    if message not in Holdable.values:
        raise Http404
    return Holdable(message)


def _confirmed(session: Session) -> list[Enrolment]:
    learners = Enrolment.objects.confirmed().filter(session=session).select_related("person")
    return list(learners.order_by("person__last_name", "person__first_name", "pk"))


def _held_learners(session: Session, message: Holdable) -> list[int]:
    held = session.sending_holds.filter(message=message, lifted_at__isnull=True, enrolment__isnull=False)
    return [pk for pk in held.values_list("enrolment_id", flat=True) if pk is not None]


def _waiting_for_kit(session: Session) -> tuple[list[Enrolment], list[Enrolment]]:
    """Who has no kit of these dates yet, and who among them was set aside."""
    done = set(_with_kit(session))
    aside = set(_held_learners(session, Holdable.KIT))
    waiting = [one for one in _confirmed(session) if one.pk not in done]
    return [one for one in waiting if one.pk not in aside], [one for one in waiting if one.pk in aside]


def _with_kit(session: Session) -> list[int]:
    kits = WelcomeKit.objects.filter(enrolment__session=session, schedule_no=session.schedule_no)
    return list(kits.values_list("enrolment_id", flat=True))


def _name(one: Enrolment) -> str:
    return one.person.full_name


def _user_key(request: HttpRequest) -> str:
    return f"user/{request.user.pk}"


def _back(request: HttpRequest) -> HttpResponse:
    """To the page of people when the decision was made there, else to the fortnight."""
    if request.POST.get("enrolment"):
        path = request.resolver_match
        if path is not None:
            return HttpResponseRedirect(reverse("lmso_portal:sending_people", kwargs=path.kwargs))
    return redirect("lmso_portal:sendings")
