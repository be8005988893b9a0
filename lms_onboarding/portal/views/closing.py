"""Closing a session: its bilans, its assessments, its release, its documents.

Permission is in the fetch: a session that is not theirs does not exist for them.
"""

import tempfile
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.offboarding import services as offboarding
from lms_onboarding.offboarding.models import Bilan
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.portal import closing as page
from lms_onboarding.portal.visitors import for_the_team, visitor_of
from lms_onboarding.progress.services import assess, goals_of
from lms_onboarding.sessions.models import Session
from lms_onboarding.welcome.services import visible_to

UNPROCESSABLE = 422
IN_MEMORY: Final = 8 << 20  # bytes; a larger archive waits in a file that disappears by itself


@never_cache
@require_safe
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """The sessions of this person that have ended: to prepare, to validate, to release, released."""
    theirs = offboarding.sessions_to_close_for(request.user).select_related("course")
    rows = list(offboarding.with_closings(theirs, now=clock.now()).order_by("-ends_at", "pk")[:100])
    for_the_team(request, bool(rows))
    return render(request, "lmso_portal/closing_sessions.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the closing; then the list of learners, and the first who waits."""
    found = _session(request, pk)
    if request.method == "POST":
        return _validate_all(request, found) if request.POST.get("do") == "validate" else _open(request, found)
    desk = offboarding.desk_of(found)
    waiting = desk.to_validate
    if desk.closing is not None and waiting and not found.released_at:
        return redirect("lmso_portal:closing_bilan", pk=pk, enrolment=waiting[0].enrolment_id)
    return _desk(request, desk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def bilan(request: HttpRequest, pk: int, enrolment: int) -> HttpResponse:
    """One learner: the draft and its facts; edit, validate, go to the next."""
    found = _session(request, pk)
    desk = offboarding.desk_of(found)
    row = desk.bilans.get(enrolment)
    if row is None:
        raise Http404
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            return _saved(request, desk, row)
        except Refused as refused:
            refusal = refused
    return _desk(request, desk, row, refusal)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def assessment(request: HttpRequest, pk: int, enrolment: int) -> HttpResponse:
    """The grid of each objective for one learner."""
    found = _session(request, pk)
    learner = offboarding.gather(found, only=[enrolment]).by_enrolment.get(enrolment)
    if learner is None:
        raise Http404
    goals, errors = goals_of(found), dict[str, str]()
    posted = request.POST if request.method == "POST" else None
    if posted is not None:
        try:
            judged = page.judgements_from(goals, posted)
            assess(learner.enrolment, judged, assessor=_person(request), by=actor_of(request), now=clock.now())
        except Refused as refusal:
            errors[refusal.field] = refusal.sentence
        else:
            _refresh_draft(learner.enrolment.pk)
            name = learner.enrolment.person.full_name
            messages.success(request, _("L’évaluation de %(name)s est enregistrée.") % {"name": name})
            return redirect("lmso_portal:closing", pk=pk)
    day = local_date(min(found.ends_at or clock.now(), clock.now()), provider().zone)
    grids = list(page.grids_of(goals, learner.assessments, posted, on=day, errors=errors))
    context = {"session": found, "learner": learner, "grids": grids, "levels": page.LEVELS, "errors": errors}
    return render(request, "lmso_portal/closing_assessment.html", context, status=UNPROCESSABLE if errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """What each will receive, and who signs; then it is done."""
    found = _session(request, pk)
    if found.released_at:
        return redirect("lmso_portal:closing", pk=pk)
    form = page.ReleaseForm(request.POST or None, initial=page.signing_first(provider()))
    if request.method == "POST" and form.is_valid():
        try:
            offboarding.release(found, form.signer(), by=actor_of(request), now=clock.now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(
                request, _("C’est remis. Les documents s’établissent, puis chaque personne est prévenue.")
            )
            return redirect("lmso_portal:closing", pk=pk)
    desk = offboarding.desk_of(found)
    handed = page.handed_over(desk, offboarding.badges_of(desk.group, released_at=clock.now()))
    context = {"session": found, "desk": desk, "handed": handed, "people": page.people_handed(desk), "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "lmso_portal/closing_release.html", context, status=status)


@never_cache
@require_safe
@login_required
def archive(request: HttpRequest, pk: int) -> FileResponse:
    """Every document of the session in one file, for the team."""
    found = _session(request, pk)
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  FileResponse closes it once it has left
    offboarding.write_archive(file, found)
    file.seek(0)
    name = f"documents-{found.code.lower()}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@require_POST
@never_cache
@login_required
def correct(request: HttpRequest, pk: int, enrolment: int) -> HttpResponse:
    """Hand over a corrected bilan: a new version, its holder is told."""
    found = _session(request, pk)
    row = get_object_or_404(Bilan.objects.current(), enrolment=enrolment, enrolment__session=found)
    try:
        offboarding.release_correction(row, by=actor_of(request), now=clock.now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("La nouvelle version s’établit ; elle remplacera la précédente."))
    return redirect("lmso_portal:closing_bilan", pk=pk, enrolment=enrolment)


def _open(request: HttpRequest, found: Session) -> HttpResponse:
    try:
        offboarding.open_closing(found, by=actor_of(request), now=clock.now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("lmso_portal:closings")
    return redirect("lmso_portal:closing", pk=found.pk)


def _validate_all(request: HttpRequest, found: Session) -> HttpResponse:
    waiting = offboarding.desk_of(found).to_validate
    try:
        person = _person(request)
        offboarding.validate_bilans(waiting, validator=person, by=actor_of(request), now=clock.now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("Les bilans restants sont validés."))
    return redirect("lmso_portal:closing", pk=found.pk)


def _saved(request: HttpRequest, desk: offboarding.Desk, row: Bilan) -> HttpResponse:
    now, by = clock.now(), actor_of(request)
    saved = offboarding.save_bilan(row, page.wording_from(request.POST), by=by, now=now)
    pk, name = desk.session.pk, row.enrolment.person.full_name
    if request.POST.get("do") != "validate":
        messages.success(request, _("Le bilan de %(name)s est enregistré.") % {"name": name})
        return redirect("lmso_portal:closing_bilan", pk=pk, enrolment=row.enrolment_id)
    offboarding.validate_bilans([saved], validator=_person(request), by=by, now=now)
    messages.success(request, _("Le bilan de %(name)s est validé.") % {"name": name})
    following = page.next_to_read(desk, row.enrolment_id)
    if following is None or desk.session.released_at:
        return redirect("lmso_portal:closing_bilan", pk=pk, enrolment=row.enrolment_id)
    return redirect("lmso_portal:closing_bilan", pk=pk, enrolment=following.pk)


def _desk(
    request: HttpRequest, desk: offboarding.Desk, row: Bilan | None = None, refusal: Refused | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "desk": desk,
        "session": desk.session,
        "title": page.title_of(desk),
        "picks": page.picks_of(desk),
        "validating": page.validating(desk),
        "refusal": refusal,
    }
    if row is not None:
        learner = desk.group.by_enrolment[row.enrolment_id]
        typed = page.wording_from(request.POST) if refusal else None
        context |= {
            "bilan": row,
            "learner": learner,
            "strengths": page.sentences_of(row, _typed(row.strengths, typed.strengths if typed else None)),
            "axes": page.sentences_of(row, _typed(row.axes, typed.axes if typed else None)),
            "action": page.sentences_of(row, _typed([row.action], [typed.action] if typed else None))[0],
            "word": typed.word if typed else row.word,
            "facts": page.facts_of(learner),
            "words": desk.words(learner),
            "skills": offboarding.skills_of(learner),
            "goal": offboarding.goal_of(row.enrolment) if _reads_needs(request, desk.session) else "",
            "following": page.next_to_read(desk, row.enrolment_id),
            "handed_over": offboarding.is_handed_over(row),
        }
    status = UNPROCESSABLE if refusal else 200
    return render(request, "lmso_portal/closing_desk.html", context, status=status)


def _reads_needs(request: HttpRequest, found: Session) -> bool:
    """What learners wrote before is for their trainers, their referent and who reads every need."""
    return visible_to(request.user).filter(pk=found.pk).exists()


def _typed(rows: Any, typed: Any) -> list[dict[str, Any]]:
    """What was typed and refused stands in the form again, with the facts of its field."""
    if typed is None:
        return list(rows)
    kept = [*rows, *({} for _one in typed)]
    return [{**row, "text": text} for row, text in zip(kept, typed, strict=False)]


def _refresh_draft(enrolment: int) -> None:
    """A draft that nobody touched follows what was just assessed."""
    row = Bilan.objects.current().filter(enrolment=enrolment).first()
    if row is not None:
        offboarding.redraft(row, now=clock.now())


def _person(request: HttpRequest) -> Person:
    person = visitor_of(request).person
    if person is None:
        raise Refused(_("Votre compte n’est relié à aucune personne : demandez à l’administration de le relier."))
    return person


def _session(request: HttpRequest, pk: int) -> Session:
    theirs = offboarding.sessions_to_close_for(request.user).select_related("course", "referent")
    return get_object_or_404(theirs, pk=pk)
