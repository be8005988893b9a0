"""Needs as the team reads them, the synthesis somebody signs, and the private requests of one reader."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.common.refusals import Refused
from lms_onboarding.enrolments.models import Enrolment
from lms_onboarding.people.models import Person
from lms_onboarding.portal import needs as page
from lms_onboarding.portal.visitors import for_the_team
from lms_onboarding.surveys.services import ReadingReserved, mark_handled, restricted_answers
from lms_onboarding.welcome import services as welcome


@never_cache
@require_safe
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """The sessions of this person that have not ended, and how many needs are still to be analysed."""
    visible = welcome.visible_to(request.user).standing().not_ended(clock.now()).select_related("course")
    rows = list(welcome.with_progress(visible).order_by("starts_at", "pk"))
    for_the_team(request, bool(rows))
    return render(request, "lmso_portal/needs_sessions.html", {"rows": rows})


@never_cache
@require_safe
@login_required
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Learners of a session: where each analysis stands, and what companies and funders said."""
    found = get_object_or_404(welcome.visible_to(request.user).select_related("course"), pk=pk)
    enrolments = list(welcome.followed(found.pk))
    learners = welcome.learners_needs(enrolments)
    rows = page.rows_of(learners, welcome.information_proofs(enrolments), now=clock.now())
    context = {"session": found, "rows": rows, "partners": welcome.partners_needs(found.pk)}
    return render(request, "lmso_portal/needs_session.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def learner(request: HttpRequest, pk: int) -> HttpResponse:
    """One learner: what they said, and the synthesis. Only who may sign finds the form."""
    enrolment = _visible(request, pk)
    (needs,) = welcome.learners_needs([enrolment])
    may_sign = welcome.signable_by(request.user).filter(pk=enrolment.session_id).exists()
    form = page.form_for(needs.current) if may_sign else None
    status = 200
    if request.method == "POST":
        if not may_sign:
            raise Http404
        form = page.SynthesisForm(request.POST)
        if form.is_valid() and _signed(request, enrolment, form):
            return redirect("lmso_portal:needs_learner", pk=pk)
        status = 422
        (needs,) = welcome.learners_needs([enrolment])
    context: dict[str, Any] = {
        "enrolment": enrolment,
        "needs": needs,
        "form": form,
        "stage": page.STAGES[needs.facts.stage(clock.now())],
        "syntheses": [(one, page.labels(one)) for one in needs.syntheses],
        "partners": page.partners_of(enrolment, welcome.partners_needs(enrolment.session_id)),
    }
    return render(request, "lmso_portal/needs_learner.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def private_requests(request: HttpRequest) -> HttpResponse:
    """Who asks for a contact of the disability referent: theirs alone. To anybody else the page does not exist."""
    person = Person.objects.filter(account_id=request.user.pk).first()
    if person is None:
        raise Http404
    try:
        if request.method == "POST":
            return _handled(request, person)
        found = restricted_answers(reader=person)
    except ReadingReserved as reserved:
        raise Http404 from reserved
    asked = [one.invitation.about.partition("/")[2] for one in found]
    learners = Enrolment.objects.filter(pk__in=asked).select_related("person", "session__course").in_bulk()
    rows = [(one, learners.get(int(pk))) for one, pk in zip(found, asked, strict=True)]
    waiting = [row for row in rows if row[0].handled_at is None]
    handled = [row for row in rows if row[0].handled_at is not None]
    context = {"title": page.waiting_title(len(waiting)), "waiting": waiting, "handled": handled[::-1]}
    return render(request, "lmso_portal/private_requests.html", context)


def _handled(request: HttpRequest, reader: Person) -> HttpResponse:
    """« Contact pris », at once, and as easily taken back."""
    given = request.POST.get("request", "")
    pk = int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0
    handled = request.POST.get("do") != "undo"
    if mark_handled(pk, reader=reader, handled=handled, now=clock.now()):
        told = _("C’est noté : le contact est pris.") if handled else _("La demande attend de nouveau.")
        messages.success(request, told)
    return redirect("lmso_portal:private_requests")


def _visible(request: HttpRequest, pk: int) -> Enrolment:
    visible: Any = welcome.visible_to(request.user)
    enrolments = Enrolment.objects.filter(session__in=visible).select_related(
        "person", "company", "funder", "session__course"
    )
    return get_object_or_404(enrolments, pk=pk)


def _signed(request: HttpRequest, enrolment: Enrolment, form: page.SynthesisForm) -> bool:
    author = welcome.Author(actor_of(request), str(request.user))
    try:
        welcome.synthesise(
            enrolment, form.analysis(), author=author, replaces=form.cleaned_data["replaces"], now=clock.now()
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return False
    told = _("Synthèse signée pour %(name)s. Son kit de bienvenue la lui redira.")
    messages.success(request, told % {"name": enrolment.person.full_name})
    return True
