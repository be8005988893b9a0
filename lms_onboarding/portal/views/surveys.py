"""What was asked and answered: a session, a period; the analysis somebody signs. Permission is in the fetch."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms_onboarding.common import clock
from lms_onboarding.common.backoffice import actor_of
from lms_onboarding.common.calendar import local_date
from lms_onboarding.common.refusals import Refused
from lms_onboarding.offboarding import services as offboarding
from lms_onboarding.offboarding.enums import Party
from lms_onboarding.people.models import Person
from lms_onboarding.people.services import provider
from lms_onboarding.portal.surveying import forms, pages
from lms_onboarding.portal.visitors import for_the_team
from lms_onboarding.sessions.models import Session

UNPROCESSABLE: Final = 422
PER_PAGE: Final = 50
FILES: Final = (
    ("enquetes.xlsx", "Excel"),
    ("chiffres.csv", "Chiffres, CSV"),
    ("commentaires.csv", "Commentaires, CSV"),
)
TO_A_TRAINER: Final = frozenset({Party.HOT, Party.COLD})


@never_cache
@require_safe
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """The sessions of this person that ended, the last one first, and where their surveys stand."""
    ended = offboarding.surveys_visible_to(request.user).standing().filter(ends_at__lte=clock.now())
    rows = offboarding.with_surveys(ended.select_related("course")).order_by("-ends_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for_the_team(request, bool(page.object_list))
    context = {"page": page, "reads_everything": offboarding.reads_everything(request.user)}
    return render(request, "lmso_portal/survey_sessions.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything said about one session; who signs analyses finds the form beside it."""
    found = visible_session(request, pk)
    reading = session_reading(request, found)
    form, refused = _lecture(request, reading)
    if form is None and refused:
        return redirect("lmso_portal:survey_session", pk=pk)
    seen = _to_look_into(request, [f"session/{found.pk}"])
    context = {
        **_shown(request, reading, form, to_look_into=len(seen)),
        "session": found,
        **_days(found),
        "to_look_into": pages.to_look_into(seen, _names(one.person for one in seen)),
        "companies": _companies(request, found),
    }
    return render(request, "lmso_portal/survey_session.html", context, status=UNPROCESSABLE if refused else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def period(request: HttpRequest) -> HttpResponse:
    """The sessions that ended in a period, beside the period just before. For who reads everything."""
    chosen, filters = chosen_period(request)
    reading = offboarding.read_surveys(offboarding.of_period(chosen), before=offboarding.of_period(chosen.earlier))
    form, refused = _lecture(request, reading)
    if form is None and refused:
        return redirect(request.get_full_path())
    context = {
        **_shown(request, reading, form),
        "period": chosen,
        "filters": filters,
        "files": FILES,
        "query": request.GET.urlencode(),
    }
    wrong = refused or (filters.is_bound and not filters.is_valid())
    return render(request, "lmso_portal/survey_period.html", context, status=UNPROCESSABLE if wrong else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def dates(request: HttpRequest, pk: int) -> HttpResponse:
    """When each party of a session is asked, and what this session does otherwise."""
    found = visible_session(request, pk)
    if not offboarding.signs(request.user):
        raise Http404
    known = getattr(found, "campaigns", None)
    form = forms.RhythmForm(request.POST) if request.method == "POST" else forms.rhythm_of(known)
    if form.is_bound and form.is_valid():
        offboarding.change_campaigns(found, form.rhythm(), by=actor_of(request), now=clock.now())
        messages.success(request, _("C’est noté : ce qui n’est pas encore demandé suivra ces délais."))
        return redirect("lmso_portal:survey_dates", pk=pk)
    planned = offboarding.planned_for(found, now=clock.now())
    context = {
        "session": found,
        "form": form,
        "planned": [(pages.SAID[one.party][1], one) for one in planned],
        "stopped": bool(known and known.stopped),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "lmso_portal/survey_dates.html", context, status=status)


def visible_session(request: HttpRequest, pk: int) -> Session:
    """A session this person may read; to anybody else it does not exist."""
    rows = offboarding.surveys_visible_to(request.user).standing().select_related("course", "campaigns")
    return get_object_or_404(rows, pk=pk)


def session_reading(request: HttpRequest, found: Session, **limits: Any) -> offboarding.SurveyReading:
    """Compared to the sessions of the course in the year before; a trainer's reading compares large groups only."""
    scope, before = offboarding.of_session(found), offboarding.before_session(found)
    if offboarding.reads_everything(request.user):
        return offboarding.read_surveys(scope, before=before, **limits)
    return offboarding.read_for_a_trainer(scope, before=before, **limits)


def chosen_period(request: HttpRequest) -> tuple[offboarding.Period, forms.PeriodForm]:
    """The period of the address, or the last twelve months. Raises Http404 for who does not read everything."""
    if not offboarding.reads_everything(request.user):
        raise Http404
    usual = offboarding.last_year(clock.now(), provider().zone)
    given = request.GET if {"du", "au"} & request.GET.keys() else None
    filters = forms.PeriodForm(given, initial={"du": usual.first, "au": usual.last})
    return filters.period(usual), filters


def _lecture(request: HttpRequest, reading: offboarding.SurveyReading) -> tuple[forms.LectureForm | None, bool]:
    """The form of the analysis, and whether what was posted was refused; (None, True): signed just now."""
    if not offboarding.signs(request.user):
        if request.method == "POST":
            raise Http404
        return None, False
    if request.method != "POST":
        return forms.lecture_of(offboarding.analysis_of(reading.key)), False
    form = forms.LectureForm(request.POST)
    if not form.is_valid():
        return form, True
    # a browser posts line ends of its own
    grounds = [text.replace("\r\n", "\n") for text in request.POST.getlist("grounds")]
    signatory = offboarding.Signatory(actor_of(request), str(request.user))
    try:
        offboarding.sign_analysis(reading, form.lecture(grounds), by=signatory, now=clock.now())
    except Refused as refusal:
        form.add_error(refusal.field or None, refusal.sentence)
        return form, True
    messages.success(request, _("Analyse signée, avec les chiffres de cette page."))
    return None, True


def _shown(
    request: HttpRequest, reading: offboarding.SurveyReading, form: forms.LectureForm | None, *, to_look_into: int = 0
) -> dict[str, Any]:
    current = offboarding.analysis_of(reading.key)
    kept = {one["text"] for one in current.grounds} if current else set()
    kept |= {text.replace("\r\n", "\n") for text in request.POST.getlist("grounds")}
    return {
        "page": pages.page_of(reading, to_look_into=to_look_into),
        "form": form,
        "current": current,
        "kept": kept,
        "reads_everything": offboarding.reads_everything(request.user),
    }


def _to_look_into(request: HttpRequest, groups: list[str]) -> list[offboarding.Candidate]:
    found = offboarding.candidates(groups)
    if offboarding.reads_everything(request.user):
        return found
    return [one for one in found if one.party in TO_A_TRAINER]


def _days(found: Session) -> dict[str, Any]:
    """The first and last days on the wall calendar of the provider."""
    zone = provider().zone
    moments = {"first": found.starts_at, "last": found.ends_at}
    return {name: local_date(moment, zone) for name, moment in moments.items() if moment}


def _names(people: Iterable[int]) -> Mapping[int, str]:
    return {one.pk: one.full_name for one in Person.objects.filter(pk__in=set(people))}


def _companies(request: HttpRequest, found: Session) -> list[Any]:
    """The companies asked and silent, whose answer may have come another way."""
    if not offboarding.signs(request.user):
        return []
    return offboarding.silent_organisations(f"session/{found.pk}")
